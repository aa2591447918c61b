#pragma once
// Processor time of other processes, by the kernel's accounts.
#include <sys/types.h>

#include <vector>

namespace tests::bench {

struct processor_time {
    double all = 0;               // seconds, to the nanosecond
    double user = 0, system = 0;  // in the kernel's ticks
    [[nodiscard]] processor_time since(const processor_time& then) const noexcept {
        return {all - then.all, user - then.user, system - then.system};
    }
};

// Of all threads of these processes together; one that can't be read ends the program.
[[nodiscard]] processor_time processor_time_of(const std::vector<pid_t>& processes);

}  // namespace tests::bench
