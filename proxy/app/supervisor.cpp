#include "proxy/app/supervisor.hpp"

#include <systemd/sd-daemon.h>

#include <cstdint>

namespace proxy::app {

// Whether it was heard makes no difference here.
void tell_supervisor(const std::string& state) { sd_notify(0, state.c_str()); }

// systemd from 253 on wants to know when, to tell it from an earlier reload; its clock is the one of steady_clock.
std::string reloading_now() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

std::chrono::microseconds watchdog_limit() {
    std::uint64_t limit = 0;
    return std::chrono::microseconds{sd_watchdog_enabled(0, &limit) > 0 ? limit : 0};
}

std::vector<int> inherited_sockets() {
    std::vector<int> all;
    const auto count = sd_listen_fds(0);
    for (int i = 0; i < count; ++i) {
        const auto one = SD_LISTEN_FDS_START + i;
        if (sd_is_socket(one, 0, 0, 1) > 0) all.push_back(one);
    }
    return all;
}

}  // namespace proxy::app
