#include "protocol/cursor.hpp"

#include <cstring>

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
    // An empty rest has no address that memchr may be given.
    if (rest_.empty()) {
        stop(flaw::truncated);
        return {};
    }
    const void* const nul = std::memchr(rest_.data(), 0, rest_.size());
    if (nul == nullptr) {
        stop(flaw::unterminated);
        return {};
    }
    const auto size = static_cast<std::size_t>(static_cast<const std::uint8_t*>(nul) - rest_.data());
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
