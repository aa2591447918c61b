#include "tests/bench/big_store.hpp"

#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

#include "store/counts_rocksdb.hpp"
#include "store/database_rocksdb.hpp"
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
    return went_well(into.write(batch), "the count");
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

}  // namespace tests::bench
