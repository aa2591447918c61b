#include "proxy/net/connector.hpp"

#include <boost/asio/connect.hpp>
#include <utility>

namespace proxy::net {

using boost::asio::ip::tcp;
using boost::system::error_code;

connector::connector(boost::asio::any_io_executor executor, std::shared_ptr<dial_list> hosts, std::shared_ptr<const tls> secured,
                     done then)
    : hosts_(std::move(hosts)),
      secured_(std::move(secured)),
      then_(std::move(then)),
      resolver_(executor),
      made_{tcp::socket{executor}, nullptr},
      limit_(executor) {}

void connector::start() {
    order_ = hosts_->order();
    resolve();
}

void connector::cancel() {
    cancelled_ = true;
    then_ = nullptr;
    resolver_.cancel();
    limit_.cancel();
    error_code ignored;
    made_.socket.close(ignored);
}

void connector::resolve() {
    if (at_ == order_.size()) {
        try_next(boost::asio::error::host_not_found);
        return;
    }
    limit_.expires_after(each);
    limit_.async_wait([self = shared_from_this()](error_code stopped) {
        if (stopped) return;
        self->resolver_.cancel();
        error_code ignored;
        self->made_.socket.close(ignored);  // ends what is under way with operation_aborted, and its remaining addresses
    });
    const auto& where = hosts_->at(order_[at_]);
    resolver_.async_resolve(where.host, std::to_string(where.port),
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
    boost::asio::async_connect(made_.socket, found, [self = shared_from_this()](error_code failed, const tcp::endpoint&) {
        if (self->cancelled_) return;
        auto& made = self->made_;
        if (!failed && !made.socket.is_open()) failed = boost::asio::error::timed_out;  // the limit came in the same turn
        if (failed || !self->secured_) {
            failed ? self->try_next(failed) : self->connected();
            return;
        }
        error_code ignored;
        made.socket.non_blocking(true, ignored);
        made.tls = tls_stream::dial(*self->secured_, made.socket, self->hosts_->at(self->order_[self->at_]).host);
        async_handshake(made, [self](error_code broken) {
            if (self->cancelled_) return;
            broken ? self->try_next(broken) : self->connected();
        });
    });
}

void connector::connected() {
    limit_.cancel();
    hosts_->answered(order_[at_]);
    std::exchange(then_, nullptr)({}, std::move(made_));
}

void connector::try_next(error_code why) {
    limit_.cancel();
    if (at_ < order_.size()) {
        if (why == boost::asio::error::operation_aborted) why = boost::asio::error::timed_out;
        const auto secured = std::exchange(made_.tls, nullptr);
        const bool of_tls = secured && !secured->trouble().empty();
        hosts_->failed(order_[at_], of_tls ? "TLS: " + secured->trouble() : why.message());
        error_code ignored;
        made_.socket.close(ignored);
        if (++at_ < order_.size()) {
            resolve();
            return;
        }
    }
    std::exchange(then_, nullptr)(why, connection{tcp::socket{made_.socket.get_executor()}, nullptr});
}

}  // namespace proxy::net
