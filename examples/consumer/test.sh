#!/bin/bash
# usage: test.sh WAY CLOSEFRAME_SOURCE_DIR CXX
#
# Takes the codec into a project of its own by WAY, in a temporary folder, and checks what comes
# of it. WAY: find_package, subdirectory, fetchcontent, pkg_config, single_header, or debian, which
# installs the package into an empty root; headers, which compiles each installed header alone; or
# misuse, which compiles mistakes.
set -euo pipefail

way=$1 source=$2 cxx=$3
consumer=$(cd "$(dirname "$0")" && pwd)
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
cd "$temporary"

# What a user's own flags would add is not ours to answer for.
unset CXXFLAGS CPPFLAGS LDFLAGS

fail() {
  echo "$way: $1" >&2
  exit 1
}

# Moved once installed: what is found afterwards is found relative to where it lies.
install_codec() {
  cmake -S "$source" -B codec -G Ninja -D CMAKE_CXX_COMPILER="$cxx" -D CLOSEFRAME_TESTS=OFF \
    -D CMAKE_INSTALL_PREFIX="$temporary/nowhere" "$@" >configured.txt
  cmake --install codec --prefix installed >installed.txt
  mv installed prefix
}

build_consumer() {
  # As a user with tests of their own: only then would ours show among them.
  echo 'enable_testing()' >user.cmake
  cmake -S "$consumer" -B build -G Ninja -D CMAKE_CXX_COMPILER="$cxx" \
    -D CMAKE_EXPORT_COMPILE_COMMANDS=ON -D CMAKE_PROJECT_consumer_INCLUDE="$PWD/user.cmake" \
    -D CLOSEFRAME_FROM="$way" -D CLOSEFRAME_CHECKOUT="$source" "$@" >configured.txt
  cmake --build build >built.txt || { cat built.txt; fail "the consumer does not build"; }
  expect_nothing_of_ours
  expect_output build/consumer
}

expect_output() {
  diff - <("$@") <<'END' || fail "the consumer prints something else"
Going Away: back at noon (16 bytes)
incomplete: wait for more
fail the connection with 1002: no close frame may carry this status code
not sent: no close frame may carry this status code
END
}

# The user's build has the user's one source, none of our flags, tests and targets, and looked for
# no other package.
expect_nothing_of_ours() {
  local found
  found=$(grep -c '"file":' build/compile_commands.json)
  [ "$found" = 1 ] || fail "the user's build compiles $found files, not 1"

  found=$(grep -oE ' -(W|fsanitize|D)[^ ]*' build/compile_commands.json || true)
  [ -z "$found" ] || fail "the user's build got the flags$found"

  found=$(ctest --test-dir build -N | sed -n 's/^Total Tests: //p')
  [ "$found" = 0 ] || fail "the user's build got $found tests"

  found=$(ninja -C build -t targets all | grep -E '^[^/]*(props|fuzz|replay|suite)' || true)
  [ -z "$found" ] || fail "the user's build got the targets $found"

  found=$(grep -E '^[^:]*_DIR:PATH=' build/CMakeCache.txt |
    grep -vE '^(closeframe|FETCHCONTENT_.*)_DIR' || true)
  [ -z "$found" ] || fail "the user's build looked for $found"
}

# A Makefile's user. The second layout is a distribution's that keeps its headers elsewhere.
compile_with_pkg_config() {
  export PKG_CONFIG_PATH=$1
  pkg-config --print-errors --exists 'closeframe >= 0.1' || fail "pkg-config does not find 0.1"
  # shellcheck disable=SC2046  # it is a list of words, as on a command line
  "$cxx" -std=c++23 "$consumer/main.cpp" $(pkg-config --cflags closeframe) -o consumer
  expect_output ./consumer
}

# The only header there is.
compile_with_single_header() {
  mkdir -p single/closeframe
  "$source/script/single-header" single/closeframe/closeframe.hpp
  sed 's/<closeframe\/frame.hpp>/<closeframe\/closeframe.hpp>/' "$consumer/main.cpp" >main.cpp
  "$cxx" -std=c++23 -Wall -Wextra -Wpedantic -Wconversion -Werror -I single main.cpp -o consumer
  expect_output ./consumer
}

# Debian's own tools make, judge and install it; a root of its own has no other package.
install_debian_package() {
  cmake -S "$source" -B codec -G Ninja -D CMAKE_CXX_COMPILER="$cxx" -D CLOSEFRAME_TESTS=OFF >configured.txt
  cmake --build codec --target package >packed.txt
  local package
  package=$(echo codec/libcloseframe-dev_*_all.deb)
  # A first upload to Debian closes the wish for it; nobody has filed one.
  lintian --fail-on warning,error --suppress-tags initial-upload-closes-no-bugs "$package" >said.txt 2>&1 ||
    fail "lintian: $(cat said.txt)"
  mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates
  touch root/var/lib/dpkg/status root/var/lib/dpkg/available
  dpkg --root="$PWD/root" --force-not-root --force-bad-path --log=dpkg.log -i "$package" >installed.txt
  [ "$(dpkg-query --admindir root/var/lib/dpkg -W -f '${db:Status-Status}' libcloseframe-dev)" = installed ] ||
    fail "dpkg has not installed it"
}

compile_each_header() {
  local header count=0
  while read -r header; do
    "$cxx" -std=c++23 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Werror \
      -I prefix/include -include "$header" -x c++ /dev/null || fail "$header does not stand alone"
    count=$((count + 1))
  done < <(cd prefix/include && find closeframe -name '*.hpp')
  [ "$count" = "$(find "$source/src/closeframe" -name '*.hpp' | wc -l)" ] ||
    fail "$count headers are installed, not all"
}

# Every mistake of misuse.cpp is refused, in the words that say why; without one it compiles.
refuse_each_mistake() {
  local number words
  local compile=("$cxx" -std=c++23 -fsyntax-only -Wall -Wextra -Werror -I "$source/src"
    "$consumer/misuse.cpp")
  "${compile[@]}" -D MISTAKE=0 || fail "what is no mistake does not compile"
  while read -r number words; do
    ! "${compile[@]}" -D MISTAKE="$number" >said.txt 2>&1 || fail "mistake $number compiles"
    grep -qE "error: .*($words)" said.txt || fail "mistake $number is refused for another reason"
  done <<'END'
1 deleted
2 deleted
3 deleted
4 deleted
5 deleted
6 ignoring return
7 ignoring return
8 ignoring return
9 ignoring return
10 no viable|conversion from|class template argument deduction failed
END
  if "$cxx" --version | grep -q clang; then
    ! "${compile[@]}" -D MISTAKE=11 2>said.txt || fail "mistake 11 compiles"
    grep -q "will be destroyed at the end" said.txt || fail "mistake 11 is refused otherwise"
  fi
}

case $way in
  find_package)
    install_codec
    build_consumer -D CMAKE_PREFIX_PATH="$temporary/prefix"
    ;;
  subdirectory | fetchcontent)
    build_consumer
    ;;
  pkg_config)
    install_codec
    compile_with_pkg_config prefix/share/pkgconfig
    rm -r prefix
    install_codec -D CMAKE_INSTALL_INCLUDEDIR=include/c++ -D CMAKE_INSTALL_DATADIR=lib/data
    compile_with_pkg_config prefix/lib/data/pkgconfig
    ;;
  single_header)
    compile_with_single_header
    ;;
  debian)
    install_debian_package
    way=find_package
    build_consumer -D CMAKE_PREFIX_PATH="$temporary/root/usr"
    ;;
  headers)
    install_codec
    compile_each_header
    ;;
  misuse)
    refuse_each_mistake
    ;;
  *)
    fail "no such way"
    ;;
esac
