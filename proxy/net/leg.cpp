#include "proxy/net/leg.hpp"

#include <sstream>

namespace proxy::net {

gathered::gathered(const leg& of) {
    const auto& runs = of.on_its_way.runs();
    auto skipped = of.run_octets;
    for (auto at = of.run; at < runs.size() && count_ < most; ++at) {
        buffers_[count_++] = boost::asio::const_buffer{of.on_its_way.start_of(runs[at]) + skipped, runs[at].size - skipped};
        skipped = 0;
    }
}

std::size_t write_some(leg& to, boost::system::error_code& failed) {
    const gathered next{to};
    if (to.tls) return to.tls->write({next.begin(), next.end()}, failed);
    // Nearly always one run: send() costs less than sendmsg().
    return next.end() - next.begin() == 1 ? to.socket.write_some(*next.begin(), failed) : to.socket.write_some(next, failed);
}

void advance(leg& of, std::size_t octets) {
    const auto& runs = of.on_its_way.runs();
    of.run_octets += octets;
    while (of.run < runs.size() && of.run_octets >= runs[of.run].size) of.run_octets -= runs[of.run++].size;
    if (of.run < runs.size()) return;
    of.on_its_way.clear();
    of.run = of.run_octets = 0;
}

std::string address_of(const leg& one) {
    boost::system::error_code failed;
    const auto remote = one.socket.remote_endpoint(failed);
    if (failed) return {};
    std::ostringstream text;
    text << remote;
    return text.str();
}

std::string certificate_of(const leg& one) { return one.tls ? one.tls->peer() : std::string{}; }

void close(leg& of) {
    of.tls.reset();  // it must not outlive its descriptor
    boost::system::error_code ignored;
    of.socket.close(ignored);
    of.read_ended = of.write_closed = true;
}

}  // namespace proxy::net
