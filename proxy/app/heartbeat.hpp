#pragma once
// Asks the threads that traffic depends on whether they are there, over and over, and pings the supervisor's watchdog when all of
// them have answered. A thread that hangs is named in the log; where the supervisor watches, it then ends the process.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace proxy::app {

// On the control thread, which is asked by being the one that asks.
class heartbeat {
public:
    // Without a watchdog: soon enough for somebody who looks at the status.
    static constexpr std::chrono::seconds unwatched_interval{5};

    struct part {
        std::string name;  // "worker 0"
        // Has `answered` called on that thread. False when the question could not even be put.
        std::function<bool(std::function<void()> answered)> ask;
    };

    // `limit`: of the watchdog, zero without one. `tell`: gets the assignments of sd_notify(3). `status`: the line that
    // `systemctl status` shows.
    heartbeat(boost::asio::io_context& control, std::chrono::microseconds limit, std::vector<part> parts,
              std::function<void(const std::string&)> tell, std::function<std::string()> status);

    void start();

private:
    struct asked {
        bool put = false;
        bool reported = false;
        std::shared_ptr<std::atomic<bool>> answered;
    };
    void beat();
    void ask_all();
    [[nodiscard]] bool all_answered();

    boost::asio::steady_timer timer_;
    std::chrono::microseconds interval_;
    std::vector<part> parts_;
    std::vector<asked> asked_;  // of each part
    std::function<void(const std::string&)> tell_;
    std::function<std::string()> status_;
    std::string last_status_;
};

}  // namespace proxy::app
