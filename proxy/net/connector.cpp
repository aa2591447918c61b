#include "proxy/net/connector.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <utility>

namespace proxy::net {

using boost::asio::ip::tcp;
using boost::system::error_code;

connector::connector(event_loop& loop, boost::asio::io_context& names, std::shared_ptr<dial_list> hosts,
                     std::shared_ptr<const tls> secured, done then)
    : loop_(&loop),
      hosts_(std::move(hosts)),
      secured_(std::move(secured)),
      order_(hosts_->order()),
      then_(std::move(then)),
      resolver_(names),
      watch_(loop),
      limit_(loop) {
    limit_.set(loop.now(), [this] { try_host(); });
}

connector::~connector() {
    if (asked_) asked_->who = nullptr;
}

void connector::try_host() {
    if (at_ == order_.size()) return finish(boost::asio::error::host_not_found);
    limit_.set(loop_->now() + each, [this] { next_host(boost::asio::error::timed_out); });
    const auto& where = hosts_->at(order_[at_]);
    error_code is_name;
    const auto address = boost::asio::ip::make_address(where.host, is_name);
    if (is_name) return look_up(where);
    addresses_ = {{address, where.port}};
    try_address({});
}

// The answer comes on another thread.
void connector::look_up(const host_and_port& where) {
    asked_ = std::make_shared<asker>(asker{this});
    resolver_.async_resolve(where.host, std::to_string(where.port),
                            [loop = loop_, asked = asked_](error_code failed, const tcp::resolver::results_type& found) {
                                std::vector<tcp::endpoint> addresses(found.begin(), found.end());
                                loop->post([asked, failed, addresses = std::move(addresses)] {
                                    auto* const who = asked->who;
                                    if (who == nullptr) return;
                                    who->asked_.reset();
                                    who->addresses_ = addresses;
                                    std::ranges::reverse(who->addresses_);
                                    failed ? who->next_host(failed) : who->try_address(boost::asio::error::host_not_found);
                                });
                            });
}

// `why`: what the one before failed with.
void connector::try_address(error_code why) {
    while (!addresses_.empty()) {
        made_.socket = begin_connect(addresses_.back(), why);
        addresses_.pop_back();
        if (!why) return watch_.begin(made_.socket, *this);
    }
    next_host(why);
}

void connector::ready(event_loop::watch&) {
    if (made_.tls) return shake_hands();
    if (!watch_.writable()) return;
    if (const auto failed = connect_outcome(made_.socket)) {
        watch_.end();
        return try_address(failed);
    }
    if (!secured_) return connected();
    made_.tls = tls_stream::dial(*secured_, made_.socket, hosts_->at(order_[at_]).host);
    shake_hands();
}

void connector::shake_hands() {
    error_code failed;
    made_.tls->handshake(failed);
    if (failed == boost::asio::error::would_block) return;
    failed ? next_host(failed) : connected();
}

void connector::connected() {
    hosts_->answered(order_[at_]);
    finish({});
}

void connector::next_host(error_code why) {
    watch_.end();
    if (asked_) std::exchange(asked_, nullptr)->who = nullptr;
    resolver_.cancel();
    addresses_.clear();
    const auto secured = std::exchange(made_.tls, nullptr);
    const bool of_tls = secured && !secured->trouble().empty();
    hosts_->failed(order_[at_], of_tls ? "TLS: " + secured->trouble() : why.message());
    made_.socket.close();
    if (++at_ == order_.size()) return finish(why);
    try_host();
}

void connector::finish(error_code why) {
    limit_.cancel();
    watch_.end();
    const auto then = std::move(then_);
    then(why, std::move(made_));
}

}  // namespace proxy::net
