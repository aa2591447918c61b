#pragma once
// The open database: its column families and how they are read and written. Only store/*.cpp include this.
#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/bulk_change.hpp"
#include "store/erased_marks.hpp"
#include "store/memory_filter.hpp"
#include "store/suppression_store.hpp"

namespace store {

class database {
public:
    // Opens or makes it. On failure gives nothing and says why in `error`.
    static std::unique_ptr<database> open(const store_options& options, std::string& error);
    ~database();

    database(const database&) = delete;
    database& operator=(const database&) = delete;

    [[nodiscard]] rocksdb::DB& db() const noexcept { return *db_; }
    // Contents: records.hpp; of meta: meta_keys.
    [[nodiscard]] rocksdb::ColumnFamilyHandle* meta() const noexcept { return families_[0]; }
    [[nodiscard]] rocksdb::ColumnFamilyHandle* suppressions() const noexcept { return families_[1]; }
    [[nodiscard]] rocksdb::ColumnFamilyHandle* events() const noexcept { return families_[2]; }
    [[nodiscard]] rocksdb::ColumnFamilyHandle* outbox() const noexcept { return families_[3]; }
    [[nodiscard]] rocksdb::ColumnFamilyHandle* notes() const noexcept { return families_[4]; }
    [[nodiscard]] rocksdb::ColumnFamilyHandle* review() const noexcept { return families_[5]; }
    [[nodiscard]] rocksdb::ColumnFamilyHandle* operations() const noexcept { return families_[6]; }
    [[nodiscard]] rocksdb::ColumnFamilyHandle* chain() const noexcept { return families_[7]; }
    [[nodiscard]] rocksdb::ColumnFamilyHandle* erased() const noexcept { return families_[8]; }

    // Of keyed hashes of recipients; see chain.hpp.
    [[nodiscard]] const std::string& hash_key() const noexcept { return hash_key_; }
    // Whether numbers were ever erased, or perhaps this one: only then is the family looked at. Any thread.
    [[nodiscard]] bool any_erased() const noexcept { return marks_->any(); }
    [[nodiscard]] bool maybe_erased(std::string_view recipient) const noexcept { return marks_->maybe(recipient); }
    // Before what stands under its pseudonym is written, in the same batch.
    void note_erased(std::string_view recipient, rocksdb::WriteBatch& into) const;

    // What flushes took: whoever reads an entry asks them whether it is in force. The writer alone appends and forgets.
    [[nodiscard]] bulk_changes& done() const noexcept { return *done_; }

    // Whatever is written goes through these two, because the memory filter must know what is put into suppressions.
    // Durable when it says ok.
    [[nodiscard]] rocksdb::Status write(rocksdb::WriteBatch& batch) const { return write(durable_, batch); }
    // Durable with the next write(), or when the kernel gets to it.
    [[nodiscard]] rocksdb::Status write_unsynced(rocksdb::WriteBatch& batch) const { return write({}, batch); }
    // What is in suppressions, for who is content with "certainly not" or "maybe". Off until somebody fills it.
    [[nodiscard]] memory_filter& known() const noexcept { return *known_; }
    [[nodiscard]] static rocksdb::WriteBatch new_batch();

    // After a failed write RocksDB refuses all others. This makes it take them again, if the disk has room enough; else says why
    // not.
    [[nodiscard]] rocksdb::Status resume() const;
    // Half of what it takes until RocksDB slows writes down waits to be written to tables, or to be merged into others.
    [[nodiscard]] bool is_behind() const;
    // While much is written: new tables wait longer until they are merged into the others. Takes some milliseconds.
    void merge_seldom(bool wanted) const;
    // Writes all memtables to table files.
    [[nodiscard]] rocksdb::Status flush() const;
    // figures_rocksdb.cpp
    [[nodiscard]] store_figures figures() const;

    // Ok with `record` empty when there is none.
    [[nodiscard]] rocksdb::Status read(rocksdb::ColumnFamilyHandle* from, std::string_view key, std::string& record) const;

    // Records whose key begins so, in their order; for a small number of them. False when they could not all be read.
    template <class Visit>
    bool each_with_prefix(rocksdb::ColumnFamilyHandle* from, std::string_view prefix, Visit&& visit) const {
        const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(disk, from));
        for (at->Seek({prefix.data(), prefix.size()}); at->Valid() && at->key().starts_with({prefix.data(), prefix.size()});
             at->Next())
            visit(std::string_view{at->key().data(), at->key().size()}, std::string_view{at->value().data(), at->value().size()});
        return at->status().ok();
    }

    const rocksdb::ReadOptions cached;
    const rocksdb::ReadOptions disk;
    const rocksdb::ReadOptions scan;

private:
    explicit database(bool sync);
    [[nodiscard]] rocksdb::Status read_identity();
    [[nodiscard]] rocksdb::Status read_marks();
    [[nodiscard]] rocksdb::Status write(const rocksdb::WriteOptions& how, rocksdb::WriteBatch& batch) const;
    [[nodiscard]] bool memtables_are_empty() const;

    const std::unique_ptr<bulk_changes> done_ = std::make_unique<bulk_changes>();
    const rocksdb::WriteOptions durable_;
    const std::unique_ptr<memory_filter> known_ = std::make_unique<memory_filter>();
    std::unique_ptr<rocksdb::DB> db_;
    std::vector<rocksdb::ColumnFamilyHandle*> families_;
    std::string hash_key_;
    const std::unique_ptr<erased_marks> marks_ = std::make_unique<erased_marks>();
};

[[nodiscard]] inline rocksdb::Slice slice(std::string_view text) noexcept { return {text.data(), text.size()}; }
[[nodiscard]] inline std::string_view view(const rocksdb::Slice& text) noexcept { return {text.data(), text.size()}; }

namespace meta_keys {
inline constexpr std::string_view format = "format";             // u32: of the whole database
inline constexpr std::string_view node = "node";                 // u64: random, made once
inline constexpr std::string_view epoch = "epoch";               // u32: one more at each open
inline constexpr std::string_view high_water = "high-water";     // u64 each: hlc, event number, outbox id
inline constexpr std::string_view last_operation = "operation";  // u64: the highest id that was given
inline constexpr std::string_view probe = "probe";               // written to see whether the disk takes writes again
inline constexpr std::string_view hash_key = "hash-key";         // 32 octets: random, made once; of keyed hashes of recipients
inline constexpr std::string_view marks = "erased-marks";        // there: none of the following is missing
inline constexpr std::string_view mark_prefix = "erased-mark/";  // + u32: u64; see erased_marks.hpp
inline constexpr std::string_view restored = "restored";         // text: of which backup; until the first open after that
inline constexpr std::string_view count_prefix = "counts/";      // + source(1), list: u64, entries in force
inline constexpr std::string_view old_count_prefix = "count/";   // + list: u64; until format 2
}  // namespace meta_keys

}  // namespace store
