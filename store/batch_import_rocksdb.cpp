// Portions of an import: what is new is put without a look at the disk, what may be there is read together and merged.
#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "store/batch_rocksdb.hpp"
#include "store/codec.hpp"
#include "store/erased_rocksdb.hpp"
#include "store/imports_rocksdb.hpp"

namespace store {
namespace {

using row = import_window::row;

// The file is older than a change of the person's mind that the entry would override.
bool was_lifted(const recipient_record& of, const binding& bound, std::int64_t as_of_ms) {
    return std::ranges::any_of(of.lifted, [&](const lifting& each) {
        if (each.at_ms <= as_of_ms) return false;
        if (bound.reach == scope::global || each.bound.reach == scope::global) return true;
        return bound.list == each.bound.list &&
               (bound.reach == scope::list || each.bound.reach == scope::list || bound.sender == each.bound.sender);
    });
}

std::string words_for(const import_state& of) {
    auto words = of.name.empty() ? std::string("import") : "import of " + of.name;
    if (of.now != import_state::stage::done) return words + " begins";
    const auto& sum = of.durable;
    const auto add = [&words](std::uint64_t count, std::string_view what) {
        words.append(", ").append(std::to_string(count)).append(" ").append(what);
    };
    words += ": " + std::to_string(sum.lines) + " lines";
    add(sum.added, "added");
    add(sum.unchanged, "unchanged");
    add(sum.merged(), "merged");
    add(sum.kept_out, "kept out");
    add(sum.rejected, "rejected");
    return words;
}

}  // namespace

// What the rows of one portion have in common.
struct batch::importing {
    struct prepared {
        std::string record;  // of a recipient that has this entry and no other
        std::int64_t* count = nullptr;
    };
    // The rows of one recipient.
    struct person {
        std::span<const row> rows;
        bool maybe_known = false;
        std::size_t found = 0;  // where it is among those that were read
    };

    import_state& of;
    const import_window& window;
    import_tally& sum;
    std::unordered_map<std::uint32_t, prepared> by_target{};
    std::uint32_t last_target = 0;
    prepared* last = nullptr;
    std::vector<person> persons{};

    [[nodiscard]] suppression entry_of(std::string_view recipient, std::uint32_t target) const {
        const auto& to = window.targets()[target];
        return {std::string(recipient), to.bound, source::import, of.began_ms, to.reason, of.event, of.mark};
    }
};

// What flushes and undos did since the import began is not for entries that come in later, though these carry its number.
bool batch::renew_mark(import_state& of, std::string& error) {
    const auto last = in_.done().last_id();
    if (last <= of.last_operation) return true;
    if (next_.last_operation >= last_bulk_id) {
        error = "there were too many flushes";
        return false;
    }
    of.last_operation = last;
    of.mark = new_operation();
    return true;
}

bool batch::import(import_state& of, const import_window& window, std::size_t& at, import_tally& sum, std::string& error) {
    if (!renew_mark(of, error)) return false;
    importing work{of, window, sum};
    const std::span<const row> rows(window.rows());
    const auto begin = at;
    while (at < rows.size() && at - begin < import_portion) {
        const auto recipient = window.recipient_of(rows[at]);
        auto end = at + 1;
        while (end < rows.size() && window.recipient_of(rows[end]) == recipient) ++end;
        work.persons.push_back({rows.subspan(at, end - at), true, 0});
        at = end;
    }
    if (in_.any_erased() && !merge_erased(work, error)) return false;
    ask_filter(work);
    if (!merge_read(work, error)) return false;
    synced_ = at == rows.size();
    if (synced_) {
        of.durable.lines = window.until.lines;
        of.durable.rows = window.until.rows;
        of.durable.rejected = window.until.rejected;
        of.durable.unchanged += sum.unchanged;
        of.durable.kept_out += sum.kept_out;
        of.digest = window.digest;
    }
    put(of);
    return true;
}

void batch::ask_filter(importing& work) const {
    std::array<question, memory_filter::most_asked> asked;
    for (std::span<importing::person> rest(work.persons); !rest.empty();) {
        const auto some = rest.first(std::min(rest.size(), asked.size()));
        for (std::size_t n = 0; n < some.size(); ++n) asked[n].recipient = work.window.recipient_of(some[n].rows.front());
        const auto answer = in_.known().ask(std::span(asked).first(some.size()));
        for (std::size_t n = 0; n < some.size(); ++n) some[n].maybe_known = (answer.maybe >> n & 1U) != 0;
        rest = rest.subspan(some.size());
    }
}

// Persons who were erased have two records: each is read by itself, and is then done with.
bool batch::merge_erased(importing& work, std::string& error) {
    std::string record;
    std::erase_if(work.persons, [&](const importing::person& each) {
        const auto recipient = work.window.recipient_of(each.rows.front());
        if (!error.empty() || !in_.maybe_erased(recipient)) return false;
        const auto status = in_.read(in_.erased(), pseudonym_in(in_, recipient), record);
        if (!status.ok()) error = "can't read whether a recipient was erased: " + status.ToString();
        if (record.empty()) return false;
        auto* const mine = record_of(std::string(recipient), error);
        if (mine != nullptr) mine->touched = merge(work, each.rows, mine->of) || mine->touched;
        return mine != nullptr;
    });
    return error.empty();
}

bool batch::merge_read(importing& work, std::string& error) {
    std::vector<rocksdb::Slice> keys;
    for (auto& each : work.persons) {
        if (!each.maybe_known) continue;
        each.found = keys.size();
        keys.push_back(slice(work.window.recipient_of(each.rows.front())));
    }
    std::vector<rocksdb::PinnableSlice> records(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    constexpr bool sorted = true;
    if (!keys.empty())
        in_.db().MultiGet(in_.disk, in_.suppressions(), keys.size(), keys.data(), records.data(), statuses.data(), sorted);

    recipient_record of;
    for (const auto& each : work.persons) {
        const auto recipient = work.window.recipient_of(each.rows.front());
        of = {};
        const bool is_new = !each.maybe_known || statuses[each.found].IsNotFound();
        if (is_new && each.rows.size() == 1) {
            put_new(work, recipient, each.rows.front().target);
            continue;
        }
        if (!is_new) {
            const auto& status = statuses[each.found];
            auto found = status.ok() ? decode_recipient(recipient, view(records[each.found])) : std::nullopt;
            if (!found) {
                error = "the entries of a recipient can't be read" + (status.ok() ? std::string() : ": " + status.ToString());
                return false;
            }
            of = std::move(*found);
        }
        if (merge(work, each.rows, of)) writes_.Put(in_.suppressions(), slice(recipient), encode(of));
    }
    return true;
}

void batch::put_new(importing& work, std::string_view recipient, std::uint32_t target) {
    if (work.last == nullptr || work.last_target != target) {
        const auto [at, is_new] = work.by_target.try_emplace(target);
        if (is_new) {
            recipient_record alone;
            alone.now.push_back(work.entry_of(recipient, target));
            at->second = {encode(alone), &count_changes_[kind_of(alone.now.front())]};
        }
        work.last_target = target;
        work.last = &at->second;
    }
    writes_.Put(in_.suppressions(), slice(recipient), work.last->record);
    ++*work.last->count;
    ++work.of.durable.added;
}

// True when an entry came in.
bool batch::merge(importing& work, std::span<const row> rows, recipient_record& into) {
    bool changed = false;
    auto& now = into.now;
    for (const auto& each : rows) {
        const auto& bound = work.window.targets()[each.target].bound;
        if (was_lifted(into, bound, work.of.as_of_ms)) {
            ++work.sum.kept_out;
            continue;
        }
        auto here = place(now, bound);
        if (here != now.end() && here->bound == bound) {
            const auto flush = taken(*here);
            if (flush == 0) {
                if (here->cause != work.of.event) ++work.sum.unchanged;
                continue;
            }
            leaves(flush, *here);
            here = now.erase(here);
        }
        const auto made = now.insert(here, work.entry_of(work.window.recipient_of(each), each.target));
        ++count_changes_[kind_of(*made)];
        ++work.of.durable.added;
        changed = true;
    }
    return changed;
}

void batch::begin_import(import_state& of) {
    of.now = import_state::stage::begun;
    of.began_ms = now_ms_;
    of.last_operation = in_.done().last_id();
    const auto what = record_step(of);
    of.id = what.id.number;
    of.event = what.id;
    of.event_key = event_key(what);
    put(of);
}

void batch::end_import(import_state& of) {
    of.now = import_state::stage::done;
    of.ended_ms = now_ms_;
    static_cast<void>(record_step(of));
    put(of);
}

event batch::record_step(const import_state& of) {
    auto what = new_event(event_kind::import, source::import, of.actor);
    what.origin = of.origin;
    what.reason = of.reason;
    what.because.text = words_for(of);
    what.because.message_id = std::to_string(of.id == 0 ? what.id.number : of.id);
    what.changed = of.durable.added > 0;
    record(what);
    return what;
}

void batch::put(const import_state& of) {
    writes_.Put(in_.operations(), import_key(of.id), encode(of));
    anything_ = true;
}

}  // namespace store
