#pragma once
// Message ids of submits that were accepted and refused all the same (refusal.mode = "receipt"). An id says itself that it is
// ours and when it was made, so that nothing has to be remembered: query_sm and cancel_sm are answered from the id alone.
//
//   29 digits   Unix milliseconds (13), a number within them (5), a keyed check over both and the system_id (11). Digits alone,
//               because some senders read ids as numbers.
//   Z + 7       for senders before SMPP 3.4, whose ids have 8 octets at most (§3.4): seconds modulo some 100 days and a number
//               within them, to the base of 36. Ids of such an SMSC are hexadecimal, so that the Z is check enough.
//
// One for each worker, on its thread; their ids differ.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace proxy::relay {

class refused_ids {
public:
    // `key`: secret, and the same for as long as ids are to be known. `worker`: of `workers`, from 0. `unix_ms`: the wall clock.
    refused_ids(std::uint64_t key, std::size_t worker, std::size_t workers, std::function<std::int64_t()> unix_ms);

    struct made {
        std::string id;
        std::int64_t unix_ms = 0;  // what read() gives
    };
    // `brief`: for a sender before SMPP 3.4.
    [[nodiscard]] made make(std::string_view system_id, bool brief);
    // When the id was made, in Unix milliseconds (of a brief one: seconds); nothing when it is none of ours for that sender.
    [[nodiscard]] std::optional<std::int64_t> read(std::string_view id, std::string_view system_id, bool brief) const;

private:
    [[nodiscard]] std::uint64_t after(std::uint64_t last, std::uint64_t least) const noexcept;
    [[nodiscard]] std::string with_check(const std::string& number, std::string_view system_id) const;
    [[nodiscard]] std::uint64_t now_ms() const;

    std::uint64_t key_;
    std::uint64_t worker_, workers_;
    std::function<std::int64_t()> unix_ms_;
    std::uint64_t last_ = 0, last_brief_ = 0;
};

}  // namespace proxy::relay
