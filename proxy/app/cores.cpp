#include "proxy/app/cores.hpp"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

namespace proxy::app {
namespace {

// "max 100000" or "150000 100000": microseconds of CPU in each period.
double cgroup_limit() {
    std::ifstream file{"/sys/fs/cgroup/cpu.max"};
    std::string quota;
    double period = 0;
    if (!(file >> quota >> period) || quota == "max" || period <= 0) return HUGE_VAL;
    return std::strtod(quota.c_str(), nullptr) / period;
}

}  // namespace

unsigned usable_cores() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    const auto cores = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
    return static_cast<unsigned>(std::max(1.0, std::min(static_cast<double>(cores), std::ceil(cgroup_limit()))));
}

}  // namespace proxy::app
