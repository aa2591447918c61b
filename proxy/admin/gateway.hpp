#pragma once
// What the admin API asks of the running gateway. Implemented by the app; tests give their own. Called on the admin
// server's threads: its own, and those of streamed bodies.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/message_text.hpp"
#include "proxy/admin/reload_report.hpp"
#include "proxy/consent/dialling_plan.hpp"
#include "proxy/relay/link_status.hpp"
#include "proxy/relay/malformed.hpp"
#include "proxy/trace/tap.hpp"
#include "store/suppression_store.hpp"

namespace proxy::admin {

using relay::link_status;

struct explanation {
    bool suppressed = false;
    std::string sender, recipient;            // canonical
    std::string list;                         // of such a submit; empty: no list matches
    std::optional<store::suppression> entry;  // the one that decides
    std::string why;                          // a sentence
};

class gateway {
public:
    virtual ~gateway() = default;
    // Collected from the workers; `done` may be called on any thread.
    virtual void links(std::function<void(std::vector<link_status>)> done) = 0;
    // The last PDUs that did not parse, newest first; as above.
    virtual void malformed(std::function<void(std::vector<relay::malformed_report>)> done) = 0;
    // Lets somebody see what passes a link, until the tap is closed; as above.
    enum class watching : std::uint8_t {
        begun,
        not_there,  // no such link, or it is watched already
        too_many,   // others are watched already
    };
    virtual void watch(std::uint64_t link, std::shared_ptr<trace::tap> by, std::function<void(watching)> done) = 0;
    // What data_coding 0 means on links of that name.
    virtual protocol::alphabet alphabet_of(std::string_view link) = 0;
    // What numbers in national form are read as: the default_region that all links share, or nullptr.
    virtual const consent::dialling_plan* home() = 0;
    // Empty when ready; else why not.
    virtual std::string not_ready() = 0;
    // Sender and recipient are canonical, here and below.
    virtual explanation lookup(std::string_view sender, std::string_view recipient, std::string_view system_id) = 0;
    // By hand. `list`: configured name, or empty where only one is configured; empty sender: all of that list. `fault` says what
    // was wrong with the words; then nothing was done.
    struct wanted {
        store::action what = store::action::opt_out;
        std::string list, sender, recipient, reason, actor, origin;
        bool by_admin = false;  // the actor's role is admin
        // opt_in: this entry and no other, also when its list is no longer configured; list and sender repeat it.
        std::optional<store::binding> bound;
    };
    virtual void change(const wanted& asked, std::function<void(const store::change_result&, const std::string& fault)> done) = 0;
    // What an entry of that list for that sender is bound to; an empty list and sender as above. `reach`: as an export says it;
    // it must be one that an entry of the list can have. `fault` says what is wrong with the words. Any thread.
    virtual store::binding binding_of(std::string_view list, std::string_view sender, std::optional<store::scope> reach,
                                      std::string& fault) = 0;
    virtual store::suppression_store& store() = 0;
    // The Prometheus text exposition.
    virtual std::string metrics() = 0;
    // Reads the configuration file again and goes by it, wholly or not at all; `dry_run`: only says what would change. `done` may
    // be called on any thread, when every link goes by it.
    virtual void reload(bool dry_run, std::function<void(const reload_report&)> done) = 0;
    // Begins the drain; returns at once.
    virtual void drain() = 0;
};

}  // namespace proxy::admin
