// SPDX-License-Identifier: Apache-2.0
// The program `props` of a project that checks nothing beside its catalogue.
#include "engines/program.hpp"

int main(int argc, char** argv) {
  return closeframe::props::run_program(argc, argv, "a codec", {});
}
