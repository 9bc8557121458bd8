"""The codec as a package of Conan 2: `conan create packaging/conan`."""

import re
from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy


class Closeframe(ConanFile):
    name = "closeframe"
    description = "The close frame of the WebSocket protocol, RFC 6455: encode and decode"
    license = "Apache-2.0"
    topics = ("websocket", "rfc6455", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    def set_version(self):
        text = Path(self.recipe_folder, "../../src/closeframe/version.hpp").read_text("utf-8")
        numbers = re.findall(r"define CLOSEFRAME_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text)
        self.version = ".".join(numbers)

    def export_sources(self):
        root = Path(self.recipe_folder).parents[1]
        copy(self, "src/*.hpp", str(root), self.export_sources_folder)
        copy(self, "LICENSE", str(root), self.export_sources_folder)

    def validate(self):
        check_min_cppstd(self, 23)

    def package_id(self):
        self.info.clear()

    def package(self):
        copy(self, "LICENSE", self.source_folder, f"{self.package_folder}/licenses")
        copy(self, "*.hpp", f"{self.source_folder}/src", f"{self.package_folder}/include")

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "closeframe")
        self.cpp_info.set_property("cmake_target_name", "closeframe::closeframe")
