#include "proxy/admin/reload_report.hpp"

namespace proxy::admin {

std::string describe(const fault& found) {
    auto said = found.file;
    if (found.line != 0) said.append(":").append(std::to_string(found.line));
    if (!found.key.empty()) said.append(": ").append(found.key);
    return said.append(": ").append(found.what);
}

}  // namespace proxy::admin
