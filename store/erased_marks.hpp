#pragma once
// Which numbers may stand among the erased: one mark for each of a million classes of numbers. Who is in a class without one
// needs no keyed hash, which takes longer than all the rest of a verdict. A mark says little of whom it was set for: a millionth
// part of all numbers share it.
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace store {

class erased_marks {
public:
    static constexpr std::size_t word_count = 16'384;  // of 64 classes each
    struct word {
        std::uint32_t place = 0;
        std::uint64_t marks = 0;
    };

    // Any thread. Who sees what was written after add() sees the mark.
    [[nodiscard]] bool any() const noexcept { return any_.load(std::memory_order_acquire); }
    [[nodiscard]] bool maybe(std::string_view recipient) const noexcept;

    // One thread. Before the number is written; gives what is to be written with it.
    word add(std::string_view recipient) noexcept;
    // While nobody asks yet: what was written; or every mark, where some may be missing.
    void restore(const word& written) noexcept;
    void add_all() noexcept;

private:
    void set(std::size_t place, std::uint64_t marks) noexcept;

    std::unique_ptr<std::array<std::atomic<std::uint64_t>, word_count>> words_ =
        std::make_unique<std::array<std::atomic<std::uint64_t>, word_count>>();
    std::atomic<bool> any_{false};
};

}  // namespace store
