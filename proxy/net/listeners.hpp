#pragma once
// All listeners of the configuration, and how one set of them becomes the next: everything that can fail is done before anything
// changes. An address that stays is never closed, also when it goes from one [[link]] to another. On the control thread.
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "proxy/net/listener.hpp"
#include "proxy/relay/side.hpp"

namespace proxy::net {

class listeners {
public:
    struct wanted {
        std::string link;                      // with `from` and `where` it says from one set to the next which is which
        relay::side from = relay::side::esme;  // who connects there
        std::string key;                       // of the configuration, for a fault
        host_and_port where;
        listener::accepted then;
    };
    struct fault {
        std::string key, what;
    };
    // The next set, in the order in which it was wanted. Dropped: what was opened for it is closed again.
    struct place {
        wanted what;
        std::shared_ptr<listener> door;
    };
    using plan = std::vector<place>;

    explicit listeners(boost::asio::io_context& control) : control_(&control) {}

    // Sockets that are there already, for all sets that come; they stay open until the process ends.
    void inherit(const std::vector<int>& descriptors);
    // Opens what is new. With faults the plan is good for nothing.
    [[nodiscard]] plan prepare(std::vector<wanted> all, std::vector<fault>& faults) const;
    // Closes what no one wants any more.
    void commit(plan next);
    void stop();

    // Of those that were inherited: no one in the current set has them.
    [[nodiscard]] std::vector<std::string> unused() const;
    // "127.0.0.1:2775", in the order of the plan.
    [[nodiscard]] std::vector<std::string> addresses() const;

private:
    [[nodiscard]] std::shared_ptr<listener> standing(const wanted& one, const plan& taken) const;
    [[nodiscard]] std::string why_not(const wanted& one, const std::string& error) const;

    boost::asio::io_context* control_;
    std::vector<inherited_socket> inherited_;
    plan current_;
};

}  // namespace proxy::net
