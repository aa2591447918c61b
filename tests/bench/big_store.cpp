#include "tests/bench/big_store.hpp"

#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <semaphore>
#include <thread>
#include <utility>
#include <vector>

#include "store/answer_of.hpp"
#include "store/counts_rocksdb.hpp"
#include "store/database_rocksdb.hpp"
#include "store/ledger.hpp"
#include "store/recipient_record.hpp"
#include "store/tuning_rocksdb.hpp"
#include "tests/bench/load/numbers.hpp"

namespace tests::bench {
namespace {

constexpr std::uint64_t entries_a_file = 1'500'000;  // about what a compaction puts into one
constexpr unsigned writers = 2;

bool went_well(const rocksdb::Status& status, const std::string& what) {
    if (!status.ok()) std::fprintf(stderr, "%s: %s\n", what.c_str(), status.ToString().c_str());
    return status.ok();
}

store::suppression an_entry() {
    store::suppression one;
    one.bound = {store::scope::sender, "default", std::string(sender_number)};
    one.since_ms = 1'700'000'000'000;
    one.reason = "STOP";
    one.cause = {0x1234'5678'9ABC'DEF0, 1, 0};
    return one;
}

bool write_file(const std::string& name, std::uint64_t from, std::uint64_t to) {
    const rocksdb::Options options({}, store::suppression_options(store::block_cache(1 << 20)));
    rocksdb::SstFileWriter out({}, options);
    if (!went_well(out.Open(name), name)) return false;
    store::recipient_record record;
    record.now.push_back(an_entry());
    auto& entry = record.now.front();
    for (auto at = from; at < to; ++at) {
        entry.cause.number = at * 2'654'435'761 % most_entries;  // as numbers come, not as they sort
        entry.since_ms += 37;
        if (!went_well(out.Put(listed_number(at), store::encode(record)), name)) return false;
    }
    return went_well(out.Finish(), name);
}

bool write_files(const std::vector<std::string>& names, std::uint64_t entries) {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> good = true;
    std::vector<std::thread> threads;
    for (unsigned by = 0; by < writers; ++by)
        threads.emplace_back([&] {
            for (auto which = next++; which < names.size() && good; which = next++) {
                const auto from = which * entries_a_file;
                if (!write_file(names[which], from, std::min(entries, from + entries_a_file))) good = false;
            }
        });
    for (auto& each : threads) each.join();
    return good;
}

bool move_in(const store::database& into, const std::vector<std::string>& names, std::uint64_t entries) {
    rocksdb::IngestExternalFileOptions how;
    how.move_files = true;
    if (!went_well(into.db().IngestExternalFile(into.suppressions(), names, how), "ingestion")) return false;
    auto batch = store::database::new_batch();
    store::put_counts(batch, into, {}, {{store::kind_of(an_entry()), static_cast<std::int64_t>(entries)}});
    store::ledger kept;
    kept.clock = {0, 0, 0, most_entries};  // no entry's cause is younger
    batch.Put(into.meta(), store::slice(store::meta_keys::high_water), store::encode_high_water(kept));
    return went_well(into.write(batch), "the count");
}

// --- what it is busy with ---

using clock = std::chrono::steady_clock;

double since(clock::time_point begin) { return std::chrono::duration<double>(clock::now() - begin).count(); }

constexpr double longest_wait = 60;  // seconds

// False: it did not come to that.
bool wait_for(store::ruling wanted, store::suppression_store& in, const std::string& recipient) {
    const auto began = clock::now();
    const auto ruled = [&] {
        return store::answer_of<store::ruling>(
            [&](auto done) { in.judge_on_disk({recipient, sender_number, "default"}, std::move(done)); });
    };
    while (ruled() != wanted)
        if (since(began) > longest_wait) return false;
    return true;
}

store::flush_preview counted(store::suppression_store& in, const store::filter& wanted) {
    return store::answer_of<store::flush_preview>([&](auto done) { in.preview(wanted, std::move(done)); });
}

}  // namespace

bool make_big_store(const std::string& path, std::uint64_t entries) {
    store::store_options options;
    options.path = path;
    std::string error;
    const auto made = store::database::open(options, error);
    if (!made) {
        std::fprintf(stderr, "%s\n", error.c_str());
        return false;
    }
    std::vector<std::string> names;
    for (std::uint64_t from = 0; from < entries; from += entries_a_file)
        names.push_back(path + "/bulk-" + std::to_string(from) + ".sst");
    return write_files(names, entries) && move_in(*made, names, entries);
}

std::string fresh_numbers::next() { return new_number(count_++ * 654'188'429 % among_); }

std::size_t opt_out(store::suppression_store& into, fresh_numbers& whom, unsigned a_second, const std::atomic<bool>& over) {
    constexpr std::ptrdiff_t most_waiting = 4'000;
    std::counting_semaphore<most_waiting> room(most_waiting);
    std::size_t written = 0;
    for (; !over; ++written) {
        room.acquire();
        store::change wanted;
        wanted.what = store::action::opt_out;
        wanted.recipient = whom.next();
        wanted.bindings = {{store::scope::global, {}, {}}};
        into.apply(std::move(wanted), [&](const store::change_result&) { room.release(); });
        if (a_second != 0) std::this_thread::sleep_for(std::chrono::microseconds(1'000'000 / a_second));
    }
    for (std::ptrdiff_t at = 0; at < most_waiting; ++at) room.acquire();
    return written;
}

std::size_t import(store::suppression_store& into, fresh_numbers& whom, const std::atomic<bool>& over) {
    const auto begun = store::answer_of<store::import_answer>([&](auto done) { into.begin_import({}, std::move(done)); });
    std::size_t written = 0;
    for (bool good = begun.good; good && !over;) {
        const auto window = std::make_shared<store::import_window>();
        const auto to = window->add(store::import_window::target{{store::scope::list, "default", {}}, "an old list"});
        while (!window->full()) window->add(whom.next(), to);
        window->sort();
        written += window->rows().size();
        window->until.lines = window->until.rows = written;
        good =
            store::answer_of<store::import_answer>([&](auto done) { into.import(begun.state.id, window, std::move(done)); }).good;
    }
    static_cast<void>(
        store::answer_of<store::import_answer>([&](auto done) { into.end_import(begun.state.id, true, std::move(done)); }));
    return written;
}

flush_figures flush_all(store::suppression_store& in, std::uint64_t entries) {
    flush_figures out;
    const auto listed = listed_number(entries / 2);
    store::filter of_sender;
    of_sender.sender = sender_number;
    auto began = clock::now();
    out.one_by_one = counted(in, of_sender).matched;
    out.one_by_one_seconds = since(began);

    began = clock::now();
    const auto all = counted(in, {});
    out.counted_seconds = since(began);
    store::flush_order order;
    order.preview = all.id;
    order.confirm = all.matched;
    began = clock::now();
    const auto did = store::answer_of<store::flush_result>([&](auto done) { in.flush(std::move(order), std::move(done)); });
    out.error = did.error;
    if (did.how != store::flush_result::outcome::done) return out;
    out.flushed = did.entries;
    if (!wait_for(store::ruling::pass, in, listed)) out.error = "it took nothing";
    out.passes_seconds = since(began);
    began = clock::now();
    static_cast<void>(
        store::answer_of<store::flush_result>([&](auto done) { in.undo(did.id, "bench", "here", "measured", std::move(done)); }));
    if (!wait_for(store::ruling::suppressed, in, listed)) out.error = "it was not undone";
    out.undone_seconds = since(began);
    return out;
}

}  // namespace tests::bench
