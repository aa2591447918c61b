#pragma once
// Time as the core sees it: an argument of every call, from a clock that never goes back.
#include <chrono>

namespace proxy::relay {

using time_point = std::chrono::steady_clock::time_point;
inline constexpr time_point never = time_point::max();

}  // namespace proxy::relay
