#include "proxy/app/generation.hpp"

#include <algorithm>
#include <utility>

#include "proxy/consent/dialling_plan.hpp"

namespace proxy::app {
namespace {

// nullptr when none is wanted, or when its files can't be used: then `error` says why.
std::shared_ptr<net::tls> load_tls(net::tls_end end, const std::optional<net::tls_settings>& wanted, std::string& error) {
    return wanted ? net::tls::load(end, *wanted, error) : nullptr;
}

// The same hosts keep what is known of them: which one failed lately.
std::shared_ptr<net::dial_list> hosts_of(const link_configuration& one, const generation* before) {
    std::vector<net::host_and_port> hosts;
    for (const auto& host : one.upstream) hosts.push_back({host.host, host.port});
    if (before != nullptr) {
        const auto same = std::ranges::find_if(
            before->links, [&](const auto& each) { return each->core.link == one.name && each->upstream->hosts() == hosts; });
        if (same != before->links.end()) return (*same)->upstream;
    }
    return std::make_shared<net::dial_list>(one.name, std::move(hosts));
}

}  // namespace

std::shared_ptr<const generation> make_generation(configuration settings, const generation* before, std::vector<fault>& faults) {
    auto made = std::make_shared<generation>();
    made->number = before == nullptr ? 1 : before->number + 1;
    made->settings = std::move(settings);
    const auto& all = made->settings;
    made->lists = std::make_shared<const consent::lists>(all.lists);
    for (std::size_t at = 0; at < all.links.size(); ++at) {
        const auto& one = all.links[at];
        std::string listen_error, upstream_error;
        made->links.push_back(std::make_shared<const net::link_settings>(
            net::link_settings{.core = {.link = one.name,
                                        .default_alphabet = one.default_alphabet,
                                        .home = consent::plan_of(one.default_region),
                                        .window = one.window,
                                        .refuses_by = all.refuses_by,
                                        .refusal = all.refusal,
                                        .when_store_fails = all.when_store_fails,
                                        .bounds = all.bounds,
                                        .lists = made->lists},
                               .listen = {one.listen.host, one.listen.port},
                               .upstream = hosts_of(one, before),
                               .listen_tls = load_tls(net::tls_end::accepts, one.listen_tls, listen_error),
                               .upstream_tls = load_tls(net::tls_end::dials, one.upstream_tls, upstream_error),
                               .balancers = one.balancers}));
        const auto key = "link[" + std::to_string(at) + "].";
        if (!listen_error.empty()) faults.push_back(all.source.fault_at(key + "listen_tls", listen_error));
        if (!upstream_error.empty()) faults.push_back(all.source.fault_at(key + "upstream_tls", upstream_error));
    }
    return made;
}

}  // namespace proxy::app
