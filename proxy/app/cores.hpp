#pragma once
// How many cores this process may use.

namespace proxy::app {

// What sched_getaffinity allows, less when the cgroup's cpu.max does; at least 1.
[[nodiscard]] unsigned usable_cores();

}  // namespace proxy::app
