#pragma once
// A file that is part of the program; console/write_files.cmake makes tables of them.
#include <string_view>

namespace proxy::admin {

struct embedded_file {
    std::string_view name, type, tag, body;
};

}  // namespace proxy::admin
