#pragma once
// What this process and its supervisor tell each other: systemd, or what speaks its protocols (sd_notify(3), sd_listen_fds(3)).
// Without a supervisor nothing happens.
#include <chrono>
#include <string>
#include <vector>

namespace proxy::app {

// Assignments, one a line: "READY=1\nSTATUS=Ready". Any thread.
void tell_supervisor(const std::string& state);

// SIGHUP was heard; "READY=1" says that it has been dealt with.
[[nodiscard]] std::string reloading_now();

// The supervisor ends a process that has not said "WATCHDOG=1" for so long; zero: it does not watch.
[[nodiscard]] std::chrono::microseconds watchdog_limit();

// Descriptors of listening sockets that the supervisor keeps open while this process is restarted. They are ours until the end.
[[nodiscard]] std::vector<int> inherited_sockets();

}  // namespace proxy::app
