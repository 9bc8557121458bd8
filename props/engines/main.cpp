// SPDX-License-Identifier: Apache-2.0
// The program `props` of the codec.
#include "engines/generator_checks.hpp"
#include "engines/program.hpp"
#include "engines/word_checks.hpp"

int main(int argc, char** argv) {
  using namespace closeframe::props;
  return run_program(argc, argv, "the closeframe codec",
                     {check_generators, check_complete_words, list_complete_words, "script/repro"});
}
