# SPDX-License-Identifier: Apache-2.0
# Builds the engines of a project over its own shapes.

include("${CMAKE_CURRENT_LIST_DIR}/flags.cmake")

# closeframe_list_shapes(<manifest> <folder>): writes into <folder> the headers that list every shape
# of <manifest>, and for the program `props` two units a shape: its properties, and its inputs. The
# shape `CloseRequest` has its parts in files that are called close_request.
function(closeframe_list_shapes manifest folder)
  set(kit "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}")
  file(READ "${manifest}" text)
  string(JSON count LENGTH "${text}" targets)
  math(EXPR last "${count} - 1")
  foreach(i RANGE ${last})
    string(JSON shape GET "${text}" targets ${i} shape)
    string(REGEX REPLACE "([a-z0-9])([A-Z])" "\\1_\\2" file "${shape}")
    string(TOLOWER "${file}" file)
    list(APPEND shape_classes shapes::${shape})
    string(APPEND shape_includes "#include \"shapes/${file}.hpp\"\n")
    string(APPEND catalogue_includes "#include \"catalogue/${file}.hpp\"\n")
    string(APPEND generator_includes "#include \"generators/${file}.hpp\"\n")
    string(APPEND domain_includes "#include \"generators/${file}_domains.hpp\"\n")
    configure_file("${kit}/lists/unit.cpp.in" "${folder}/units/${file}.cpp" @ONLY)
    configure_file("${kit}/lists/inputs.cpp.in" "${folder}/units/${file}_inputs.cpp" @ONLY)
    list(APPEND units ${file}.cpp ${file}_inputs.cpp)
  endforeach()
  list(JOIN shape_classes ", " shape_classes)
  foreach(header shapes catalogue generators domains)
    configure_file("${kit}/lists/${header}.hpp.in" "${folder}/${header}.hpp" @ONLY)
  endforeach()
  # Of a shape that is gone.
  file(GLOB stale RELATIVE "${folder}/units" "${folder}/units/*.cpp")
  list(REMOVE_ITEM stale ${units})
  list(TRANSFORM stale PREPEND "${folder}/units/")
  if(stale)
    file(REMOVE ${stale})
  endif()
endfunction()

# closeframe_add_suite(<suite> <props> <lists>): an interface library, <suite>, of what is in the
# folder <props> and in the kit, with the shapes that <lists> lists; fuzz targets link it.
function(closeframe_add_suite suite props lists)
  set(kit "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  add_library(${suite} INTERFACE)
  target_compile_features(${suite} INTERFACE cxx_std_23)
  target_include_directories(${suite} INTERFACE "${props}" "${kit}" "${lists}")
  # Programs count; a library, as script/mutants makes of each codec, asks the program it is in.
  set(is_program $<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>)
  target_sources(${suite} INTERFACE $<${is_program}:${kit}/cases/allocation_count.cpp>)
  target_link_libraries(${suite} INTERFACE closeframe_suite_flags)
endfunction()

# closeframe_add_engines(<suffix> <suite> <lists> [<folder>]): the engines that are programs of their
# own, with <suffix> at the end of their names: compile_time, an object file that is the proof, and
# props. <folder> has a compile_time.cpp and a main.cpp that do more than the kit's.
function(closeframe_add_engines suffix suite lists)
  set(folder "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/engines" ${ARGN})
  list(GET folder -1 folder)
  add_library(compile_time${suffix} OBJECT "${folder}/compile_time.cpp")
  target_link_libraries(compile_time${suffix} PRIVATE ${suite})

  if(NOT CLOSEFRAME_FUZZ_ONLY)
    file(GLOB units "${lists}/units/*.cpp")
    add_executable(props${suffix} "${folder}/main.cpp" ${units})
    target_link_libraries(props${suffix} PRIVATE ${suite} closeframe_sanitizers CLI11::CLI11 rapidcheck)
    # A change of one property compiles one small unit; and this is compiled once for all.
    target_precompile_headers(props${suffix} PRIVATE <rapidcheck.h> <algorithm> <array> <expected>
                              <iostream> <optional> <span> <sstream> <string> <vector>)
  endif()
endfunction()

# closeframe_add_fuzzer(<name> <source> <suite>): the fuzz target <source>, with an engine, where
# there is one, as <name>, and with a main that replays files as replay_<name>.
function(closeframe_add_fuzzer name source suite)
  add_executable(replay_${name} "${source}" "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/fuzz/replay.cpp")
  target_link_libraries(replay_${name} PRIVATE ${suite} closeframe_sanitizers)
  if(engine)
    add_executable(${name} "${source}")
    target_compile_options(${name} PRIVATE ${engine_coverage})
    target_link_libraries(${name} PRIVATE ${suite} closeframe_sanitizers ${engine})
  endif()
endfunction()
