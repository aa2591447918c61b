#include "tests/bench/load/numbers.hpp"

namespace tests::bench {
namespace {

constexpr std::uint64_t gap = 9;  // between two listed numbers

std::string number(std::uint64_t nine_digits) {
    std::string digits = "447000000000";
    for (auto at = digits.size(); nine_digits != 0; nine_digits /= 10) digits[--at] = static_cast<char>('0' + nine_digits % 10);
    return digits;
}

}  // namespace

std::string listed_number(std::uint64_t which) { return number(which * gap); }
std::string unlisted_number(std::uint64_t which) { return number(which * gap + 1 + which % 4); }
std::string new_number(std::uint64_t which) { return number(which * gap + 5 + which % 4); }

}  // namespace tests::bench
