#include "protocol/absolute_time.hpp"

#include <chrono>

namespace protocol {

std::string absolute_time(std::int64_t unix_ms) {
    using namespace std::chrono;
    const sys_time<milliseconds> at{milliseconds{unix_ms}};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};

    std::string out;
    const auto two_digits = [&out](long value) {
        out.push_back(static_cast<char>('0' + value / 10 % 10));
        out.push_back(static_cast<char>('0' + value % 10));
    };
    two_digits(static_cast<int>(date.year()));
    two_digits(static_cast<long>(static_cast<unsigned>(date.month())));
    two_digits(static_cast<long>(static_cast<unsigned>(date.day())));
    two_digits(time.hours().count());
    two_digits(time.minutes().count());
    two_digits(time.seconds().count());
    out.push_back(static_cast<char>('0' + time.subseconds().count() / 100));
    return out.append("00+");
}

}  // namespace protocol
