#pragma once
// The log of the gateway: lines to standard error, written by a thread of its own, so that a terminal or journal that is stuck
// holds nobody up. Any thread.
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "proxy/log/line.hpp"

namespace proxy::log {

// What a reload may change.
struct settings {
    format how = format::logfmt;
    level least = level::info;
    bool mask_numbers = true;
    bool operator==(const settings&) const = default;
};

// Lines that wait to be written: a burst of two thousand link ends and as many binds. Beyond, the oldest are lost, and the next
// line says how many (lines_lost).
inline constexpr std::size_t most_waiting = 4096;

// From one to the other, lines go to standard error by their own thread; before and after, by who calls. Open before there are
// other threads.
class writer {
public:
    writer();
    ~writer();  // what waits is written
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;
};

void note(level how, std::string_view event, std::span<const field> fields);
inline void note(level how, std::string_view event, std::initializer_list<field> fields) {
    note(how, event, std::span<const field>{fields.begin(), fields.size()});
}
// What peers can cause as often as they like: the first of a while are written, the rest are counted; see repeats.hpp. `link`:
// its configured name, or empty; with a name it is the first field.
void note_repeat(level how, std::string_view event, std::string_view link, std::span<const field> fields);
inline void note_repeat(level how, std::string_view event, std::string_view link, std::initializer_list<field> fields) {
    note_repeat(how, event, link, std::span<const field>{fields.begin(), fields.size()});
}

// From now on. A level that was set by hand ends.
void adopt(const settings& by);

struct levels {
    level now = level::info;
    level configured = level::info;
    std::optional<std::int64_t> until_ms;  // Unix time; of one set by hand that ends by itself
};
[[nodiscard]] levels levels_now();
// By hand: for so long, or until the next adopt().
void set_level(level one, std::optional<std::chrono::seconds> lasts);

// What the time brings: the level of before is back, and what was left out is told. To be called every tick_interval.
inline constexpr std::chrono::seconds tick_interval{1};
void tick();

}  // namespace proxy::log
