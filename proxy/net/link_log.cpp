// What the log says of a link: one line when it is bound, one when it is over.
#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "proxy/log/log.hpp"
#include "proxy/net/link.hpp"
#include "store/hex.hpp"

namespace proxy::net {

using relay::time_point;

namespace {

// What the first octets of a stream that is no SMPP often are.
std::string_view looks_like(std::string_view first_octets) {
    if (first_octets.starts_with("\x16\x03")) return "a TLS handshake; this listener is plain";
    if (first_octets.starts_with("PROXY ") || first_octets.starts_with("\r\n\r\n")) {
        return "a PROXY header; proxy_protocol_from does not list its sender";
    }
    return {};
}

// How long a stage took, where it was reached; one that did not come to its end took until `now`.
void add_stage(std::vector<log::field>& to, std::string_view key, time_point from, time_point until, time_point now) {
    if (from == relay::never) return;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::min(until, now) - from);
    to.push_back({key, static_cast<std::uint64_t>(std::max(took.count(), std::chrono::milliseconds::rep{0}))});
}

}  // namespace

void link::log_bound(relay::bind_type as) {
    stages_.bound = home_->loop().now();
    log::note(log::level::info, "bound",
              {{"link", its_->core.link},
               {"id", id_},
               {"system_id", core_.system_id()},
               {"as", relay::name(as)},
               {"sender", address(side::esme)},
               {"sender_certificate", certificate_of(at(side::esme))},
               {"upstream", address(side::smsc)},
               {"upstream_certificate", certificate_of(at(side::smsc))}});
}

void link::log_end(const relay::ending& how) {
    const auto now = home_->loop().now();
    std::vector<log::field> fields{{"id", id_},
                                   {"system_id", core_.system_id()},
                                   {"reason", relay::name(how.why)},
                                   {"side", relay::name(how.where)},
                                   {"sender", address(side::esme)},
                                   {"upstream", address(side::smsc)}};
    add_stage(fields, "admission_ms", stages_.accepted, stages_.admitted, now);
    add_stage(fields, "wait_for_bind_ms", stages_.admitted, stages_.opened, now);
    add_stage(fields, "dial_ms", stages_.opened, stages_.dialled, now);
    add_stage(fields, "bind_ms", stages_.dialled, stages_.bound, now);
    add_stage(fields, "bound_ms", stages_.bound, now, now);
    for (const auto& [key, value] : {std::pair{"octets_from_sender", octets_[0]},
                                     {"octets_from_smsc", octets_[1]},
                                     {"octets_to_sender", written_[0]},
                                     {"octets_to_smsc", written_[1]}}) {
        fields.push_back({key, std::uint64_t{value}});
    }
    fields.push_back({"first_octets", store::to_hex(how.first_octets)});
    fields.push_back({"looks_like", looks_like(how.first_octets)});

    // Balancers and monitors look whether somebody listens, every second, and leave without a word (quirk 24).
    const bool left = how.why == relay::end_reason::sender_closed || how.why == relay::end_reason::smsc_closed;
    const bool glance = left && how.where == accepted_ && octets_[relay::index(accepted_)] == 0;
    const auto level = how.why == relay::end_reason::bad_length ? log::level::warn
                       : glance || denied_                      ? log::level::debug
                                                                : log::level::info;
    // A session that was bound has its line whatever happens; who only knocks may do so as often as he likes.
    if (stages_.bound == relay::never) return log::note_repeat(level, "link ended", its_->core.link, fields);
    fields.insert(fields.begin(), {"link", its_->core.link});
    log::note(level, "link ended", fields);
}

}  // namespace proxy::net
