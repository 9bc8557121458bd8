#!/bin/bash -eux
# Licensed under the Apache License, Version 2.0: http://www.apache.org/licenses/LICENSE-2.0
#
# Builds every fuzz target, with its seeds, dictionary and options, into $OUT: for OSS-Fuzz,
# ClusterFuzzLite and script/oss-fuzz-build, whose environment chooses engine and sanitizer.
cmake --fresh -S "$SRC/closeframe" -B "$WORK/closeframe" -G Ninja -DCLOSEFRAME_FUZZ_ONLY=ON
cmake --build "$WORK/closeframe" --target fuzzers
cmake --install "$WORK/closeframe" --component fuzzers --prefix "$OUT"
