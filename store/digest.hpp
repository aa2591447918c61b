#pragma once
// SHA-256, and HMAC-SHA-256 (RFC 2104) for what must not be found out by trying all numbers without the key.
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace store {

using digest = std::array<char, 32>;

[[nodiscard]] digest sha256(std::string_view octets);
// Of keys that aren't empty. One after another with the same key cost least.
[[nodiscard]] digest hmac_sha256(std::string_view key, std::string_view octets);

// SHA-256 of what comes piece by piece. One thread.
class running_digest {
public:
    running_digest();
    ~running_digest();
    running_digest(const running_digest&) = delete;
    running_digest& operator=(const running_digest&) = delete;

    void add(std::string_view octets);
    [[nodiscard]] digest now() const;  // of all that was added

private:
    static constexpr std::size_t gathered = 16'384;  // a call of the library costs more than a short piece
    void take() const;

    struct state;
    std::unique_ptr<state> state_;
    mutable std::string waiting_;
};

[[nodiscard]] inline std::string_view view(const digest& of) noexcept { return {of.data(), of.size()}; }

}  // namespace store
