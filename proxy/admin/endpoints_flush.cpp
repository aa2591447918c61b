// Entries that go by a filter: one at once, more than one when somebody has confirmed how many.
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/entry_filter.hpp"
#include "proxy/admin/flush_answers.hpp"
#include "proxy/admin/flush_words.hpp"
#include "proxy/admin/json_of.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {
namespace {

// The prefix is kept in the trail. A longer one names persons, whom an erasure could not take out of it again.
constexpr std::size_t longest_prefix = 9;

struct asked_flush : flush_words {
    store::filter wanted;
};

asked_flush read_flush(fields& from, const consent::dialling_plan* home) {
    asked_flush asked{read_flush_words(from), read_filter(from, home)};
    const bool all = from.flag("all");
    const bool any_filter = asked.wanted != store::filter{};
    if (!all && !any_filter) from.fail("say which entries are meant, or all=true for every one");
    if (all && any_filter) from.fail("all", "means every entry; leave it out, or what else says which");
    if (asked.wanted.prefix.size() > longest_prefix)
        from.fail("prefix",
                  "has more than " + std::to_string(longest_prefix) + " digits; name the recipient, or flush by a file");
    return asked;
}

// What stands for the call once its endpoint has returned.
struct asker {
    gateway& asked;
    reply answer;
    std::string name, from;
    bool is_admin = false;
};

void lift(const asker& by, const store::suppression& entry, const std::string& reason) {
    gateway::wanted wanted;
    wanted.what = store::action::opt_in;
    wanted.recipient = entry.recipient;
    wanted.list = entry.bound.list;
    wanted.sender = entry.bound.sender;
    wanted.bound = entry.bound;
    wanted.reason = reason;
    wanted.actor = by.name;
    wanted.origin = by.from;
    wanted.by_admin = by.is_admin;
    by.asked.change(wanted, [answer = by.answer, entry, wanted](const store::change_result& result, const std::string& fault) {
        // What an operator may not lift is forbidden; for an admin it can only be that something has changed meanwhile.
        if (!fault.empty()) return answer(problem(wanted.by_admin ? 409 : 403, fault));
        if (!result.stored) return answer(not_stored(result, store::action::opt_in));
        if (!result.changed) return answer(problem(404, "No entry matches any more."));
        answer(json_answer({{"flushed", 1},
                            {"event", text_of(result.event)},
                            {"still_suppressed", result.still_suppressed},
                            {"suppression", json_of(entry)}}));
    });
}

response nothing_matches() { return problem(404, "No entry matches.", {{"matched", 0}}); }

response not_confirmed(const store::flush_preview& counted) {
    auto more = json_of(counted);
    more.erase("sample");
    return problem(409,
                   std::to_string(counted.matched) +
                       " entries match; name list, sender or scope so that one is left, or say confirm=" +
                       std::to_string(counted.matched) + " and a reason to flush them all.",
                   more);
}

// One goes, of more the count is told.
void settle_unconfirmed(const asker& by, const store::flush_preview& counted, const asked_flush& asked) {
    if (!counted.error.empty()) return by.answer(not_counted(counted));
    if (counted.matched == 0) return by.answer(nothing_matches());
    // The one may be too far behind many others to be found in time, or stand under a pseudonym.
    if (counted.matched > 1 || counted.sample.empty() || counted.sample.front().erased) return by.answer(not_confirmed(counted));
    lift(by, counted.sample.front(), asked.reason);
}

}  // namespace

void delete_suppressions(call& in) {
    const auto asked = read_flush(in.query, in.asked.home());
    if (refused(in, in.query)) return;
    const asker by{in.asked, in.answer, in.who.name, in.from, in.who.rank == role::admin};
    if (asked.confirm > 1 && !by.is_admin)
        return in.answer(problem(403, "To flush more than one entry needs the role admin; the token \"" + by.name +
                                          "\" has the role " + std::string(name(in.who.rank)) + "."));
    // The usual case, and nobody has to look through the list for it.
    if (asked.confirm == 0 && !asked.dry_run && !asked.wanted.recipient.empty()) {
        const auto found = in.asked.store().list(asked.wanted, {}, largest_page).entries;
        if (found.empty()) return in.answer(nothing_matches());
        if (found.size() == 1) return lift(by, found.front(), asked.reason);
    }
    if (asked.confirm == 0 || !by.is_admin) {
        return in.asked.store().preview(asked.wanted, [by, asked](const store::flush_preview& counted) {
            if (!asked.dry_run) return settle_unconfirmed(by, counted, asked);
            by.answer(counted.error.empty() ? json_answer(json_of(counted)) : not_counted(counted));
        });
    }
    auto order = order_of(asked, in);
    order.wanted = asked.wanted;
    in.asked.store().flush(std::move(order), [answer = in.answer, confirmed = asked.confirm](const store::flush_result& result) {
        answer(answer_of(result, confirmed));
    });
}

}  // namespace proxy::admin
