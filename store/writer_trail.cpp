// Where the trail ends, and what goes from it, portion by portion between live changes; and what becomes of a group that is lost.
#include <utility>

#include "store/batch_rocksdb.hpp"
#include "store/writer.hpp"

namespace store {

chain_end writer::trail_end() const {
    const std::scoped_lock lock(shown_mutex_);
    return ledger_.trail;
}

// What was decided could not be written.
void writer::lose(std::span<job> group, const std::string& why) {
    for (auto& each : group) {
        if (auto* asked = std::get_if<applying>(&each); asked != nullptr && asked->result.stored) fail(*asked, why);
        if (auto* asked = std::get_if<filing>(&each)) asked->result.reset();
        if (auto* asked = std::get_if<introducing>(&each)) asked->result = {};
        if (auto* asked = std::get_if<suspecting>(&each)) asked->result = false;
        if (auto* asked = std::get_if<stepping>(&each)) asked->result = false;
        if (auto* asked = std::get_if<erasing>(&each)) asked->result = {.known_as = {}, .event = {}, .error = why};
        if (auto* asked = std::get_if<expiring>(&each)) asked->result = 0;
        if (auto* asked = std::get_if<previewing>(&each)) asked->result.error = why;
        if (auto* asked = std::get_if<flushing>(&each)) lose(*asked, why);
        if (auto* asked = std::get_if<marking>(&each)) lose(*asked, why);
        if (auto* asked = std::get_if<importing>(&each)) lose(*asked, why);
        if (auto* asked = std::get_if<purging>(&each)) asked->result.reset();
        if (auto* asked = std::get_if<tracing>(&each)) asked->result = false;
    }
}

void writer::erase(suppression_store::erasure_order wanted, bool first, suppression_store::erased done) {
    job queued(erasing{.wanted = std::move(wanted), .first = first, .done = std::move(done), .result = {}});
    auto& asked = std::get<erasing>(queued);
    if (!can_be_key(asked.wanted.recipient)) {
        asked.result.error = "a recipient can't be empty or hold a NUL";
    } else if (enqueue(std::move(queued), asked.result.error)) {
        return;
    }
    if (asked.done) asked.done(asked.result);
}

void writer::expire(std::vector<std::uint64_t> places, std::function<void(std::uint64_t)> done) {
    job queued(expiring{.places = std::move(places), .done = std::move(done)});
    std::string why_not;
    if (enqueue(std::move(queued), why_not)) return;
    if (const auto& told = std::get<expiring>(queued).done) told(0);
}

void writer::trace(suppression_store::trace_order what, suppression_store::written done) {
    job queued(tracing{.what = std::move(what), .done = std::move(done)});
    std::string why_not;
    if (enqueue(std::move(queued), why_not)) return;
    if (const auto& told = std::get<tracing>(queued).done) told(false);
}

void writer::decide(batch& work, tracing& asked) {
    work.trace(asked.what);
    asked.result = true;
}

void writer::decide(batch& work, erasing& asked) { asked.result = work.erase(asked.wanted, asked.first); }

void writer::decide(batch& work, expiring& asked) { asked.result = work.expire(asked.places); }

}  // namespace store
