#include "proxy/admin/etag.hpp"

#include "store/digest.hpp"
#include "store/hex.hpp"

namespace proxy::admin {

std::string etag_of(std::string_view body) {
    constexpr std::size_t digits = 32;  // of 64: nobody gains from a collision
    return '"' + store::to_hex(store::view(store::sha256(body))).substr(0, digits) + '"';
}

// A tag of ours holds neither comma nor blank, so cutting at them is enough.
bool names(std::string_view if_none_match, std::string_view tag) {
    constexpr std::string_view between = ", \t", weak = "W/";
    while (!if_none_match.empty()) {
        auto one = if_none_match.substr(0, if_none_match.find_first_of(between));
        if_none_match.remove_prefix(std::min(one.size() + 1, if_none_match.size()));
        if (one == "*") return true;
        if (one.starts_with(weak)) one.remove_prefix(weak.size());
        if (!one.empty() && one == tag) return true;
    }
    return false;
}

}  // namespace proxy::admin
