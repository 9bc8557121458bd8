#!/bin/bash -eux
exec bash -eux "$SRC/closeframe/fuzz/oss-fuzz/build.sh"
