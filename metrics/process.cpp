#include "metrics/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>

namespace metrics {
namespace {

// /proc/self/stat, see proc(5); fields 1 and 2 are skipped, because the name may hold blanks.
struct kernel_account {
    double user = 0, system = 0, started = 0;  // ticks
    double virtual_octets = 0, resident_pages = 0;
};

bool read(kernel_account& into) {
    std::ifstream file("/proc/self/stat");
    std::string line;
    if (!std::getline(file, line)) return false;
    std::istringstream words(line.substr(line.rfind(')') + 1));
    std::string skipped;
    const auto skip = [&](int fields) {
        while (fields-- > 0) words >> skipped;
    };
    skip(11);  // 3 to 13
    words >> into.user >> into.system;
    skip(6);  // 16 to 21
    words >> into.started >> into.virtual_octets >> into.resident_pages;
    return !words.fail();
}

// Seconds since 1970. Not from /proc/stat, which a service may be kept from.
double boot_time() {
    const auto now = [](clockid_t clock) {
        timespec time{};
        ::clock_gettime(clock, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
    };
    return now(CLOCK_REALTIME) - now(CLOCK_BOOTTIME);
}

void add_descriptors(sink& into) {
    std::error_code failed;
    const std::filesystem::directory_iterator open("/proc/self/fd", failed);
    if (!failed) into.add(family::process_open_fds, {}, std::distance(begin(open), end(open)) - 1);  // less the one that looks
    rlimit most{};
    if (::getrlimit(RLIMIT_NOFILE, &most) == 0) into.add(family::process_max_fds, {}, most.rlim_cur);
}

}  // namespace

void add_process(sink& into) {
    add_descriptors(into);
    kernel_account now;
    if (!read(now)) return;
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    static const double booted = boot_time();
    into.add(family::process_cpu_seconds_total, {}, (now.user + now.system) / ticks);
    into.add(family::process_start_time_seconds, {}, booted + now.started / ticks);
    into.add(family::process_virtual_memory_bytes, {}, now.virtual_octets);
    into.add(family::process_resident_memory_bytes, {}, now.resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE)));
}

}  // namespace metrics
