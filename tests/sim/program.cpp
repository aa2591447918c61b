#include "tests/sim/program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace sim {
namespace {

constexpr int patience = 30'000;  // milliseconds without a word; far longer than a busy machine needs

void check(int error, const char* what) {
    if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

[[nodiscard]] std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) check(errno, "pipe2");
    return ends;
}

[[nodiscard]] bool has_all(const json& event, const json& wanted) {
    return std::all_of(wanted.items().begin(), wanted.items().end(),
                       [&](const auto& field) { return event.contains(field.key()) && event.at(field.key()) == field.value(); });
}

}  // namespace

program::program(const std::string& path, const std::vector<std::string>& arguments) {
    ::signal(SIGPIPE, SIG_IGN);  // a program that has ended is a failed test, not the end of all tests
    const auto in = make_pipe();
    const auto out = make_pipe();
    posix_spawn_file_actions_t actions;
    check(::posix_spawn_file_actions_init(&actions), "posix_spawn_file_actions_init");
    ::posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);

    std::vector<std::string> words{path};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const int failed = ::posix_spawn(&process_, path.c_str(), &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    output_ = out[0];
    check(failed, path.c_str());
}

program::~program() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        exit_code();
    }
    close_input();
    ::close(output_);
}

void program::tell(std::string_view line) {
    const auto whole = std::string{line} + '\n';
    if (::write(input_, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size())) ADD_FAILURE() << "not taken: " << line;
}

void program::close_input() {
    if (input_ >= 0) ::close(input_);
    input_ = -1;
}

json program::next(const json& wanted) {
    passed_.clear();
    while (true) {
        const auto end = unread_.find('\n');
        if (end == std::string::npos) {
            if (read_more()) continue;
            ADD_FAILURE() << "never said " << wanted.dump() << "; but " << json(passed_).dump(1);
            return nullptr;
        }
        const auto line = unread_.substr(0, end + 1);
        unread_.erase(0, end + 1);
        auto event = json::parse(line);
        if (has_all(event, wanted)) return event;
        passed_.push_back(std::move(event));
    }
}

bool program::read_more() {
    pollfd wait{output_, POLLIN, 0};
    if (::poll(&wait, 1, patience) <= 0) return false;
    std::array<char, 4096> chunk;
    const auto count = ::read(output_, chunk.data(), chunk.size());
    if (count <= 0) return false;
    unread_.append(chunk.data(), static_cast<std::size_t>(count));
    return true;
}

int program::exit_code() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace sim
