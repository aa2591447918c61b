// stopgate-canonical: a line "REGION TON NUMBER" in, the number's canonical form out; for dialling_plans.test.mjs.
// REGION "-" is no region. Everything behind the second blank is the number, blanks included.
#include <cstdint>
#include <iostream>
#include <string>

#include "proxy/consent/dialling_plan.hpp"

int main() {
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
        const auto first = line.find(' ');
        const auto second = first == std::string::npos ? first : line.find(' ', first + 1);
        if (second == std::string::npos) {
            std::cerr << "not \"REGION TON NUMBER\": " << line << '\n';
            return 2;
        }
        const std::string region = line.substr(0, first);
        const auto* home = proxy::consent::plan_of(region);
        if (home == nullptr && region != "-") {
            std::cerr << "no such region: " << region << '\n';
            return 2;
        }
        const auto ton = static_cast<std::uint8_t>(std::stoul(line.substr(first + 1, second - first - 1)));
        proxy::consent::canonical_room room;
        const protocol::address number{ton, 1, std::string_view(line).substr(second + 1)};
        std::cout << proxy::consent::canonical(number, home, room) << '\n';
    }
}
