// Which list a reply means, and whether and in whose words it is answered.
#include <algorithm>
#include <utility>

#include "store/batch_rocksdb.hpp"
#include "store/browse.hpp"

namespace store {

// Of several lists the one whose text this recipient got last from the number that was texted; empty when that is not known.
std::string batch::narrow(change& wanted) const {
    if (wanted.texted.empty()) return {};
    const auto last = notes_.last_contact(wanted.recipient, wanted.texted);
    if (!last) return {};
    const auto mine = std::ranges::find(wanted.bindings, last->list, &binding::list);
    if (mine != wanted.bindings.end()) {
        auto one = *mine;
        if (!last->sender.empty()) one = {scope::sender, last->list, last->sender};
        if (wanted.what == action::opt_out) {
            wanted.bindings = {std::move(one)};
        } else if (one != *mine) {
            wanted.bindings.push_back(std::move(one));
        }
    }
    return last->list;
}

// Whether the answer would go to a machine that sends the same again and again, or to one recipient too often. What changed the
// state of an entry was no repetition.
silence batch::silence_for(const change& wanted) const {
    if (wanted.answers_per_day == 0) return silence::none;
    constexpr std::int64_t day_ms = 86'400'000;
    constexpr std::size_t most_seen = 10'000;  // events of one recipient in a day
    unsigned answered = 0;
    std::size_t seen = 0;
    bool newest = true, repeated = false;
    // False ends the walk, which goes from the newest back.
    const auto visit = [&](const event& one) {
        const auto age_ms = now_ms_ - one.unix_ms();
        if (age_ms > day_ms || ++seen > most_seen) return false;
        if (one.kind == event_kind::confirmation || one.kind == event_kind::dismissal) return true;
        if (std::exchange(newest, false)) {
            repeated = wanted.what == action::help && age_ms <= repeat_guard_ms && !one.because.text.empty() &&
                       one.because.text == wanted.because.text && one.because.to == wanted.because.to;
        }
        answered += one.outbox_id != 0;
        return true;
    };
    if (const auto mine = recorded_.find(wanted.recipient); mine != recorded_.end())
        for (auto at = mine->second.rbegin(); at != mine->second.rend() && visit(*at); ++at) {
        }
    each_event_backwards(in_, wanted.recipient, visit);
    if (repeated) return silence::repeated;
    return answered >= wanted.answers_per_day ? silence::daily_limit : silence::none;
}

// What belongs to no list goes out in any case; of words those of one list, the given one where it has some.
void batch::answer(const change& wanted, std::string_view words_of, change_result& out) {
    const auto has_words = [&](std::string_view list) {
        return !list.empty() && std::ranges::find(wanted.answers, list, &confirmation::list) != wanted.answers.end();
    };
    const auto first = std::ranges::find_if(wanted.answers, [](const confirmation& each) { return !each.list.empty(); });
    if (first != wanted.answers.end()) out.silenced = silence_for(wanted);
    if (!has_words(words_of) && first != wanted.answers.end()) words_of = first->list;
    for (const auto& each : wanted.answers) {
        const bool spoken = !each.list.empty();
        if (spoken && (out.silenced != silence::none || each.list != words_of)) continue;
        out.queued.push_back(queue(wanted.recipient, each));
    }
}

}  // namespace store
