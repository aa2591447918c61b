#include "proxy/consent/languages.hpp"

#include <algorithm>

namespace proxy::consent {
namespace {

#include "languages.inc"

}  // namespace

std::span<const language> languages() noexcept { return built_in; }

const language* find_language(std::string_view code) noexcept {
    const auto* const at = std::ranges::find(built_in, code, &language::code);
    return at == std::ranges::end(built_in) ? nullptr : at;
}

}  // namespace proxy::consent
