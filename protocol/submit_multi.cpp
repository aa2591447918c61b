#include "protocol/submit_multi.hpp"

#include "protocol/bind.hpp"
#include "protocol/cursor.hpp"
#include "protocol/field_sizes.hpp"

namespace protocol {
namespace {

// dest_flag (SMPP 3.4 §5.2.25).
constexpr std::uint8_t sme_address = 1;
constexpr std::uint8_t distribution_list = 2;

address read_number(cursor& in) noexcept {
    address read;
    read.ton = in.octet();
    read.npi = in.octet();
    read.digits = in.c_string(field_size::address(command_id::submit_multi));
    return read;
}

// Nothing when the flag is neither of the two: then nobody knows where the next destination begins.
std::optional<destination> read_destination(cursor& in) noexcept {
    const octets before = in.rest();
    destination read;
    switch (in.octet()) {
        case sme_address: read.number = read_number(in); break;
        case distribution_list:
            read.is_list = true;
            in.c_string(field_size::list_name);
            break;
        default: return std::nullopt;
    }
    read.whole = before.first(before.size() - in.rest().size());
    return in.stopped() ? std::nullopt : std::optional{read};
}

// An entry of unsuccess_sme (SMPP 3.4 §4.5.2.1): a number and the reason in four octets.
bool skip_unsuccess(cursor& in) noexcept {
    read_number(in);
    in.take(4);
    return !in.stopped();
}

}  // namespace

std::optional<destination> destination_walk::next() noexcept {
    if (rest_.empty()) return std::nullopt;
    cursor in(rest_);
    const auto read = read_destination(in);
    rest_ = read ? in.rest() : octets{};
    return read;
}

multi_route read_multi_route(pdu_view pdu) noexcept {
    cursor in(pdu.body());
    multi_route read;
    read.service_type = in.c_string(field_size::service_type);
    read.source = read_number(in);
    read.count = in.octet();
    const octets behind_count = in.rest();
    for (unsigned left = read.count; left > 0 && !in.stopped(); --left) {
        if (read_destination(in)) continue;
        read.found = in.stopped() ? in.found() : flaw::bad_destination;
        return read;
    }
    read.found = in.found();
    if (!in.stopped()) read.destinations = behind_count.first(behind_count.size() - in.rest().size());
    return read;
}

void append_unsuccess(octet_buffer& out, const address& number, command_status why) {
    out.push_back(number.ton);
    out.push_back(number.npi);
    const octets digits = octets_of(number.digits);
    out.insert(out.end(), digits.begin(), digits.end());
    out.push_back(0);
    out.resize(out.size() + 4);
    store32(out.data() + out.size() - 4, static_cast<std::uint32_t>(why));
}

bool append_with_unsuccess(octet_buffer& out, pdu_view answer, octets entries, std::size_t count) {
    cursor in(answer.body());
    in.c_string(field_size::message_id);
    const std::size_t announced = in.octet();
    const octets own = in.stopped() ? octets{} : in.rest();
    octets tail = own;
    std::size_t whole_entries = 0;
    while (whole_entries < announced && skip_unsuccess(in)) {
        ++whole_entries;
        tail = in.rest();
    }
    if (whole_entries + count > most_unsuccess) return false;

    const auto start = out.size();
    const auto take = [&out](octets part) { out.insert(out.end(), part.begin(), part.end()); };
    take(answer.whole().first(header_octets));
    take(octets_of(read_message_id(answer)));
    out.push_back(0);
    out.push_back(static_cast<std::uint8_t>(whole_entries + count));
    take(own.first(own.size() - tail.size()));
    take(entries);
    take(tail);
    store32(out.data() + start, static_cast<std::uint32_t>(out.size() - start));
    return true;
}

}  // namespace protocol
