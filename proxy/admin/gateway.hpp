#pragma once
// What the admin API asks of the running gateway. Implemented by the app; tests give their own. Called on the admin thread.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/suppression_store.hpp"

namespace proxy::admin {

struct link_status {
    std::uint64_t id = 0;        // of this sender connection, since the start
    std::string link;            // configured name
    std::string state;           // "open", "binding", "bound_tx", "bound_rx", "bound_trx", "closing"
    std::string system_id;       // empty before the bind
    std::string sender_address;  // "127.0.0.1:40112"
    std::string upstream_address;
    std::int64_t since_ms = 0;   // Unix time
    std::uint64_t in_flight_upstream = 0;    // requests sent to the SMSC and not answered
    std::uint64_t in_flight_downstream = 0;  // requests sent to the sender and not answered
    std::uint64_t held = 0;      // PDUs waiting for a verdict or for the store
};

struct explanation {
    bool suppressed = false;
    std::string sender, recipient;  // canonical
    std::string list;               // of such a submit; empty: no list matches
    std::optional<store::suppression> entry;  // the one that decides
    std::string why;                // a sentence
};

class gateway {
public:
    virtual ~gateway() = default;
    // Collected from the workers; `done` may be called on any thread.
    virtual void links(std::function<void(std::vector<link_status>)> done) = 0;
    // Empty when ready; else why not.
    virtual std::string not_ready() = 0;
    virtual explanation lookup(std::string_view sender, std::string_view recipient, std::string_view system_id) = 0;
    // By hand. `list`: configured name; empty sender: all of that list. `fault` says what was wrong with the words; then nothing was done.
    struct wanted {
        store::action what = store::action::opt_out;
        std::string list, sender, recipient, reason, actor;
        bool by_admin = false;  // the actor's role is admin
    };
    virtual void change(const wanted& asked, std::function<void(const store::change_result&, const std::string& fault)> done) = 0;
    virtual store::suppression_store& store() = 0;
    // The Prometheus text exposition.
    virtual std::string metrics() = 0;
    // Begins the drain; returns at once.
    virtual void drain() = 0;
};

}  // namespace proxy::admin
