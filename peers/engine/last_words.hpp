// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace closeframe::peers {

/// What a process that died said last on its standard error: the line that sums up, else the last
/// one. Addresses and process ids are left out, so that the same death has the same words.
std::string last_words(std::string_view standard_error);

/// How a process ended, by the status of waitpid, as in "SIGABRT" or "exit status 3".
std::string ending_in_words(int status);

}  // namespace closeframe::peers
