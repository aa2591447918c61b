#pragma once
// Command lines from standard input, brought to the simulator's one thread.
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string_view>

namespace sim {

// Reads standard input on a thread of its own, because a terminal, a pipe and a file wait in different ways.
// Starts with the constructor; the destructor ends the thread. Blank lines and lines that begin with "#" are skipped.
class commands {
public:
    // Both are called on `context`. `on_end`: end of file, or a line over the limit of 1 MiB (a PDU of 128 KiB in hex fits).
    commands(boost::asio::io_context& context, std::function<void(std::string_view)> on_line, std::function<void()> on_end);
    ~commands();
    commands(const commands&) = delete;
    commands& operator=(const commands&) = delete;

private:
    struct reader;
    std::unique_ptr<reader> reader_;
};

}  // namespace sim
