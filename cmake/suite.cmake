# SPDX-License-Identifier: Apache-2.0
# What the programs of the suite are built with. Nothing here reaches a user of the codec.

include("${CMAKE_CURRENT_LIST_DIR}/../props/kit/kit.cmake")

# The headers that list every shape, and a unit for each.
set(shape_lists "${PROJECT_BINARY_DIR}/shapes")
closeframe_list_shapes("${PROJECT_SOURCE_DIR}/fuzz/targets.json" "${shape_lists}")

# A module of script/suite, as a command: ${suite_module} suite.pages.layering
set(suite_module "${CMAKE_COMMAND}" -E env "PYTHONPATH=${PROJECT_SOURCE_DIR}/script" /usr/bin/python3 -m)

# Where script/bootstrap --with-npm puts packages, and script/capture has its own.
set(cache "$ENV{XDG_CACHE_HOME}")
if(NOT cache)
  set(cache "$ENV{HOME}/.cache")
endif()
set(node_modules "${cache}/closeframe/capture/node_modules")
