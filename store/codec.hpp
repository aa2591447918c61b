#pragma once
// Octets of stored records and keys: numbers big-endian, so that keys sort as their numbers do; texts after their length.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace store {

// Appends to a string that the caller owns.
class record_writer {
public:
    explicit record_writer(std::string& out) noexcept : out_(out) {}

    void u8(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
    void u32(std::uint32_t value) { big_endian(value, 4); }
    void u64(std::uint64_t value) { big_endian(value, 8); }
    void length(std::size_t value);  // 7 bits an octet, least first: most lengths are one octet
    void text(std::string_view value);

private:
    void big_endian(std::uint64_t value, unsigned octets);

    std::string& out_;
};

// Reads what record_writer wrote. After the first fault all reads give zero or an empty text, and good() is false for good.
// Texts are views into the octets that were given.
class record_reader {
public:
    explicit record_reader(std::string_view octets) noexcept : rest_(octets) {}

    std::uint8_t u8() noexcept { return static_cast<std::uint8_t>(big_endian(1)); }
    std::uint32_t u32() noexcept { return static_cast<std::uint32_t>(big_endian(4)); }
    std::uint64_t u64() noexcept { return big_endian(8); }
    bool flag() noexcept;  // 0 or 1, else a fault
    std::size_t length() noexcept;
    std::string_view text() noexcept;
    // An enumerator from 1 to `last`; else a fault and the first one.
    template <class Enum>
    Enum one_of(Enum last) noexcept {
        const auto value = u8();
        if (value >= 1 && value <= static_cast<std::uint8_t>(last)) return static_cast<Enum>(value);
        fail();
        return static_cast<Enum>(1);
    }

    void fail() noexcept;
    [[nodiscard]] bool good() const noexcept { return good_; }
    // Good, and nothing is left over: a record with a tail isn't ours.
    [[nodiscard]] bool done() const noexcept { return good_ && rest_.empty(); }

private:
    std::uint64_t big_endian(std::size_t octets) noexcept;

    std::string_view rest_;
    bool good_ = true;
};

}  // namespace store
