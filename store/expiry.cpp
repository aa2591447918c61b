#include "store/expiry.hpp"

#include <vector>

#include "store/answer_of.hpp"
#include "store/browse.hpp"
#include "store/trail.hpp"
#include "store/writer.hpp"

namespace store {
namespace {

// Live opt-outs wait no longer than for these.
constexpr std::size_t places_at_once = 500;

std::int64_t days_before(std::int64_t now_ms, std::uint32_t days) {
    constexpr std::int64_t day_ms = 86'400'000;
    return now_ms - days * day_ms;
}

}  // namespace

std::uint64_t expire(const database& in, writer& changes, const suppression_store::retention& rules, std::int64_t now_ms,
                     const std::atomic<bool>& stopping, store_tally& tally) {
    std::uint64_t gone = 0, after = 0;
    bool more = rules.events_days != 0;
    while (more && !stopping) {
        std::vector<std::uint64_t> places;
        more = old_places(in, days_before(now_ms, rules.events_days), places_at_once, after, places);
        if (places.empty()) continue;
        gone += answer_of<std::uint64_t>([&](auto done) { changes.expire(std::move(places), done); });
    }
    if (rules.review_days == 0) return gone;
    std::uint64_t last = 0;
    for (auto page = list_suspicions(in, last, page_limit, tally); !page.empty() && !stopping;
         page = list_suspicions(in, last, page_limit, tally)) {
        for (const auto& reply : page) {
            if (reply.at_ms >= days_before(now_ms, rules.review_days) || stopping) return gone;
            gone += answer_of<bool>([&](auto done) { changes.dismiss(reply.id, "retention", done); }) ? 1 : 0;
            last = reply.id;
        }
    }
    return gone;
}

}  // namespace store
