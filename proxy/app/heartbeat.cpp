#include "proxy/app/heartbeat.hpp"

#include <utility>

#include "proxy/log/log.hpp"

namespace proxy::app {
namespace {

// A ping comes one beat after the question: a quarter leaves room for a late beat, and a hang shows before the limit is over.
constexpr int beats_in_limit = 4;

}  // namespace

heartbeat::heartbeat(boost::asio::io_context& control, std::chrono::microseconds limit, std::vector<part> parts,
                     std::function<void(const std::string&)> tell, std::function<std::string()> status)
    : timer_(control),
      interval_(limit.count() > 0 ? limit / beats_in_limit : std::chrono::microseconds{unwatched_interval}),
      parts_(std::move(parts)),
      asked_(parts_.size()),
      tell_(std::move(tell)),
      status_(std::move(status)) {}

void heartbeat::start() {
    last_status_ = status_();
    tell_("READY=1\nWATCHDOG=1\nSTATUS=" + last_status_);
    ask_all();
    beat();
}

void heartbeat::ask_all() {
    for (std::size_t at = 0; at < parts_.size(); ++at) {
        auto& one = asked_[at];
        one.answered = std::make_shared<std::atomic<bool>>(false);
        one.put = parts_[at].ask([answered = one.answered] { *answered = true; });
    }
}

bool heartbeat::all_answered() {
    bool all = true;
    for (std::size_t at = 0; at < parts_.size(); ++at) {
        auto& one = asked_[at];
        if (*one.answered) {
            if (std::exchange(one.reported, false))
                log::note(log::level::info, "thread answers again", {{"thread", parts_[at].name}});
            continue;
        }
        all = false;
        if (!std::exchange(one.reported, true))
            log::note(log::level::error, "thread does not answer", {{"thread", parts_[at].name}});
        if (!one.put) one.put = parts_[at].ask([answered = one.answered] { *answered = true; });
    }
    return all;
}

void heartbeat::beat() {
    timer_.expires_after(interval_);
    timer_.async_wait([this](boost::system::error_code stopped) {
        if (stopped) return;
        std::string said;
        if (all_answered()) {
            said = "WATCHDOG=1";
            ask_all();
        }
        if (auto now = status_(); now != last_status_) {
            last_status_ = std::move(now);
            said += (said.empty() ? "STATUS=" : "\nSTATUS=") + last_status_;
        }
        if (!said.empty()) tell_(said);
        beat();
    });
}

}  // namespace proxy::app
