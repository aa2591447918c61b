#pragma once
// The wall clock, for dates that people and peers see; what waits is timed by the steady clock.
#include <chrono>
#include <cstdint>

namespace proxy::net {

// Unix time in milliseconds.
[[nodiscard]] inline std::int64_t unix_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace proxy::net
