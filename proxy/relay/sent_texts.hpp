#pragma once
// The last texts that went out, octet by octet, so that a reply can be shown with what it answered: a ring that forgets the
// oldest. One thread adds and waits for nobody, any thread reads; time is an argument.
//
// Adding is what every text pays for, so it only appends, and in memory that stands in the caches or passes them by: the text, a
// tag of its pair, and three bits of a small filter that a group of texts shares. Whoever looks for a pair asks the filters of
// the groups one after another, the newest first: some microseconds.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "protocol/octets.hpp"
#include "protocol/pdu_builder.hpp"
#include "store/large_memory.hpp"

namespace proxy::relay {

class sent_texts {
public:
    // What is kept of one PDU: 255 octets of short_message and every field before it, with room to spare. A longer payload is
    // cut.
    static constexpr std::size_t longest = 1'024;

    // `octets`: of all that is kept, taken from the system as it fills; two longest PDUs at least. 0: nothing is kept, and add()
    // not called. Where texts are shorter than some 110 octets in the mean, fewer are found than would fit.
    explicit sent_texts(std::size_t octets);
    [[nodiscard]] bool kept() const noexcept { return size_ != 0; }

    // `pair`: a hash of both numbers.
    void add(std::uint64_t pair, std::int64_t unix_ms, protocol::octets pdu) noexcept;
    // Once a read. What was added before the call before this one can be found from here on: its stores are done by now, and
    // nobody waits for them. The text that a reply answers is older, since the SMSC has answered it.
    void publish() noexcept;

    struct found {
        std::int64_t unix_ms = 0;
        protocol::octet_buffer pdu;
    };
    // The last text of that pair. Nothing when it was overwritten or is not published yet.
    [[nodiscard]] std::optional<found> last(std::uint64_t pair) const noexcept;

private:
    // Words, because readers may look at one while it is overwritten: they notice.
    using word = std::atomic<std::uint64_t>;
    static constexpr std::size_t header_words = 2;   // the pair; the time, and in the low 16 bits how many octets follow
    static constexpr std::size_t words_a_text = 16;  // in the mean, or more: there is a tag for so many
    static constexpr std::size_t group_texts = 2'048;
    static constexpr std::size_t filter_words = 512;  // of a group: one in 200 strangers passes, and 4 KiB stay in the cache

    [[nodiscard]] word* ring() const noexcept { return reinterpret_cast<word*>(memory_.get()); }
    [[nodiscard]] word* tags_of(std::uint64_t group) const noexcept { return ring() + size_ + group % groups_ * group_texts; }
    [[nodiscard]] word* filter_of(std::uint64_t group) const noexcept {
        return ring() + size_ + groups_ * group_texts + group % groups_ * filter_words;
    }
    void index(std::uint64_t pair) noexcept;
    void show_offered() noexcept;
    [[nodiscard]] std::optional<found> last_in(std::uint64_t group, std::uint64_t texts, std::uint64_t pair) const noexcept;
    [[nodiscard]] std::optional<found> at(std::uint64_t position, std::uint64_t pair) const noexcept;

    std::size_t size_;    // of the ring, in words; even
    std::size_t groups_;  // that can be found at once
    store::large_memory memory_;
    std::uint64_t position_ = 0;  // where the next goes, in words, counted from the beginning of time; even
    std::size_t next_ = 0;        // the same in the ring
    std::uint64_t added_ = 0;     // texts
    word* tags_ = nullptr;        // of the group that is being filled
    word* filter_ = nullptr;
    word head_ = 0;                    // position_ or more: what lies a whole ring before it may be gone
    std::uint64_t offered_ = 0;        // added_ when publish() was called last
    std::uint64_t offered_words_ = 0;  // position_ then
    word published_ = 0;               // offered_, of the time before
    word published_words_ = 0;         // likewise, or later
};

}  // namespace proxy::relay
