#include "protocol/cursor.hpp"

#include "protocol/c_octet_string.hpp"

namespace protocol {

void cursor::stop(flaw why) noexcept {
    if (!stopped()) found_ = why;
    rest_ = {};
}

std::uint8_t cursor::octet() noexcept {
    if (rest_.empty()) {
        stop(flaw::truncated);
        return 0;
    }
    const std::uint8_t value = rest_.front();
    rest_ = rest_.subspan(1);
    return value;
}

std::string_view cursor::c_string(std::size_t most) noexcept {
    const auto* const nul = find_nul(rest_.data(), rest_.data() + rest_.size());
    if (nul == nullptr) {
        stop(rest_.empty() ? flaw::truncated : flaw::unterminated);
        return {};
    }
    const auto size = static_cast<std::size_t>(nul - rest_.data());
    const std::string_view value = characters(rest_.first(size));
    rest_ = rest_.subspan(size + 1);
    if (size >= most && found_ == flaw::none) found_ = flaw::overlong;
    return value;
}

octets cursor::take(std::size_t count) noexcept {
    if (count > rest_.size()) {
        stop(flaw::truncated);
        return {};
    }
    const octets value = rest_.first(count);
    rest_ = rest_.subspan(count);
    return value;
}

}  // namespace protocol
