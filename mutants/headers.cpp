// SPDX-License-Identifier: Apache-2.0
// The codec alone. What does not compile here is no mutant that an engine could have noticed.
#include <closeframe/handshake.hpp>
