#pragma once
// What is written behind: contacts, refused submits, when an opt-out was on disk. Told by any thread, kept in memory until the
// writer puts it on disk, without an fsync of its own. What a crash loses of it makes an opt-out reach further (its lists are not
// told apart) and evidence poorer, and nothing else.
//
//   notes    recipient NUL 'a' sender NUL list                -> attempts
//            recipient NUL 'c' number                         -> the last contact
//            recipient NUL 'd' hlc(8) number(8) node(8)       -> when that event was durable
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "store/change.hpp"

namespace store {

class database;

class notes {
public:
    // Of each kind. More than this waiting is a disk that has stopped, or a flood that it can't follow.
    static constexpr std::size_t most = 65'536;
    // Records of one write: live opt-outs wait no longer than for this many.
    static constexpr std::size_t group_limit = 1'024;

    explicit notes(const database& in) noexcept : in_(in) {}

    // False when too many wait.
    bool add(const contact& sent);
    bool add(std::string_view recipient, const attempts& refused);
    void durable(std::string event_key, std::int64_t unix_ms);

    [[nodiscard]] bool empty() const;

    // Writes some of what waits. Writer thread. False when the disk did not take it: it waits on.
    bool write_some();
    // A lifted number begins anew. Memory alone: the caller's batch deletes what is on disk.
    void forget_attempts(std::string_view recipient);
    // All of a recipient, likewise.
    void forget(std::string_view recipient);

    // Whatever is known, waiting or on disk. Any thread but the workers'.
    [[nodiscard]] std::optional<contact> last_contact(std::string_view recipient, std::string_view number) const;
    [[nodiscard]] std::map<std::string, attempts> attempts_of(std::string_view recipient) const;  // by key
    [[nodiscard]] std::optional<std::int64_t> durable_ms(std::string_view event_key) const;

    [[nodiscard]] static std::string contact_key(const contact& of);
    [[nodiscard]] static std::string encode(const contact& what);
    [[nodiscard]] static std::string durable_key(std::string_view event_key);
    [[nodiscard]] static std::string attempts_prefix(std::string_view recipient);

private:
    template <class Value>
    using table = std::map<std::string, Value, std::less<>>;  // by key

    [[nodiscard]] bool is_erased(std::string_view key) const;

    const database& in_;
    mutable std::mutex writing_;  // held over a write and over what reads memory and disk together; taken before mutex_
    mutable std::mutex mutex_;    // guards the tables
    table<contact> contacts_;
    table<attempts> attempts_;
    table<std::int64_t> durable_;
};

}  // namespace store
