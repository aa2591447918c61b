#include "proxy/admin/dress.hpp"

#include <algorithm>

namespace proxy::admin {

void dress(response& answer, bool secured) {
    const auto put = [&](const char* name, const char* value) {
        const bool there = std::ranges::any_of(answer.headers, [&](const auto& each) { return each.first == name; });
        if (!there) answer.headers.emplace_back(name, value);
    };
    put("X-Content-Type-Options", "nosniff");
    put("Referrer-Policy", "no-referrer");
    // Without subdomains: they may be somebody else's.
    if (secured) put("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace proxy::admin
