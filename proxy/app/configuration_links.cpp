#include "proxy/app/configuration_reader.hpp"
#include "proxy/consent/dialling_plan.hpp"

namespace proxy::app {
namespace {

// Outstanding requests beyond it would wrap the ring of sequence numbers of a leg.
constexpr std::int64_t widest_window = 65'535;
// A sender's own patience with a bind ends long before.
constexpr std::int64_t longest_patience = 600;

// Addresses to dial. `listen`: where the dialled side must not be.
std::vector<endpoint> read_hosts(table_reader& in, std::string_view key, std::string_view wanted, const endpoint& listen) {
    std::vector<endpoint> hosts;
    if (!in.has(key)) in.missing(key, wanted);
    const auto all = in.texts(key);
    if (!all) return hosts;
    if (all->empty()) in.fail(key, "is empty, but must hold " + std::string(wanted));
    for (const auto& each : *all) {
        std::string wrong;
        auto where = parse_endpoint(each, 1, wrong);
        if (!where) {
            in.fail(key, std::move(wrong));
        } else if (where->host == listen.host && where->port == listen.port) {
            in.fail(key, "is \"" + each + "\", this link's own listen address: texts would go in circles");
        } else {
            hosts.push_back(std::move(*where));
        }
    }
    return hosts;
}

// An address to listen on; nothing when there is none, or a wrong one.
std::optional<endpoint> read_listen(table_reader& in, std::string_view key) {
    std::string listen, wrong;
    if (!in.text(key, listen)) return std::nullopt;
    auto where = parse_endpoint(listen, 0, wrong);
    if (!where) in.fail(key, std::move(wrong));
    return where;
}

void read_outbind(table_reader& in, link_configuration& into, fault_book& book) {
    into.outbind_listen = read_listen(in, "outbind_listen");
    into.outbind_listen_tls = read_tls(in, "outbind_listen_tls", net::tls_end::accepts, book);
    into.outbind_to_tls = read_tls(in, "outbind_to_tls", net::tls_end::dials, book);
    if (in.has("outbind_listen")) {
        into.outbind_to = read_hosts(in, "outbind_to", "the senders' addresses, such as [\"app.example:2775\"]",
                                     into.outbind_listen.value_or(into.listen));
        return;
    }
    for (const std::string_view key : {"outbind_to", "outbind_listen_tls", "outbind_to_tls"}) {
        if (in.has(key)) in.fail(key, "is of no use without outbind_listen, the address that the SMSC dials");
    }
    static_cast<void>(in.texts("outbind_to"));
}

void read_region(table_reader& in, link_configuration& into) {
    if (!in.text("default_region", into.default_region) || into.default_region.empty()) return;
    if (consent::plan_of(into.default_region) != nullptr) return;
    in.fail("default_region", "is \"" + into.default_region + "\", which is no ISO 3166 code of a country, such as \"DE\"");
}

void read_balancers(table_reader& in, link_configuration& into) {
    const auto all = in.texts("proxy_protocol_from");
    if (!all) return;
    for (const auto& each : *all) {
        std::string wrong;
        if (const auto range = net::address_range::parse(each, wrong)) {
            into.balancers.push_back(*range);
        } else {
            in.fail("proxy_protocol_from", std::move(wrong));
        }
    }
}

link_configuration read_link(table_reader& in, fault_book& book) {
    link_configuration link;
    if (!in.has("name")) {
        in.missing("name", "a name for metrics and logs, such as \"carrier\"");
    } else if (in.text("name", link.name)) {
        check_name(in, link.name);
    }
    if (!in.has("listen")) in.missing("listen", "the address that the sender dials, such as \"0.0.0.0:2775\"");
    link.listen = read_listen(in, "listen").value_or(endpoint{});
    link.upstream = read_hosts(in, "upstream", "the SMSC's addresses, such as [\"smsc.example:2775\"]", link.listen);
    in.one_of<protocol::alphabet>("default_alphabet", link.default_alphabet, alphabet_words);
    read_number(in, "window", link.window, 1, widest_window);
    read_region(in, link);
    link.listen_tls = read_tls(in, "listen_tls", net::tls_end::accepts, book);
    link.upstream_tls = read_tls(in, "upstream_tls", net::tls_end::dials, book);
    read_balancers(in, link);
    read_number(in, "already_bound_seconds", link.already_bound, 0, longest_patience);
    in.flag("carrier_answers", link.carrier_answers);
    in.flag("cancel_queued", link.cancels_queued);
    if (auto given = in.texts("staff_system_ids")) link.staff = std::move(*given);
    if (const auto codes = in.numbers("opted_out_codes", 1, 0xFFFFFFFF)) {
        for (const auto code : *codes) link.opted_out_codes.insert(static_cast<std::uint32_t>(code));
    }
    read_outbind(in, link, book);
    return link;
}

void check_free(table_reader& in, const link_configuration& link, const endpoint& taken, const std::string& by) {
    if (collide(link.listen, taken)) in.fail("listen", "is taken by " + by + " already");
    if (link.outbind_listen && collide(*link.outbind_listen, taken)) in.fail("outbind_listen", "is taken by " + by + " already");
}

void check_unique(table_reader& in, const link_configuration& link, const configuration& so_far) {
    for (std::size_t at = 0; at < so_far.links.size(); ++at) {
        const auto& other = so_far.links[at];
        const auto path = "link[" + std::to_string(at) + "]";
        if (!link.name.empty() && other.name == link.name)
            in.fail("name", "is \"" + link.name + "\", which " + path + " has already");
        check_free(in, link, other.listen, path + ".listen");
        if (other.outbind_listen) check_free(in, link, *other.outbind_listen, path + ".outbind_listen");
    }
    for (const auto& each : so_far.admin_listen) check_free(in, link, each, "admin.listen");
    if (link.outbind_listen && collide(link.listen, *link.outbind_listen))
        in.fail("outbind_listen", "is taken by this link's listen already");
}

}  // namespace

void read_links(table_reader& root, configuration& into, fault_book& book) {
    const auto tables = root.tables("link");
    if (!root.has("link")) root.missing("link", "at least one [[link]] with name, listen and upstream");
    for (std::size_t at = 0; at < tables.size(); ++at) {
        table_reader in(*tables[at], "link[" + std::to_string(at) + "]", book);
        auto link = read_link(in, book);
        check_unique(in, link, into);
        into.links.push_back(std::move(link));
    }
    if (tables.empty() && root.has("link") && book.faults.empty())
        root.fail("link", "is empty, but there must be at least one [[link]]");
}

}  // namespace proxy::app
