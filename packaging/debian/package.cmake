# SPDX-License-Identifier: Apache-2.0
# The Debian package libcloseframe-dev: cmake --build DIR --target package.

find_program(GZIP gzip)
if(NOT GZIP)
  return()
endif()

# Debian's policy names these files: the licence, and two changelogs, compressed without a date.
set(made "${PROJECT_BINARY_DIR}/debian")
configure_file(packaging/debian/copyright "${made}/copyright" COPYONLY)
configure_file(packaging/debian/changelog.in "${made}/changelog.Debian" @ONLY)
configure_file(CHANGELOG.md "${made}/changelog" COPYONLY)
execute_process(COMMAND "${GZIP}" -9nf changelog changelog.Debian WORKING_DIRECTORY "${made}"
                COMMAND_ERROR_IS_FATAL ANY)
install(FILES "${made}/copyright" "${made}/changelog.gz" "${made}/changelog.Debian.gz"
        DESTINATION share/doc/libcloseframe-dev COMPONENT debian EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_CMAKE_PROJECTS
    "${PROJECT_BINARY_DIR};closeframe;Unspecified;/;${PROJECT_BINARY_DIR};closeframe;debian;/")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_NAME libcloseframe-dev)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The closeframe maintainers <maintainers@closeframe.example>")
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "close frame of the WebSocket protocol, header-only")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Headers in C++23 for the close frame of RFC 6455: a codec that can put no
reserved status code on the wire, a finder of close frames among others, and
the closing handshake of one endpoint. No heap, no exceptions, no I/O.")
# Root owns all, and only root may write.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
    GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
include(CPack)
