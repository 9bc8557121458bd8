#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds a harness in Go with Debian's packages alone: nothing is downloaded. The version of the
# implementation is that of its package, since its source does not say it.
set -eu
[ $# -ge 3 ] || { echo "usage: go.sh BINARY PACKAGE SOURCE..." >&2 && exit 2; }
binary=$1 package=$2
shift 2
version=$(dpkg-query -W -f '${source:Upstream-Version}' "$package")
GOPATH=/usr/share/gocode GO111MODULE=off GOFLAGS=-p=1 \
  go build -ldflags "-X main.version=$version" -o "$binary" "$@"
