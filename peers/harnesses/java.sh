#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes one program of a harness in Java: two lines of shell, and after them a jar with its classes.
# Its class with main is called Program.
set -eu
[ $# -ge 3 ] || { echo "usage: java.sh BINARY CLASSPATH SOURCE..." >&2 && exit 2; }
binary=$1 classpath=$2
shift 2
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac -encoding UTF-8 -cp "$classpath" -d "$classes/in" "$@"
jar --create --file "$classes/jar" -C "$classes/in" .
printf '#!/bin/sh\nexec java -cp "$0:%s" Program "$@"\n' "$classpath" | cat - "$classes/jar" >"$binary"
chmod +x "$binary"
