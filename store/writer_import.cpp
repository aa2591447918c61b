// Imports: a portion at a time, between live changes.
#include <algorithm>
#include <utility>

#include "store/batch_rocksdb.hpp"
#include "store/database_rocksdb.hpp"
#include "store/imports_rocksdb.hpp"
#include "store/writer.hpp"

namespace store {

// --- any thread -----------------------------------------------------------------------------------------------------

void writer::begin_import(import_order order, suppression_store::imported done) {
    importing asked;
    asked.order = std::move(order);
    asked.done = std::move(done);
    hand_in(std::move(asked));
}

void writer::import(std::uint64_t id, std::shared_ptr<const import_window> window, suppression_store::imported done) {
    importing asked;
    asked.what = importing::kind::portion;
    asked.id = id;
    asked.window = std::move(window);
    asked.done = std::move(done);
    hand_in(std::move(asked));
}

void writer::end_import(std::uint64_t id, bool whole, suppression_store::imported done) {
    importing asked;
    asked.what = importing::kind::end;
    asked.id = id;
    asked.whole = whole;
    asked.done = std::move(done);
    hand_in(std::move(asked));
}

void writer::hand_in(importing asked) {
    go_on(asked);
    if (asked.done) asked.done(asked.result);
}

bool writer::imports(std::uint64_t id) const {
    const std::scoped_lock lock(shown_mutex_);
    return imports_.contains(id);
}

// What is queued leaves nobody to call; else the result says why not.
void writer::go_on(importing& asked) {
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_) {
            asked.result = {false, {}, store_closing};
            return;
        }
        portions_.emplace_back(std::move(asked));
    }
    asked.done = nullptr;
    ready_.notify_one();
}

// --- the writer thread ----------------------------------------------------------------------------------------------

// A database that is too far behind lets all writes wait, live opt-outs too. Imports stop before it comes to that.
void writer::pace_imports() {
    const bool bulk = std::ranges::any_of(imports_, [](const auto& each) { return each.second.durable.added > bulk_rows; });
    if (bulk != std::exchange(bulk_, bulk)) in_.merge_seldom(bulk);
    if (!imports_.empty() && in_.is_behind()) next_portion_ = clock::now() + import_rest;
}

void writer::decide(batch& work, importing& asked) {
    asked.result = {};
    if (asked.what == importing::kind::begin) return decide_begin(work, asked);
    const auto known = imports_.find(asked.id);
    if (known == imports_.end()) {
        asked.result.error = "the import is not under way";
        return;
    }
    auto& next = asked.result.state = known->second;
    asked.result.good = true;
    if (asked.what == importing::kind::end) {
        if (asked.whole) work.end_import(next);
    } else if (!work.import(next, *asked.window, asked.at, asked.sum, asked.result.error)) {
        asked.result.good = false;
        tally_.failed(operation::read);
    }
}

void writer::decide_begin(batch& work, importing& asked) {
    auto& order = asked.order;
    auto& out = asked.result;
    if (order.resume == 0) {
        out.state.name = std::move(order.name);
        out.state.actor = std::move(order.actor);
        out.state.origin = std::move(order.origin);
        out.state.reason = std::move(order.reason);
        out.state.as_of_ms = order.as_of_ms.value_or(unix_ms_());
        work.begin_import(out.state);
        out.good = true;
        return;
    }
    const auto number = std::to_string(order.resume);
    if (imports_.contains(order.resume)) {
        out.error = "import " + number + " is under way";
        return;
    }
    auto found = read_import(in_, order.resume, out.error);
    if (!found) {
        if (out.error.empty()) out.error = "there is no import " + number;
        return;
    }
    out.good = found->now == import_state::stage::begun;
    if (!out.good) out.error = "import " + number + " is done";
    out.state = std::move(*found);
}

void writer::finish(importing& asked) {
    const auto& now = asked.result.state;
    if (!asked.result.good) {
        if (asked.what == importing::kind::portion) forget_import(asked.id);
        return;
    }
    if (asked.what == importing::kind::end) return forget_import(asked.id);
    const bool came_in = asked.what == importing::kind::portion && now.durable.added > imports_.at(now.id).durable.added;
    {
        const std::scoped_lock lock(shown_mutex_);
        imports_[now.id] = now;
    }
    if (asked.what == importing::kind::begin) return;
    if (came_in) {
        std::vector<binding> bound;
        for (const auto& each : asked.window->targets()) bound.push_back(each.bound);
        previews_.joined(now.id, source::import, bound);
    }
    if (asked.at < asked.window->rows().size()) go_on(asked);
    if (asked.done && !asked.result.good) forget_import(asked.id);
}

void writer::lose(importing& asked, const std::string& why) {
    if (asked.what != importing::kind::begin) forget_import(asked.id);
    asked.result.good = false;
    asked.result.error = why;
}

void writer::forget_import(std::uint64_t id) {
    const std::scoped_lock lock(shown_mutex_);
    imports_.erase(id);
}

}  // namespace store
