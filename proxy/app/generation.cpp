#include "proxy/app/generation.hpp"

#include <algorithm>
#include <utility>

#include "proxy/consent/dialling_plan.hpp"

namespace proxy::app {
namespace {

// What the files of one way say; where a file can't be used, a fault.
struct way_maker {
    const link_configuration& link;
    const net::link_settings* before;  // of the same name
    std::string key;                   // "link[0]."
    const configuration& all;
    std::vector<fault>& faults;

    // nullptr when none is wanted, or when its files can't be used.
    std::shared_ptr<const net::tls> load(net::tls_end end, const std::optional<net::tls_settings>& wanted,
                                         std::string_view name) {
        std::string error;
        auto made = wanted ? net::tls::load(end, *wanted, error) : nullptr;
        if (!error.empty()) faults.push_back(all.source.fault_at(key + std::string{name}, error));
        return made;
    }
    // The same hosts keep what is known of them: which one failed lately.
    std::shared_ptr<net::dial_list> hosts(const std::vector<endpoint>& wanted, const net::way* was) {
        std::vector<net::host_and_port> made;
        for (const auto& host : wanted) made.push_back({host.host, host.port});
        if (was != nullptr && was->hosts->hosts() == made) return was->hosts;
        return std::make_shared<net::dial_list>(link.name, std::move(made));
    }
    net::way usual() {
        return {.accepted = relay::side::esme,
                .listen = {link.listen.host, link.listen.port},
                .hosts = hosts(link.upstream, before == nullptr ? nullptr : &before->usual),
                .listen_tls = load(net::tls_end::accepts, link.listen_tls, "listen_tls"),
                .dial_tls = load(net::tls_end::dials, link.upstream_tls, "upstream_tls")};
    }
    std::optional<net::way> outbind() {
        if (!link.outbind_listen) return std::nullopt;
        const auto* const was = before != nullptr && before->outbind ? &*before->outbind : nullptr;
        return net::way{.accepted = relay::side::smsc,
                        .listen = {link.outbind_listen->host, link.outbind_listen->port},
                        .hosts = hosts(link.outbind_to, was),
                        .listen_tls = load(net::tls_end::accepts, link.outbind_listen_tls, "outbind_listen_tls"),
                        .dial_tls = load(net::tls_end::dials, link.outbind_to_tls, "outbind_to_tls")};
    }
};

const net::link_settings* named(const generation* before, const std::string& name) {
    if (before == nullptr) return nullptr;
    const auto at = std::ranges::find_if(before->links, [&](const auto& each) { return each->core.link == name; });
    return at == before->links.end() ? nullptr : at->get();
}

}  // namespace

admin::tls_rules rules_of(const std::shared_ptr<const net::tls>& tls) { return tls ? tls->context() : nullptr; }

std::shared_ptr<const generation> make_generation(configuration settings, const generation* before, std::vector<fault>& faults) {
    auto made = std::make_shared<generation>();
    made->number = before == nullptr ? 1 : before->number + 1;
    made->settings = std::move(settings);
    const auto& all = made->settings;
    if (all.admin_tls) {
        std::string error;
        made->admin_tls = net::tls::load(net::tls_end::accepts, *all.admin_tls, error);
        if (!error.empty()) faults.push_back(all.source.fault_at("admin.tls", error));
    }
    made->lists = std::make_shared<const consent::lists>(all.lists);
    for (std::size_t at = 0; at < all.links.size(); ++at) {
        const auto& one = all.links[at];
        way_maker ways{one, named(before, one.name), "link[" + std::to_string(at) + "].", all, faults};
        made->links.push_back(
            std::make_shared<const net::link_settings>(net::link_settings{.core = {.link = one.name,
                                                                                   .default_alphabet = one.default_alphabet,
                                                                                   .home = consent::plan_of(one.default_region),
                                                                                   .window = one.window,
                                                                                   .refuses_by = all.refuses_by,
                                                                                   .refusal = all.refusal,
                                                                                   .when_store_fails = all.when_store_fails,
                                                                                   .carrier_answers = one.carrier_answers,
                                                                                   .cancels_queued = one.cancels_queued,
                                                                                   .staff = one.staff,
                                                                                   .opted_out_codes = one.opted_out_codes,
                                                                                   .already_bound = one.already_bound,
                                                                                   .bounds = all.bounds,
                                                                                   .lists = made->lists},
                                                                          .usual = ways.usual(),
                                                                          .outbind = ways.outbind(),
                                                                          .balancers = one.balancers}));
    }
    return made;
}

}  // namespace proxy::app
