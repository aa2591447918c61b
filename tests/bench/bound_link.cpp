#include "tests/bench/bound_link.hpp"

#include <utility>

namespace tests::bench {

bound_link::bound_link(std::vector<proxy::consent::list> lists, proxy::relay::judge& judge, proxy::relay::witness& memory)
    : counts_(lists.size()) {
    proxy::relay::settings its;
    its.lists = std::make_shared<const proxy::consent::lists>(std::move(lists));
    out_.to[0] = &to_[0];
    out_.to[1] = &to_[1];
    link_ = std::make_unique<proxy::relay::link>(std::make_shared<const proxy::relay::settings>(its), judge, memory, receipts_,
                                                 ids_, counts_, now_);
    auto bind = relay::bind(1), answer = relay::bind_resp(1);
    received(side::esme, bind);
    link_->connected(now_, out_);
    clear();
    received(side::smsc, answer);
}

void bound_link::clear() {
    for (auto& one : to_) one.clear();
    out_.clear();
}

void bound_link::remember_confirmations() {
    for (std::size_t at = 0; at < proxy::relay::receipt_book::most; ++at)
        receipts_.remember({.link = "carrier",
                            .system_id = "acme",
                            .message_id = std::to_string(2'000'000'000 + at),
                            .from = {1, 1, sender(0)},
                            .to = {1, 1, fresh.number(at)}});
}

}  // namespace tests::bench
