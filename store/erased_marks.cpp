#include "store/erased_marks.hpp"

#include "store/number_hash.hpp"

namespace store {
namespace {

struct place {
    std::uint32_t word;
    std::uint64_t mark;
};

place place_of(std::string_view recipient) noexcept {
    constexpr unsigned class_bits = 20;
    static_assert(std::size_t{1} << class_bits == erased_marks::word_count * 64);
    const auto which = number_hash(recipient) >> (64 - class_bits);
    return {static_cast<std::uint32_t>(which / 64), std::uint64_t{1} << which % 64};
}

}  // namespace

bool erased_marks::maybe(std::string_view recipient) const noexcept {
    if (!any()) return false;
    const auto at = place_of(recipient);
    return ((*words_)[at.word].load(std::memory_order_relaxed) & at.mark) != 0;
}

erased_marks::word erased_marks::add(std::string_view recipient) noexcept {
    const auto at = place_of(recipient);
    set(at.word, at.mark);
    return {at.word, (*words_)[at.word].load(std::memory_order_relaxed)};
}

void erased_marks::restore(const word& written) noexcept {
    if (written.place < word_count) set(written.place, written.marks);
}

void erased_marks::add_all() noexcept {
    for (std::size_t at = 0; at < word_count; ++at) set(at, ~std::uint64_t{0});
}

void erased_marks::set(std::size_t place, std::uint64_t marks) noexcept {
    (*words_)[place].fetch_or(marks, std::memory_order_relaxed);
    any_.store(true, std::memory_order_release);
}

}  // namespace store
