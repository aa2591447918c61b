// What people see of a link's PDUs: all of them while somebody watches, and the last that did not parse.
#include <algorithm>
#include <utility>

#include "proxy/net/link.hpp"
#include "proxy/net/unix_ms.hpp"
#include "proxy/trace/fields.hpp"

namespace proxy::net {

using boost::asio::ip::tcp;
using relay::time_point;

namespace {

trace::endpoint shown(const tcp::endpoint& one) {
    trace::endpoint made{.address = {}, .port = one.port(), .v6 = one.address().is_v6()};
    if (made.v6) {
        made.address = one.address().to_v6().to_bytes();
    } else {
        std::ranges::copy(one.address().to_v4().to_bytes(), made.address.begin());
    }
    return made;
}

}  // namespace

bool link::watch(std::shared_ptr<trace::tap> by) {
    if (over_ || watched()) return false;
    watcher_ = std::move(by);
    for (const auto one : {side::esme, side::smsc}) {
        if (at(one).connected) show_leg(one);
    }
    return true;
}

void link::show_leg(side one) {
    boost::system::error_code gone;
    const auto& socket = at(one).socket;
    watcher_->connected(one, {.ours = shown(local_end(socket, gone)), .theirs = shown(remote_end(socket, gone))}, unix_us());
}

// The core renumbers PDUs where they stand, so what came is copied before.
std::size_t link::receive(side from, protocol::mutable_octets unread, time_point now, relay::effects& out) {
    const protocol::octet_buffer as_came(unread.begin(), unread.end());
    const bool was_ending = ending_;
    const auto consumed = core_.received(from, unread, now, out);
    if (!was_ending)
        watcher_->pdus(from, trace::direction::received, protocol::octets{as_came}.first(consumed), its_->core.bounds.pdu_octets,
                       unix_us());
    return consumed;
}

// Runs are made of whole PDUs.
void link::show_sent(side to) {
    const auto& going = at(to).on_its_way;
    for (const auto& each : going.runs()) {
        watcher_->pdus(to, trace::direction::sent, {going.start_of(each), each.size}, its_->core.bounds.pdu_octets, unix_us());
    }
}

void link::keep_malformed(std::uint64_t stream_offset, relay::effects& wanted) {
    for (auto& each : std::exchange(wanted.malformed, {})) {
        trace::blank_password(each.octets);
        home_->keep({.unix_ms = unix_ms(),
                     .id = id_,
                     .link = name(),
                     .system_id = std::string{core_.system_id()},
                     .address = address(each.from),
                     .stream_offset = stream_offset + each.at,
                     .pdu = std::move(each)});
    }
}

}  // namespace proxy::net
