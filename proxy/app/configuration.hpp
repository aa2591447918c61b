#pragma once
// The configuration file (TOML): what it may say, its defaults, and every fault in it at once.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/command_status.hpp"
#include "protocol/message_text.hpp"
#include "proxy/admin/credential.hpp"
#include "proxy/admin/http_limits.hpp"
#include "proxy/admin/reload_report.hpp"
#include "proxy/consent/list.hpp"
#include "proxy/log/log.hpp"
#include "proxy/net/address_range.hpp"
#include "proxy/net/tls.hpp"
#include "proxy/relay/limits.hpp"
#include "proxy/relay/settings.hpp"
#include "store/suppression_store.hpp"

namespace proxy::app {

// "host:port", "[v6]:port" or, for the admin server, "unix:/path".
struct endpoint {
    std::string host;        // a name or an address, without brackets; empty for a unix socket
    std::uint16_t port = 0;  // 0 on a listener: the kernel chooses
    std::string unix_path;
};
[[nodiscard]] std::string text_of(const endpoint& where);  // as the configuration writes it

struct link_configuration {
    std::string name;
    endpoint listen;
    std::vector<endpoint> upstream;  // tried in order at bind
    protocol::alphabet default_alphabet = protocol::alphabet::gsm7;
    std::string default_region{};  // ISO 3166, "DE"; empty: none
    std::size_t window = 10;
    std::optional<net::tls_settings> listen_tls{}, upstream_tls{};
    std::vector<net::address_range> balancers{};  // proxy_protocol_from
    std::chrono::seconds already_bound{0};        // already_bound_seconds
    bool carrier_answers = false;
    bool cancels_queued = false;       // cancel_queued
    std::vector<std::string> staff{};  // staff_system_ids
    std::set<std::uint32_t> opted_out_codes{};
    std::optional<endpoint> outbind_listen{};  // the SMSC may connect here,
    std::vector<endpoint> outbind_to{};        // and one of these senders is dialled for its outbind
    std::optional<net::tls_settings> outbind_listen_tls{}, outbind_to_tls{};
};

using role = admin::role;
using token = admin::credential;
using admin::describe;
using fault = admin::fault;

// Where a configuration was written, for faults that show later.
struct configuration_source {
    std::string file;
    std::map<std::string, unsigned, std::less<>> lines;  // of each key that was read: "link[0].listen"
    [[nodiscard]] fault fault_at(std::string key, std::string what) const;
};

struct configuration {
    std::string store_path = "/var/lib/stopgate";
    bool memory_filter = true;                                                                 // store.memory_filter
    std::uint32_t undo_days = 30;                                                              // store.undo_days
    store::suppression_store::retention kept;                                                  // [retention]
    std::vector<endpoint> admin_listen{{.host = "127.0.0.1", .port = 9775, .unix_path = {}}};  // at least one
    std::optional<net::tls_settings> admin_tls;                             // of those that are no unix sockets: admin.tls
    unsigned admin_requests_per_second = admin::usual_requests_per_second;  // admin.requests_per_second
    std::vector<token> tokens;
    log::settings logged;  // [log]
    std::vector<link_configuration> links;
    relay::refusal_mode refuses_by = relay::refusal_mode::status;
    protocol::command_status refusal = protocol::command_status::submit_failed;
    relay::on_store_error when_store_fails = relay::on_store_error::refuse;
    unsigned workers = 0;
    relay::limits bounds;
    std::size_t remembered_texts = 64 << 20;  // octets: limits.remembered_texts_mib
    std::vector<consent::list> lists;         // never empty: without [[list]], the default one
    configuration_source source;
};

struct reading {
    configuration settings;
    std::vector<fault> faults;    // in the order of lines; settings are good only when this is empty
    std::vector<fault> warnings;  // likewise: what is no fault, but hardly meant so
};

// Whether certificates and keys that the configuration names are looked at as well. Only the gateway itself has to be allowed to
// read them, not everybody who asks it something.
enum class named_files : std::uint8_t { ignored, checked };

[[nodiscard]] reading read_configuration(const std::string& path, named_files look = named_files::ignored);
// `file` is only for the faults.
[[nodiscard]] reading read_configuration(std::string_view toml, const std::string& file, named_files look = named_files::ignored);

}  // namespace proxy::app
