#pragma once
// Answers that were given under an Idempotency-Key, to be given again: a client that lost one may ask twice and change once.
// In memory alone: after a restart a key is new.
#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "proxy/admin/credential.hpp"
#include "proxy/admin/http_message.hpp"

namespace proxy::admin {

class replays : public std::enable_shared_from_this<replays> {
public:
    using moment = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::hours lifetime{24};         // a job that failed at night is tried again next morning
    static constexpr std::size_t most_answers = 10'000;       // the oldest makes room: a day of staff's work
    static constexpr std::size_t most_octets = 16U << 20U;    // of keys and answers
    static constexpr std::size_t longest_key = 255;           // octets; a UUID has 36
    static constexpr std::size_t largest_answer = 64 * 1024;  // more is not kept, and its key stays new

    // Before a request is done: an answer in place of doing it, or nothing, and then `answer` notes what it is given. `asked` has
    // a key. Any thread.
    [[nodiscard]] std::optional<response> begin(const request& asked, const credential& who, moment now, reply& answer);

    [[nodiscard]] std::size_t known() const;

private:
    struct entry {
        std::string name;         // whose, and the key
        std::string fingerprint;  // of the request
        moment since;
        std::optional<response> answer;  // nothing: the first is still being answered
        std::uint64_t number;
    };
    using entries = std::list<entry>;  // the oldest first

    void keep(const std::string& name, std::uint64_t number, const response& given);
    void make_room(moment now);
    void forget(entries::iterator which);
    static std::size_t octets_of(const entry& one);

    mutable std::mutex guard_;  // all below
    entries entries_;
    std::unordered_map<std::string, entries::iterator> by_name_;
    std::size_t octets_ = 0;
    std::uint64_t last_number_ = 0;
};

}  // namespace proxy::admin
