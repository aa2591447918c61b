#pragma once
// Flushes and their undos: one record each, however many entries they take. Entries stay where they are; which of them are in
// force follows from the operations, in their order.
//
// An entry is in force at first. A flush takes it when it is in force, no younger than the flush and meant by it. The undo of
// that flush gives it back. A flush by file, or of one recipient, means the entries that name it (suppression::mark); what an
// entry names also says that it was in force when that flush began, so that earlier operations are of no account.
#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "store/counts.hpp"
#include "store/filter.hpp"

namespace store {

struct bulk_change {
    enum class kind : std::uint8_t { flush = 1, undo = 2 };
    std::uint64_t id = 0;  // from 1, in their order
    kind what = kind::flush;
    bool by_mark = false;          // of a flush: of the entries that name it, whatever is `wanted`
    filter wanted;                 // of a flush; empty of one by file. A recipient is here under its pseudonym (digest.hpp)
    std::uint64_t high_water = 0;  // of a flush: the number of the youngest event whose entries it takes
    std::uint64_t undoes = 0;      // of an undo: the flush
    entry_counts counts;           // what it took or gave back
    std::string actor, origin, reason;
    std::int64_t at_ms = 0;  // Unix time in milliseconds
    event_id event;
    bool operator==(const bulk_change&) const = default;
};

[[nodiscard]] inline bool is_by_file(const bulk_change& did) noexcept { return did.by_mark && did.wanted == filter{}; }

// What it took or gave back, in words.
[[nodiscard]] std::string text_of(const bulk_change& did);

// Ids are kept in entries, whose record has room for no more.
inline constexpr std::uint64_t last_bulk_id = (1U << 28) - 1;

[[nodiscard]] std::string encode(const bulk_change& what);
[[nodiscard]] std::optional<bulk_change> decode_bulk_change(std::string_view record);
[[nodiscard]] std::string encode(const entry_counts& counts);
[[nodiscard]] std::optional<entry_counts> decode_counts(std::string_view record);

// The operations that entries are read by. One thread appends and forgets, any thread reads. What is forgotten stays in memory
// until the end, as small as it is: somebody may be reading it.
class bulk_changes {
public:
    struct node {
        explicit node(bulk_change of) : what(std::move(of)) {}
        const bulk_change what;
        std::atomic<const node*> next{nullptr};
    };

    // Taken before the entry is read: what is forgotten meanwhile then still counts.
    [[nodiscard]] const node* first() const noexcept { return first_.load(std::memory_order_acquire); }
    // Of the one that was appended last; 0: none was.
    [[nodiscard]] std::uint64_t last_id() const noexcept { return last_id_.load(std::memory_order_acquire); }
    [[nodiscard]] std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }

    void append(bulk_change what);
    void forget_until(std::uint64_t id);  // that one too

private:
    std::deque<node> all_;
    std::atomic<const node*> first_{nullptr};
    std::atomic<std::size_t> size_{0};
    std::atomic<std::uint64_t> last_id_{0};
};

// The flush that has the entry, 0: none, it is in force. `until`: the last operation that counts.
[[nodiscard]] std::uint64_t taken_by(const bulk_changes::node* first, const entry_view& entry,
                                     std::uint64_t until = last_bulk_id) noexcept;

}  // namespace store
