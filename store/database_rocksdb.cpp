#include "store/database_rocksdb.hpp"

#include <rocksdb/listener.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <span>
#include <system_error>
#include <utility>

#include "store/codec.hpp"
#include "store/number_hash.hpp"
#include "store/stuck_flush_rocksdb.hpp"
#include "store/tuning_rocksdb.hpp"

namespace store {
namespace {

// To resume means to write out all memtables. A disk that is full again in the middle of that is fatal to RocksDB: it then
// refuses writes until it is opened anew. This is what all memtables and a new log may take.
constexpr std::uint64_t resume_headroom = 160 << 20;

constexpr std::size_t hash_key_octets = 32;

// Full disks are the writer's to recover from, see resume(): RocksDB by itself would try at once, with whatever room there is.
class no_recovery_of_its_own final : public rocksdb::EventListener {
public:
    void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override {
        *auto_recovery = false;
    }
};

// Adds the keys of a batch to the memory filter, the last of them with add_rest(). What it does not know of, RocksDB's own
// handler refuses: better no write than one that the filter does not learn of.
class known_keys final : public rocksdb::WriteBatch::Handler {
public:
    known_keys(std::uint32_t suppressions, memory_filter& into) noexcept : suppressions_(suppressions), into_(into) {}

    rocksdb::Status PutCF(std::uint32_t family, const rocksdb::Slice& key, const rocksdb::Slice& /*value*/) override {
        if (family != suppressions_) return rocksdb::Status::OK();
        hashes_[count_++] = number_hash(view(key));
        if (count_ == hashes_.size()) add_rest();
        return rocksdb::Status::OK();
    }
    void add_rest() noexcept { into_.add(std::span(hashes_).first(std::exchange(count_, 0))); }

    rocksdb::Status DeleteCF(std::uint32_t /*family*/, const rocksdb::Slice& /*key*/) override { return rocksdb::Status::OK(); }
    rocksdb::Status DeleteRangeCF(std::uint32_t /*family*/, const rocksdb::Slice& /*from*/,
                                  const rocksdb::Slice& /*to*/) override {
        return rocksdb::Status::OK();
    }

private:
    const std::uint32_t suppressions_;
    memory_filter& into_;
    std::array<std::uint64_t, memory_filter::most_asked> hashes_;
    std::size_t count_ = 0;
};

bool make_directory(const std::string& path, std::string& error) {
    std::error_code failed;
    const bool made = std::filesystem::create_directories(path, failed);
    // Whose numbers these are is nobody else's business.
    if (made) std::filesystem::permissions(path, std::filesystem::perms::owner_all, failed);
    if (failed) error = "can't make the directory " + path + ": " + failed.message();
    return !failed;
}

}  // namespace

database::database(bool sync) : cached(cached_read()), disk(disk_read()), scan(scan_read()), durable_(durable_write(sync)) {}

std::unique_ptr<database> database::open(const store_options& options, std::string& error) {
    if (!make_directory(options.path, error)) return nullptr;
    const auto cache = block_cache(options.cache_octets);
    const std::vector<rocksdb::ColumnFamilyDescriptor> families{
        {rocksdb::kDefaultColumnFamilyName, small_options(cache)},
        {"suppressions", suppression_options(cache)},
        {"events", event_options(cache)},
        {"outbox", small_options(cache)},
        {"notes", event_options(cache)},
        {"review", small_options(cache)},
        {"operations", small_options(cache)},
        {"chain", event_options(cache)},
        {"erased", small_options(cache)},
    };
    std::unique_ptr<database> made(new database(options.sync));
    rocksdb::DB* opened = nullptr;
    auto how = database_options(options.env);
    how.listeners.push_back(std::make_shared<no_recovery_of_its_own>());
    const auto status = rocksdb::DB::Open(how, options.path, families, &made->families_, &opened);
    if (!status.ok()) {
        error = "can't open the store in " + options.path + ": " + status.ToString();
        return nullptr;
    }
    made->db_.reset(opened);
    if (const auto read = made->read_identity(); !read.ok()) {
        error = "can't read or write the store in " + options.path + ": " + read.ToString();
        return nullptr;
    }
    return made;
}

rocksdb::Status database::read_identity() {
    auto status = read(meta(), meta_keys::hash_key, hash_key_);
    if (status.ok() && hash_key_.empty()) {
        std::random_device random;
        while (hash_key_.size() < hash_key_octets) record_writer(hash_key_).u32(random());
        auto first = new_batch();
        first.Put(meta(), slice(meta_keys::hash_key), hash_key_);
        status = write(first);
    }
    return status.ok() ? read_marks() : status;
}

rocksdb::Status database::read_marks() {
    const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(scan, erased()));
    at->SeekToFirst();
    std::string complete;
    if (const auto status = read(meta(), meta_keys::marks, complete); !status.ok() || !at->status().ok())
        return status.ok() ? at->status() : status;
    if (complete.empty() && at->Valid()) {
        marks_->add_all();  // from before there were marks
        return rocksdb::Status::OK();
    }
    if (complete.empty()) {
        auto first = new_batch();
        first.Put(meta(), slice(meta_keys::marks), "1");
        return write(first);
    }
    bool good = true;
    const bool all = each_with_prefix(meta(), meta_keys::mark_prefix, [&](std::string_view key, std::string_view value) {
        record_reader place(key.substr(meta_keys::mark_prefix.size())), from(value);
        erased_marks::word kept;
        kept.place = place.u32();
        kept.marks = from.u64();
        good = good && place.done() && from.done();
        marks_->restore(kept);
    });
    return all && good ? rocksdb::Status::OK() : rocksdb::Status::Corruption("the marks of erased numbers can't be read");
}

void database::note_erased(std::string_view recipient, rocksdb::WriteBatch& into) const {
    const auto kept = marks_->add(recipient);
    std::string key(meta_keys::mark_prefix), value;
    record_writer(key).u32(kept.place);
    record_writer(value).u64(kept.marks);
    into.Put(meta(), key, value);
}

database::~database() {
    if (!db_) return;
    for (auto* family : families_) db_->DestroyColumnFamilyHandle(family);
    db_->Close();
}

rocksdb::Status database::write(const rocksdb::WriteOptions& how, rocksdb::WriteBatch& batch) const {
    const auto held = known_->hold();
    known_keys adding(suppressions()->GetID(), *known_);
    const auto all = batch.Iterate(&adding);
    adding.add_rest();
    return all.ok() ? db_->Write(how, &batch) : all;
}

rocksdb::WriteBatch database::new_batch() { return rocksdb::WriteBatch(0, 0, protection_octets, 0); }

bool database::memtables_are_empty() const {
    return std::ranges::all_of(families_, [this](rocksdb::ColumnFamilyHandle* family) {
        std::uint64_t active = 0, waiting = 0;
        return db_->GetIntProperty(family, rocksdb::DB::Properties::kNumEntriesActiveMemTable, &active) && active == 0 &&
               db_->GetIntProperty(family, rocksdb::DB::Properties::kNumImmutableMemTable, &waiting) && waiting == 0;
    });
}

// A log that failed once is not written again: RocksDB goes on with a new one, but only if it has a memtable to flush. Without,
// the next write would go to the broken log, which this build answers with abort(). So some record is always in a memtable: here,
// after flush(), and from open on.
rocksdb::Status database::resume() const {
    std::uint64_t room = 0;
    const auto asked = db_->GetEnv()->GetFreeSpace(db_->GetName(), &room);
    if (asked.ok() && room < resume_headroom) return rocksdb::Status::NoSpace(std::to_string(room >> 20) + " MiB are free");
    if (memtables_are_empty()) return {rocksdb::Status::IOError("its log is broken"), rocksdb::Status::kFatalError};
    {
        const stuck_flush_watch watch(*db_);
        auto status = db_->Resume();
        if (status.IsShutdownInProgress())
            return {rocksdb::Status::IOError("a flush was lost with the log"), rocksdb::Status::kFatalError};
        if (!status.ok()) return status;
    }
    rocksdb::WriteOptions not_logged;
    not_logged.disableWAL = true;
    return db_->Put(not_logged, meta(), slice(meta_keys::probe), "1");
}

bool database::is_behind() const {
    const auto has_many_memtables = [this](rocksdb::ColumnFamilyHandle* family) {
        std::uint64_t waiting = 0;
        return db_->GetIntProperty(family, rocksdb::DB::Properties::kNumImmutableMemTable, &waiting) && waiting >= bulk_memtables;
    };
    if (std::ranges::any_of(families_, has_many_memtables)) return true;
    std::string files;
    return db_->GetProperty(suppressions(), rocksdb::DB::Properties::kNumFilesAtLevelPrefix + "0", &files) &&
           std::atoi(files.c_str()) >= bulk_files;
}

// If it fails, the disk is in trouble, of which the next write will tell.
void database::merge_seldom(bool wanted) const {
    const auto files = std::to_string(wanted ? bulk_merge_files : usual_merge_files);
    static_cast<void>(db_->SetOptions(suppressions(), {{"level0_file_num_compaction_trigger", files}}));
}

rocksdb::Status database::flush() const {
    // Once is not always enough: after a recovery 7.8 may come back before its flush has begun.
    std::uint64_t waiting = 0;
    do {
        if (const auto status = db_->Flush({}, families_); !status.ok()) return status;
        if (!db_->GetAggregatedIntProperty(rocksdb::DB::Properties::kNumImmutableMemTable, &waiting)) break;
    } while (waiting > 0);
    return db_->Put(durable_, meta(), slice(meta_keys::probe), "1");  // see resume()
}

rocksdb::Status database::read(rocksdb::ColumnFamilyHandle* from, std::string_view key, std::string& record) const {
    record.clear();
    auto status = db_->Get(disk, from, slice(key), &record);
    if (status.IsNotFound()) return rocksdb::Status::OK();
    if (status.ok() && record.empty()) return rocksdb::Status::Corruption("an empty record");
    return status;
}

}  // namespace store
