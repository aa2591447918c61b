#pragma once
// The `stopgate` command: words in, exit code out.
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "proxy/app/configuration.hpp"

namespace proxy::cli {

// What scripts rely on.
enum exit_code : int {
    done = 0,
    no = 1,           // the answer is no, or something was rejected
    wrong_usage = 2,  // of the command line
    unreachable = 3,  // the gateway does not answer
};

// What the command talks to. Tests give their own.
struct surroundings {
    std::ostream& out;
    std::ostream& err;
    // `stopgate run`: blocks until the gateway has drained.
    std::function<int(app::configuration, const std::string& config_path)> run;
    std::istream* in = nullptr;  // for what "-" stands for, and for questions
    bool at_terminal = false;    // somebody sits there who can be asked
};

// `arguments`: without the program's name.
[[nodiscard]] int execute(std::vector<std::string> arguments, const surroundings& around);

}  // namespace proxy::cli
