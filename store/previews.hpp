#pragma once
// What was counted before a flush, so that the flush takes exactly that: the entries there were, less those that were lifted
// since. Thread-safe.
//
//   open() (writer, no change is half done) -> counted() (whoever counts) -> find() and settle() (writer, when it flushes)
//
// Lifted entries are told by the writer all the while. Any flush or undo breaks all previews: who has what is another matter
// then.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/counts.hpp"
#include "store/filter.hpp"

namespace store {

class previews {
public:
    static constexpr std::size_t most = 64;           // the oldest goes first
    static constexpr std::int64_t kept_ms = 600'000;  // a person has looked at it by then

    // Entries that match and whose cause is no younger than `high_water`. `mark`: instead, those that name this flush by file;
    // such a one stays until close().
    std::uint64_t open(filter wanted, std::uint64_t mark, std::uint64_t high_water, std::int64_t now_ms);
    // False when it is broken or gone.
    bool counted(std::uint64_t id, const entry_counts& found, std::int64_t now_ms);
    [[nodiscard]] bool is_open(std::uint64_t id) const;
    void close(std::uint64_t id);

    // The newest that was counted so; 0: there is none. `id`: this one, 0: any.
    [[nodiscard]] std::uint64_t find(std::uint64_t id, const filter& wanted, std::uint64_t matched, std::int64_t now_ms) const;

    struct settled {
        entry_counts counts;  // what is left of what was counted
        std::uint64_t high_water = 0;
    };
    [[nodiscard]] std::optional<settled> settle(std::uint64_t id) const;

    // Writer: these were in force and are no more; it is durable.
    void lifted(std::span<const suppression> entries);
    void break_all();
    // Writer: entries of an event that is that old came in, bound so. Breaks previews that would take them uncounted.
    void joined(std::uint64_t number, source from, std::span<const binding> bound);

private:
    struct preview {
        std::uint64_t id = 0;
        filter wanted;
        std::uint64_t mark = 0;
        std::uint64_t high_water = 0;
        std::int64_t made_ms = 0;
        bool complete = false;
        entry_counts found;
        count_changes lifted;
    };
    [[nodiscard]] const preview* at(std::uint64_t id) const;

    mutable std::mutex mutex_;
    std::deque<preview> open_;
    std::uint64_t last_id_ = 0;
};

}  // namespace store
