#!/bin/bash -eux
# Licensed under the Apache License, Version 2.0: http://www.apache.org/licenses/LICENSE-2.0
#
# Runs the tests that need no more than a compiler, in the container that build.sh has run in: every
# property over its worked examples, by the compiler; every seed; and a few seconds of fuzzing.
unset LIB_FUZZING_ENGINE
cmake --fresh -S "$SRC/closeframe" -B "$WORK/tests" -G Ninja -DCLOSEFRAME_FUZZ_ONLY=ON
cmake --build "$WORK/tests"
ctest --test-dir "$WORK/tests" --no-tests=error --output-on-failure
