#pragma once
// The wall clock, for dates that people and peers see; what waits is timed by the steady clock.
#include <chrono>
#include <cstdint>
#include <ctime>

namespace proxy::net {

// Unix time in milliseconds, and in microseconds.
[[nodiscard]] inline std::int64_t unix_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}
[[nodiscard]] inline std::int64_t unix_us() {
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

// The same as of the kernel's last tick, a few milliseconds ago at most, for a sixth of the price: for what is dated text by
// text.
[[nodiscard]] inline std::int64_t recent_unix_ms() noexcept {
    std::timespec now{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return std::int64_t{now.tv_sec} * 1'000 + now.tv_nsec / 1'000'000;
}

}  // namespace proxy::net
