#include "proxy/log/log.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "proxy/log/journal.hpp"
#include "proxy/log/repeats.hpp"

namespace proxy::log {
namespace {

using std::chrono::steady_clock, std::chrono::system_clock;

struct state {
    std::atomic<format> how{format::logfmt};
    std::atomic<bool> mask_numbers{true};
    std::atomic<bool> timed{true};
    std::atomic<std::uint64_t> lost_and_told{0};
    std::atomic<spdlog::details::thread_pool*> pool{nullptr};

    std::mutex guard;  // all below
    repeats repeated;
    level configured = level::info;
    std::optional<steady_clock::time_point> until;
    std::optional<std::int64_t> until_ms;
};

state& all() {
    static state one;
    return one;
}

spdlog::level::level_enum level_of(level one) {
    switch (one) {
        case level::debug: return spdlog::level::debug;
        case level::info: return spdlog::level::info;
        case level::warn: return spdlog::level::warn;
        case level::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

level level_now() {
    for (const auto one : {level::debug, level::info, level::warn}) {
        if (spdlog::get_level() <= level_of(one)) return one;
    }
    return level::error;
}

// Lines that found no room since the last time.
std::uint64_t newly_lost(state& of) {
    auto* const pool = of.pool.load();
    if (pool == nullptr) return 0;
    const std::uint64_t lost = pool->overrun_counter();
    return lost - of.lost_and_told.exchange(lost);
}

void write(level how, std::string_view event, std::span<const field> fields) {
    auto& current = all();
    const auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(system_clock::now().time_since_epoch()).count();
    const style by{current.how.load(), current.mask_numbers.load(), current.timed.load()};
    std::vector<field> with_loss;
    if (const auto lost = newly_lost(current); lost != 0) {
        with_loss.assign(fields.begin(), fields.end());
        with_loss.push_back({"lines_lost", lost});
        fields = with_loss;
    }
    spdlog::default_logger_raw()->log(level_of(how), spdlog::string_view_t{line_of(by, now_ms, how, event, fields)});
}

void be_default(std::shared_ptr<spdlog::logger> one) {
    if (all().timed)
        one->set_pattern("%v");
    else
        one->set_formatter(journal_formatter());
    one->set_level(spdlog::get_level());
    spdlog::set_default_logger(std::move(one));
}

std::shared_ptr<spdlog::details::thread_pool>& pool() {
    static std::shared_ptr<spdlog::details::thread_pool> one;
    return one;
}

}  // namespace

writer::writer() {
    all().timed = !stderr_is_journal();
    pool() = std::make_shared<spdlog::details::thread_pool>(most_waiting, 1);
    be_default(std::make_shared<spdlog::async_logger>("stopgate", std::make_shared<spdlog::sinks::stderr_sink_mt>(), pool(),
                                                      spdlog::async_overflow_policy::overrun_oldest));
    all().pool = pool().get();
}

writer::~writer() {
    all().pool = nullptr;
    be_default(std::make_shared<spdlog::logger>("stopgate", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
    pool().reset();
}

void note(level how, std::string_view event, std::span<const field> fields) {
    if (spdlog::should_log(level_of(how))) write(how, event, fields);
}

void note_repeat(level how, std::string_view event, std::string_view link, std::span<const field> fields) {
    if (!spdlog::should_log(level_of(how))) return;
    auto& current = all();
    {
        const std::lock_guard lock{current.guard};
        if (!current.repeated.take(event, link, steady_clock::now())) return;
    }
    std::vector<field> named{{"link", link}};
    named.insert(named.end(), fields.begin(), fields.end());
    write(how, event, named);
}

void adopt(const settings& by) {
    auto& current = all();
    current.how = by.how;
    current.mask_numbers = by.mask_numbers;
    const std::lock_guard lock{current.guard};
    current.configured = by.least;
    current.until.reset();
    current.until_ms.reset();
    spdlog::set_level(level_of(by.least));
}

levels levels_now() {
    auto& current = all();
    const std::lock_guard lock{current.guard};
    return {.now = level_now(), .configured = current.configured, .until_ms = current.until_ms};
}

void set_level(level one, std::optional<std::chrono::seconds> lasts) {
    auto& current = all();
    const std::lock_guard lock{current.guard};
    current.until.reset();
    current.until_ms.reset();
    if (lasts) {
        current.until = steady_clock::now() + *lasts;
        const auto ends = system_clock::now() + *lasts;
        current.until_ms = std::chrono::duration_cast<std::chrono::milliseconds>(ends.time_since_epoch()).count();
    }
    spdlog::set_level(level_of(one));
}

void tick() {
    auto& current = all();
    const auto now = steady_clock::now();
    std::vector<repeats::left_out> left_out;
    bool reverted = false;
    {
        const std::lock_guard lock{current.guard};
        left_out = current.repeated.over(now);
        if (current.until && now >= *current.until) {
            current.until.reset();
            current.until_ms.reset();
            spdlog::set_level(level_of(current.configured));
            reverted = true;
        }
    }
    if (reverted)
        note(level::info, "log level",
             {{"level", name(level_now())}, {"why", std::string_view{"the time of the other one is over"}}});
    for (const auto& each : left_out) {
        write(level::warn, "lines left out",
              std::vector<field>{{"link", std::string_view{each.link}},
                                 {"of", std::string_view{each.event}},
                                 {"count", each.count},
                                 {"seconds", static_cast<std::uint64_t>(repeats::period.count())}});
    }
}

}  // namespace proxy::log
