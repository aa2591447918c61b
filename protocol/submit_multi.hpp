#pragma once
// One text to several destinations (SMPP 3.4 §4.5.1) and the answer that says which of them got none (§4.5.2). Walked in place.
// Nothing is decoded and encoded again: a PDU is put together from the octets that stay.
#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/address.hpp"
#include "protocol/command_status.hpp"
#include "protocol/flaw.hpp"
#include "protocol/pdu_builder.hpp"
#include "protocol/pdu_view.hpp"

namespace protocol {

// One dest_address.
struct destination {
    octets whole;          // with its flag
    bool is_list = false;  // a distribution list of the SMSC: whom it reaches can't be seen here
    address number;        // unless is_list
};

// Over the destinations that read_multi_route() found; it knows that all of them are whole.
class destination_walk {
public:
    explicit destination_walk(octets destinations) noexcept : rest_(destinations) {}
    [[nodiscard]] std::optional<destination> next() noexcept;

private:
    octets rest_;
};

// What a verdict on a submit_multi needs. With a flaw other than none and overlong the destinations can't be told.
struct multi_route {
    std::string_view service_type;
    address source;
    std::uint8_t count = 0;  // number_of_dests
    octets destinations;     // all of them, behind their count
    flaw found = flaw::none;
};
[[nodiscard]] multi_route read_multi_route(pdu_view pdu) noexcept;
// What is behind the destinations.
[[nodiscard]] inline octets behind(const multi_route& route, pdu_view pdu) noexcept {
    const auto at = static_cast<std::size_t>(route.destinations.data() - pdu.whole().data());
    return pdu.whole().subspan(at + route.destinations.size());
}

// Appends the submit_multi that is left when those destinations go for which `goes(number)` is true; lists stay. `route`: of
// `pdu`, without a flaw. `goes` is asked once for each number, in order.
template <class Goes>
void append_without(octet_buffer& out, pdu_view pdu, const multi_route& route, Goes goes) {
    const auto start = out.size();
    const octets whole = pdu.whole();
    const auto behind_count = static_cast<std::size_t>(route.destinations.data() - whole.data());
    out.insert(out.end(), whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(behind_count));
    std::uint8_t left = 0;
    destination_walk walk(route.destinations);
    while (const auto one = walk.next()) {
        if (!one->is_list && goes(one->number)) continue;
        out.insert(out.end(), one->whole.begin(), one->whole.end());
        ++left;
    }
    const octets tail = behind(route, pdu);
    out.insert(out.end(), tail.begin(), tail.end());
    out[start + behind_count - 1] = left;
    store32(out.data() + start, static_cast<std::uint32_t>(out.size() - start));
}

// Appends one unsuccess_sme: a destination that got no text, and why.
void append_unsuccess(octet_buffer& out, const address& number, command_status why);

// The most entries that no_unsuccess counts.
inline constexpr std::size_t most_unsuccess = 255;

// Appends the submit_multi_resp `answer` with `count` more entries of unsuccess_sme behind its own and before its optional
// parameters. What can't be read as an entry stays behind the new ones; a body without a count gets one. False, and nothing is
// appended, when there would be more than most_unsuccess.
[[nodiscard]] bool append_with_unsuccess(octet_buffer& out, pdu_view answer, octets entries, std::size_t count);

}  // namespace protocol
