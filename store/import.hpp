#pragma once
// Imports: many entries at once, from a file. Plain values.
//
//   begin -> a window of rows after the other, each durable when it is answered -> end
//
// An import is one event when it begins and one when it ends; its entries name the first as their cause. A record says how far it
// has come, so that one that broke off goes on where it was: the file is given again, from its first line.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/suppression.hpp"

namespace store {

// What an import is asked for.
struct import_order {
    std::uint64_t resume = 0;  // the import that goes on; 0: a new one. The rest but the actor is then as it was.
    std::string name;          // of the file, for people
    std::string actor, origin, reason;
    std::optional<std::int64_t> as_of_ms;  // when the file was made, Unix milliseconds; nothing: when the import begins
};

// Lines of the file, up to a certain one.
struct import_tally {
    std::uint64_t lines = 0;      // the last one that was looked at
    std::uint64_t rows = 0;       // that name an entry
    std::uint64_t rejected = 0;   // that name none
    std::uint64_t added = 0;      // entries that were not in force before
    std::uint64_t unchanged = 0;  // rows whose entry was in force before the import
    std::uint64_t kept_out = 0;   // rows whose person, or staff, has lifted such an entry since the file was made
    // Rows that say what another one of the file says.
    [[nodiscard]] std::uint64_t merged() const noexcept {
        const auto others = added + unchanged + kept_out;
        return rows > others ? rows - others : 0;
    }
    bool operator==(const import_tally&) const = default;
};

struct import_state {
    enum class stage : std::uint8_t { begun = 1, done = 2 };
    std::uint64_t id = 0;  // the number of the event that began it: see filter::import_id
    event_id event;
    std::string event_key;
    stage now = stage::begun;
    bool running = false;  // somebody is at it; not stored
    std::string name, actor, origin, reason;
    std::int64_t as_of_ms = 0, began_ms = 0, ended_ms = 0;  // Unix time in milliseconds
    import_tally durable;
    std::string digest;  // SHA-256 of the cells of the rows up to that line: is it the same file that goes on?
    // The highest id of a flush or undo that is known to the import, and what its entries carry as their mark: that such flushes
    // are none of theirs, though the import began before.
    std::uint64_t last_operation = 0, mark = 0;
};

[[nodiscard]] std::string encode(const import_state& what);
[[nodiscard]] std::optional<import_state> decode_import(std::string_view record);

// Rows that become durable together.
class import_window {
public:
    // Rows; a tenth of a second's work. Its rows are sorted, so that the database gets neighbours together.
    static constexpr std::size_t most_rows = 131'072;
    static constexpr std::size_t most_octets = 8 << 20;  // of numbers: 64 a row

    // What many rows share.
    struct target {
        binding bound;
        std::string reason;
        bool operator==(const target&) const = default;
    };
    struct row {
        std::uint64_t order = 0;  // the first 16 digits, so that sorting seldom looks at the number itself
        std::uint32_t at = 0, place = 0;
        std::uint32_t target = 0;
        std::uint32_t size = 0;
    };

    // `to`: an index into targets(). The recipient is canonical, digits alone.
    void add(std::string_view recipient, std::uint32_t to);
    [[nodiscard]] std::uint32_t add(target to);
    [[nodiscard]] bool full() const noexcept {
        return rows_.size() >= most_rows || octets_.size() >= most_octets || targets_.size() >= most_rows;
    }
    // By recipient; of one recipient in the order of the file. Before it goes to the store.
    void sort();
    void clear();

    [[nodiscard]] const std::vector<row>& rows() const noexcept { return rows_; }
    [[nodiscard]] const std::vector<target>& targets() const noexcept { return targets_; }
    [[nodiscard]] std::string_view recipient_of(const row& of) const noexcept {
        return std::string_view(octets_).substr(of.at, of.size);
    }

    // Of the file up to the end of this window: lines, rows and rejected; the store knows the others.
    import_tally until;
    std::string digest;

private:
    std::string octets_;
    std::vector<row> rows_;
    std::vector<target> targets_;
};

struct import_answer {
    bool good = false;
    import_state state;  // as it is durable now
    std::string error;   // for people, when !good
};

}  // namespace store
