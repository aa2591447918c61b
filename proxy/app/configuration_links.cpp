#include "proxy/app/configuration_reader.hpp"
#include "proxy/consent/dialling_plan.hpp"

namespace proxy::app {
namespace {

// Outstanding requests beyond it would wrap the ring of sequence numbers of a leg.
constexpr std::int64_t widest_window = 65'535;

void read_upstream(table_reader& in, link_configuration& into) {
    constexpr std::string_view wanted = "the SMSC's addresses, such as [\"smsc.example:2775\"]";
    if (!in.has("upstream")) return in.missing("upstream", wanted);
    const auto all = in.texts("upstream");
    if (!all) return;
    if (all->empty()) in.fail("upstream", "is empty, but must hold " + std::string(wanted));
    for (const auto& each : *all) {
        std::string wrong;
        auto where = parse_endpoint(each, 1, wrong);
        if (!where) {
            in.fail("upstream", std::move(wrong));
        } else if (where->host == into.listen.host && where->port == into.listen.port) {
            in.fail("upstream", "is \"" + each + "\", this link's own listen address: texts would go in circles");
        } else {
            into.upstream.push_back(std::move(*where));
        }
    }
}

void read_alphabet(table_reader& in, link_configuration& into) {
    std::string given;
    if (in.text("default_alphabet", given) && given == "gsm7-packed") return in.not_yet("default_alphabet", "gsm7");
    in.one_of<protocol::alphabet>("default_alphabet", into.default_alphabet, alphabet_words);
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
    std::string listen, wrong;
    if (!in.has("listen")) {
        in.missing("listen", "the address that the sender dials, such as \"0.0.0.0:2775\"");
    } else if (in.text("listen", listen)) {
        if (auto where = parse_endpoint(listen, 0, wrong)) {
            link.listen = std::move(*where);
        } else {
            in.fail("listen", std::move(wrong));
        }
    }
    read_upstream(in, link);
    read_alphabet(in, link);
    read_number(in, "window", link.window, 1, widest_window);
    read_region(in, link);
    link.listen_tls = read_tls(in, "listen_tls", net::tls_end::accepts, book);
    link.upstream_tls = read_tls(in, "upstream_tls", net::tls_end::dials, book);
    read_balancers(in, link);
    return link;
}

void check_unique(table_reader& in, const link_configuration& link, const configuration& so_far) {
    for (std::size_t at = 0; at < so_far.links.size(); ++at) {
        const auto& other = so_far.links[at];
        const auto path = "link[" + std::to_string(at) + "]";
        if (!link.name.empty() && other.name == link.name)
            in.fail("name", "is \"" + link.name + "\", which " + path + " has already");
        if (collide(link.listen, other.listen)) in.fail("listen", "is taken by " + path + ".listen already");
    }
    if (collide(link.listen, so_far.admin_listen)) in.fail("listen", "is taken by admin.listen already");
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
