#include "proxy/net/connector.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/connect.hpp>
#include <utility>

namespace proxy::net {

using boost::asio::ip::tcp;
using boost::system::error_code;

connector::connector(boost::asio::any_io_executor executor, std::vector<host_and_port> hosts, done then)
    : hosts_(std::move(hosts)), then_(std::move(then)), resolver_(executor), socket_(executor), limit_(executor) {}

void connector::cancel() {
    cancelled_ = true;
    then_ = nullptr;
    resolver_.cancel();
    limit_.cancel();
    error_code ignored;
    socket_.close(ignored);
}

void connector::resolve() {
    if (at_ == hosts_.size()) {
        try_next(boost::asio::error::host_not_found);
        return;
    }
    limit_.expires_after(each);
    limit_.async_wait([self = shared_from_this()](error_code stopped) {
        if (stopped) return;
        self->resolver_.cancel();
        error_code ignored;
        self->socket_.close(ignored);  // ends async_connect with operation_aborted, and its remaining addresses
    });
    resolver_.async_resolve(hosts_[at_].host, std::to_string(hosts_[at_].port),
                            [self = shared_from_this()](error_code failed, tcp::resolver::results_type found) {
                                if (self->cancelled_) return;
                                if (failed) {
                                    self->try_next(failed);
                                } else {
                                    self->connect(std::move(found));
                                }
                            });
}

void connector::connect(tcp::resolver::results_type found) {
    boost::asio::async_connect(socket_, found, [self = shared_from_this()](error_code failed, const tcp::endpoint&) {
        if (self->cancelled_) return;
        if (failed || !self->socket_.is_open()) {  // the limit may have come in the same turn
            self->try_next(failed ? failed : boost::asio::error::timed_out);
            return;
        }
        self->limit_.cancel();
        std::exchange(self->then_, nullptr)({}, std::move(self->socket_));
    });
}

void connector::try_next(error_code why) {
    limit_.cancel();
    if (at_ < hosts_.size()) {
        if (why == boost::asio::error::operation_aborted) why = boost::asio::error::timed_out;
        spdlog::warn("upstream unreachable address={}:{} error=\"{}\"", hosts_[at_].host, hosts_[at_].port, why.message());
        if (++at_ < hosts_.size()) {
            resolve();
            return;
        }
    }
    std::exchange(then_, nullptr)(why, tcp::socket{socket_.get_executor()});
}

}  // namespace proxy::net
