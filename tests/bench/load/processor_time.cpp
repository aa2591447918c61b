#include "tests/bench/load/processor_time.hpp"

#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/bench/load/stream.hpp"

namespace tests::bench {
namespace {

void add_ticks(pid_t process, processor_time& to) {
    std::ifstream in("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    std::getline(in, line);
    std::istringstream words(line.substr(line.rfind(')') + 2));  // the name before may hold blanks
    std::string skipped;
    for (int field = 3; field < 14; ++field) words >> skipped;
    double user = 0, system = 0;
    words >> user >> system;
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    to.user += user / ticks;
    to.system += system / ticks;
}

}  // namespace

processor_time processor_time_of(const std::vector<pid_t>& processes) {
    processor_time sum;
    for (const auto each : processes) {
        clockid_t clock = 0;
        timespec now{};
        if (::clock_getcpuclockid(each, &clock) != 0 || ::clock_gettime(clock, &now) != 0) {
            give_up("process " + std::to_string(each));
        }
        sum.all += static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
        add_ticks(each, sum);
    }
    return sum;
}

}  // namespace tests::bench
