#include "proxy/net/leg.hpp"

namespace proxy::net {

gathered::gathered(const leg& of) {
    const auto& runs = of.on_its_way.runs();
    auto skipped = of.run_octets;
    for (auto at = of.run; at < runs.size() && count_ < most; ++at) {
        buffers_[count_++] = boost::asio::const_buffer{of.on_its_way.start_of(runs[at]) + skipped, runs[at].size - skipped};
        skipped = 0;
    }
}

void advance(leg& of, std::size_t octets) {
    const auto& runs = of.on_its_way.runs();
    of.run_octets += octets;
    while (of.run < runs.size() && of.run_octets >= runs[of.run].size) of.run_octets -= runs[of.run++].size;
    if (of.run < runs.size()) return;
    of.on_its_way.clear();
    of.run = of.run_octets = 0;
}

void close(leg& of) {
    boost::system::error_code ignored;
    of.socket.close(ignored);
    of.read_ended = of.write_closed = true;
}

}  // namespace proxy::net
