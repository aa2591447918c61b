#pragma once
// Which lines of a kind are written when there are too many of them. A kind is an event of one link; both are words of the
// program and of the configuration, so there are few. Not thread-safe; the clock is the caller's.
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proxy::log {

class repeats {
public:
    using moment = std::chrono::steady_clock::time_point;
    // A peer that flaps shows with each of its attempts; a flood costs two lines a second.
    static constexpr unsigned most = 20;
    static constexpr std::chrono::seconds period{10};

    struct left_out {
        std::string event, link;
        std::uint64_t count = 0;
    };

    // Whether one more is written now.
    [[nodiscard]] bool take(std::string_view event, std::string_view link, moment now);
    // The kinds whose period is over and had lines left out; they begin anew.
    [[nodiscard]] std::vector<left_out> over(moment now);

private:
    struct kind {
        moment since;
        std::uint64_t seen = 0;
    };
    std::map<std::pair<std::string, std::string>, kind, std::less<>> kinds_;
};

}  // namespace proxy::log
