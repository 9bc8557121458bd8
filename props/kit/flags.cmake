# SPDX-License-Identifier: Apache-2.0
# What the programs of the suite are built with. Nothing here reaches a user of the codec.

set(CLOSEFRAME_SANITIZE "" CACHE STRING "Sanitizers to build with, as in address,undefined")
option(CLOSEFRAME_FUZZ_ONLY "Leave out what links a library the sanitizer has not instrumented" OFF)

# std::expected decides: libstdc++ has it from 12 on, and shows it to clang only from 19 on.
set(oldest_Clang 19)
set(oldest_GNU 12)
if(NOT DEFINED oldest_${CMAKE_CXX_COMPILER_ID}
   OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS oldest_${CMAKE_CXX_COMPILER_ID})
  message(FATAL_ERROR "these tests need clang 19 or g++ 12, or newer; this is "
                      "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
endif()

set(CMAKE_CXX_EXTENSIONS OFF)

add_library(closeframe_suite_flags INTERFACE)
target_compile_options(
  closeframe_suite_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion
                                   -Wshadow)
# A broken precondition of the standard library must not pass for want of a sanitizer.
target_compile_definitions(
  closeframe_suite_flags INTERFACE _GLIBCXX_ASSERTIONS
                                   _LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_EXTENSIVE)

# For the engines; what only writes a file does without, and so links any library under MSan too.
add_library(closeframe_sanitizers INTERFACE)
if(CLOSEFRAME_SANITIZE)
  set(sanitize "-fsanitize=${CLOSEFRAME_SANITIZE}" -fno-sanitize-recover=all)
  target_compile_options(closeframe_sanitizers INTERFACE ${sanitize} -fno-omit-frame-pointer)
  target_link_options(closeframe_sanitizers INTERFACE ${sanitize})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(
      closeframe_sanitizers
      INTERFACE "-fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/sanitizer-ignorelist.txt")
  endif()
endif()

# Which edges a check of a vtable takes goes by a hash of addresses, which differ from run to run.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(closeframe_sanitizers INTERFACE -fno-sanitize=vptr)
endif()

# libstdc++.so is not instrumented. Were it to call the instrumented copies of its templates that
# our programs hold, MSan would take what it hands them for uninitialized; so it gets to see none.
if(CLOSEFRAME_SANITIZE MATCHES memory)
  target_link_options(closeframe_sanitizers INTERFACE
                      "-Wl,--version-script=${CMAKE_CURRENT_LIST_DIR}/hide-std.map")
endif()

# closeframe_require(<package> <Debian package> [<argument of find_package>...])
# A macro, so that the caller sees the variables that the package sets.
macro(closeframe_require package debian_package)
  find_package(${package} QUIET ${ARGN})
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR "${package} is missing. Run script/bootstrap, or: "
                        "apt-get install ${debian_package}")
  endif()
endmacro()

if(NOT CLOSEFRAME_FUZZ_ONLY)
  closeframe_require(rapidcheck librapidcheck-dev CONFIG)
  closeframe_require(CLI11 libcli11-dev CONFIG)
endif()

# The fuzzing engine: $LIB_FUZZING_ENGINE as OSS-Fuzz sets it, which brings its flags along unless
# a preset has them; else clang's libFuzzer, which is there for this machine only; else none.
set(CLOSEFRAME_ENGINE_FLAGS "" CACHE STRING "What \$LIB_FUZZING_ENGINE has its targets compiled with")
set(engine "$ENV{LIB_FUZZING_ENGINE}")
set(engine_coverage ${CLOSEFRAME_ENGINE_FLAGS})
if(NOT engine AND NOT CMAKE_CROSSCOMPILING AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(engine -fsanitize=fuzzer)
  # Optimized, but so that each branch of the source is an edge and few others are. Comparisons are
  # not traced: that took half of the time, and led to no planted bug in fewer executions. Nor are
  # indirect calls: those there are go from a list of properties to each of them.
  set(engine_coverage -fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp,indirect-calls -O2
                      -fno-vectorize -fno-slp-vectorize -fno-unroll-loops)
endif()
separate_arguments(engine)
