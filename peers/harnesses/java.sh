#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes one program of a harness in Java: two lines of shell, and after them a jar with its classes.
# JARS are names of Debian's, as in "netty-codec netty-common". The class with main is called Program.
set -eu
[ $# -ge 3 ] || { echo "usage: java.sh BINARY JARS SOURCE..." >&2 && exit 2; }
binary=$1 classpath=
for jar in $2; do classpath=$classpath:/usr/share/java/$jar.jar; done
shift 2
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
javac -encoding UTF-8 -cp "$classpath" -d "$made/classes" "$@"
jar --create --file "$made/jar" -C "$made/classes" .
# shellcheck disable=SC2016
printf '#!/bin/sh\nexec java -cp "$0%s" Program "$@"\n' "$classpath" | cat - "$made/jar" >"$binary"
chmod +x "$binary"
