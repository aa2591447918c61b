#include "proxy/admin/moment.hpp"

#include <chrono>
#include <cstdio>

namespace proxy::admin {
namespace {

// Takes fixed pieces from the front; any that does not fit makes the whole wrong.
class scanner {
public:
    explicit scanner(std::string_view text) : rest_(text) {}

    int digits(std::size_t count) {
        int value = 0;
        for (std::size_t at = 0; at < count; ++at) value = value * 10 + digit();
        return value;
    }
    int range(std::size_t count, int least, int most) {
        const int value = digits(count);
        good_ = good_ && value >= least && value <= most;
        return value;
    }
    char any_of(std::string_view among) {
        if (rest_.empty() || among.find(rest_.front()) == std::string_view::npos) {
            good_ = false;
            return '\0';
        }
        const char found = rest_.front();
        rest_.remove_prefix(1);
        return found;
    }
    // ".042" and the like, in milliseconds.
    int fraction() {
        if (!rest_.starts_with('.')) return 0;
        rest_.remove_prefix(1);
        int value = digit();
        int scale = 100;
        value *= scale;
        while (good_ && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') value += digit() * (scale /= 10);
        return value;
    }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool good() const { return good_; }

private:
    int digit() {
        if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') {
            good_ = false;
            return 0;
        }
        const int value = rest_.front() - '0';
        rest_.remove_prefix(1);
        return value;
    }

    std::string_view rest_;
    bool good_ = true;
};

}  // namespace

std::string rfc3339(std::int64_t unix_ms) {
    using namespace std::chrono;
    const sys_time<milliseconds> moment{milliseconds{unix_ms}};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    char text[64];
    const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                   static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                                   static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return {text, static_cast<std::size_t>(size)};
}

std::optional<std::int64_t> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    scanner in(text);
    const int y = in.digits(4);
    in.any_of("-");
    const int m = in.range(2, 1, 12);
    in.any_of("-");
    const int d = in.range(2, 1, 31);
    const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
    if (!in.good() || !date.ok()) return std::nullopt;
    milliseconds since = sys_days{date}.time_since_epoch();
    if (in.at_end()) return since.count();

    in.any_of("Tt ");
    since += hours{in.range(2, 0, 23)};
    in.any_of(":");
    since += minutes{in.range(2, 0, 59)};
    in.any_of(":");
    since += seconds{in.range(2, 0, 60)};
    since += milliseconds{in.fraction()};
    const char zone = in.any_of("Zz+-");
    if (zone == '+' || zone == '-') {
        milliseconds offset = hours{in.range(2, 0, 23)};
        in.any_of(":");
        offset += minutes{in.range(2, 0, 59)};
        since -= zone == '+' ? offset : -offset;
    }
    if (!in.good() || !in.at_end()) return std::nullopt;
    return since.count();
}

}  // namespace proxy::admin
