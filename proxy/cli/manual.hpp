#pragma once
// The manual page, made of what the commands say of themselves.
#include <string>

namespace CLI {
class App;
}

namespace proxy::cli {

// In the man macros (man(7)); hidden commands are left out.
[[nodiscard]] std::string manual_page(const CLI::App& root, const std::string& version);

}  // namespace proxy::cli
