#pragma once
// Opt-outs that are not on the disk yet, or could not be written: they count for judge() from the moment apply() is called.
//
//   add() -> written()             the usual way: waiting, durable, gone from here
//   add() -> failed() -> …         stays until written() of a later opt-out or lifted() by a later opt-in, both of the same
//   binding
//
// Each opt-out has a generation, its place in the writer's queue, so that an older completion can't clear a newer opt-out.
// What does not fit is not tabled but counted, and then nothing may pass: see rule().
// Thread-safe.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/suppression.hpp"

namespace store {

class pending_opt_outs {
public:
    // `limit`: bindings held at once.
    explicit pending_opt_outs(std::size_t limit) noexcept : limit_(limit) {}

    using generation = std::uint64_t;  // 0 is none

    // False when not all bindings found room; hand that to written() or failed().
    [[nodiscard]] bool add(std::string_view recipient, std::span<const binding> bound, generation of, source from,
                           std::int64_t since_ms);
    // The opt-out is durable and visible in the database.
    void written(std::string_view recipient, std::span<const binding> bound, generation of, bool tabled);
    void failed(std::string_view recipient, std::span<const binding> bound, generation of, bool tabled);
    // An opt-in is durable: what is older than it no longer holds.
    void lifted(std::string_view recipient, std::span<const binding> bound, generation of);
    // A write succeeded, so the SMSC's redeliveries can be stored: what failed without a place here is forgotten.
    void forget_lost();

    // Recipients that share a count, see rule(). Many of them while a thousand changes wait; 64 KiB.
    static constexpr std::size_t cell_count = 16'384;

    // Empty when there is nothing to say, the usual case: one load, no lock.
    [[nodiscard]] bool empty() const noexcept { return held_.load(std::memory_order_acquire) == 0; }
    // Sets the rulings of questions that an opt-out here answers to suppressed and leaves the others alone.
    // False when some opt-out found no room: then what isn't suppressed must not pass. Takes the lock only when some question's
    // recipient may be here: those who ask don't wait for each other, nor for the writer, while others opt out.
    [[nodiscard]] bool rule(std::span<const question> questions, std::span<ruling> rulings,
                            const list_names* configured = nullptr) const noexcept;

    // Bindings whose opt-out failed and is older than `than`: in force, yet not in the database.
    [[nodiscard]] std::vector<binding> failed_before(std::string_view recipient, generation than) const;
    // What is in force here for people to see; no cause is known yet.
    [[nodiscard]] std::vector<suppression> find(std::string_view recipient) const;

    // Some opt-out had no room and its write failed.
    [[nodiscard]] bool lost() const;
    [[nodiscard]] std::size_t size() const;

private:
    struct entry {
        binding bound;
        generation newest = 0;
        generation failed = 0;  // the newest that could not be written, 0: none
        source from = source::keyword;
        std::int64_t since_ms = 0;
    };
    struct hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    using table = std::unordered_map<std::string, std::vector<entry>, hash, std::equal_to<>>;

    template <class Change>
    void each(std::string_view recipient, std::span<const binding> bound, Change&& change);
    table::iterator place_for(std::string_view recipient);
    void erase(table::iterator at);
    [[nodiscard]] std::atomic<std::uint32_t>& cell(std::string_view recipient) const noexcept {
        return cells_[hash{}(recipient) % cell_count];
    }
    bool put(std::vector<entry>& of, const binding& bound, generation by, source from, std::int64_t since_ms);
    void recount() noexcept;

    const std::size_t limit_;
    mutable std::mutex mutex_;
    table by_recipient_;
    std::size_t tabled_ = 0;    // bindings in the table
    std::size_t untabled_ = 0;  // opt-outs without room, still with the writer
    bool lost_ = false;
    std::atomic<std::size_t> held_{0};  // 0 when a question needn't look here
    std::atomic<bool> complete_{true};  // all found room
    // Of each recipient in the table, by its hash; changed under the lock.
    mutable std::vector<std::atomic<std::uint32_t>> cells_ = std::vector<std::atomic<std::uint32_t>>(cell_count);
};

}  // namespace store
