#include "protocol/gsm7_national.hpp"

#include <algorithm>
#include <iterator>

namespace protocol::gsm7 {
namespace {

using namespace std::string_view_literals;

struct national_tables {
    std::u16string_view locking, single;
};

#include "protocol/gsm7_national.inc"

static_assert(std::ranges::all_of(all_tables, [](const national_tables& one) {
    return (one.locking.empty() || one.locking.size() == 128) && one.single.size() == 128;
}));

national_tables tables_of(std::uint8_t language) noexcept {
    return language == 0 || language > std::size(all_tables) ? national_tables{} : all_tables[language - 1];
}

}  // namespace

std::u16string_view locking_table(std::uint8_t language) noexcept { return tables_of(language).locking; }
std::u16string_view single_table(std::uint8_t language) noexcept { return tables_of(language).single; }

}  // namespace protocol::gsm7
