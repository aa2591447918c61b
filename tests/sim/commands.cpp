#include "tests/sim/commands.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <semaphore>
#include <string>
#include <thread>

namespace sim {
namespace {

constexpr std::size_t longest_line = 1 << 20;

}  // namespace

struct commands::reader {
    reader(boost::asio::io_context& io, std::function<void(std::string_view)> line, std::function<void()> end)
        : context(io), on_line(std::move(line)), on_end(std::move(end)), stop_event(::eventfd(0, EFD_CLOEXEC)) {
        thread = std::thread([this] { run(); });
    }

    ~reader() {
        ::eventfd_write(stop_event, 1);
        taken.release();  // the context may have stopped before it took the last chunk
        thread.join();
        ::close(stop_event);
    }

    // One chunk at a time: the thread waits until the simulator has taken it, so a fast writer can't fill the memory.
    void run() {
        std::array<char, 65536> chunk;
        while (readable()) {
            const auto count = ::read(STDIN_FILENO, chunk.data(), chunk.size());
            if (count <= 0) break;
            auto part = std::string(chunk.data(), static_cast<std::size_t>(count));
            boost::asio::post(context, [this, text = std::move(part)] {
                take(text);
                taken.release();
            });
            taken.acquire();
        }
        boost::asio::post(context, [this] { finish(); });
    }

    // False when the simulator ends.
    [[nodiscard]] bool readable() const {
        std::array<pollfd, 2> waits{{{STDIN_FILENO, POLLIN, 0}, {stop_event, POLLIN, 0}}};
        while (::poll(waits.data(), waits.size(), -1) < 0) {
        }
        return waits[1].revents == 0;
    }

    void take(const std::string& text) {
        pending += text;
        std::size_t begin = 0;
        for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n', begin)) {
            const auto line = std::string_view(pending).substr(begin, end - begin);
            if (line.find_first_not_of(" \t\r") != std::string_view::npos && !line.starts_with('#')) on_line(line);
            begin = end + 1;
        }
        pending.erase(0, begin);
        if (pending.size() > longest_line) finish();
    }

    void finish() {
        if (ended) return;
        ended = true;
        on_end();
    }

    boost::asio::io_context& context;
    std::function<void(std::string_view)> on_line;
    std::function<void()> on_end;
    std::string pending;  // a line whose end has not come yet; used on the context's thread
    bool ended = false;
    int stop_event;
    std::counting_semaphore<2> taken{0};
    std::thread thread;
};

commands::commands(boost::asio::io_context& context, std::function<void(std::string_view)> on_line, std::function<void()> on_end)
    : reader_(std::make_unique<reader>(context, std::move(on_line), std::move(on_end))) {}

commands::~commands() = default;

}  // namespace sim
