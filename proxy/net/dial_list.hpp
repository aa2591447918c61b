#pragma once
// The addresses of one peer that is dialled, in the order in which the next try should go, and what became of earlier tries. One
// for each [[link]], shared by all workers; any thread.
#include <mutex>
#include <string>
#include <vector>

#include "proxy/net/host_and_port.hpp"
#include "proxy/relay/upstream_order.hpp"

namespace proxy::net {

class dial_list {
public:
    // `link`: its configured name, for the log.
    dial_list(std::string link, std::vector<host_and_port> hosts)
        : link_(std::move(link)), hosts_(std::move(hosts)), order_(hosts_.size()) {}

    // Places in the configured list.
    [[nodiscard]] std::vector<std::size_t> order();
    [[nodiscard]] const std::vector<host_and_port>& hosts() const noexcept { return hosts_; }
    [[nodiscard]] const host_and_port& at(std::size_t place) const { return hosts_[place]; }

    // What became of a try. Only a change is worth a warning.
    void failed(std::size_t place, const std::string& error);
    void answered(std::size_t place);

private:
    [[nodiscard]] std::string address(std::size_t place) const;

    const std::string link_;
    const std::vector<host_and_port> hosts_;
    std::mutex guard_;
    relay::upstream_order order_;
};

}  // namespace proxy::net
