#pragma once
// A simulator run as a process of its own, for tests: commands in, events out.
#include <sys/types.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/report.hpp"

namespace sim {

class program {
public:
    // `path`: the executable. Throws std::system_error when it can't be started.
    program(const std::string& path, const std::vector<std::string>& arguments);
    // Ends the process if it still runs.
    ~program();
    program(const program&) = delete;
    program& operator=(const program&) = delete;

    void tell(std::string_view line);
    void close_input();

    // The next event that has all fields of `wanted`; those in front of it are passed over. Null, and a failed test, when the
    // program ends or says nothing for `patience`.
    json next(const json& wanted);
    // The events that the last next() passed over.
    [[nodiscard]] const std::vector<json>& passed() const noexcept { return passed_; }

    // Waits for the end and gives the exit code; 128 and the signal when a signal ended it.
    int exit_code();

private:
    // False at the end of the output.
    bool read_more();

    pid_t process_ = -1;
    int input_ = -1;   // of the process
    int output_ = -1;  // of the process
    std::string unread_;
    std::vector<json> passed_;
};

}  // namespace sim
