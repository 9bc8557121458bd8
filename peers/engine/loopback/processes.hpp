// SPDX-License-Identifier: Apache-2.0
// What the system says of processes that run.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <vector>

namespace closeframe::peers {

std::vector<pid_t> children_of(pid_t process);

/// All that descend from it, without itself.
std::vector<pid_t> processes_below(pid_t process);

/// What it has open; 0 for one that is gone.
std::size_t socket_count_of(pid_t process);

/// Bytes that it has filled and only it can give back: neither what it has reserved, nor what it
/// has mapped of files. 0 for one that is gone.
std::size_t memory_size_of(pid_t process);

}  // namespace closeframe::peers
