#include "protocol/short_message.hpp"

#include "protocol/c_octet_string.hpp"
#include "protocol/cursor.hpp"
#include "protocol/field_sizes.hpp"
#include "protocol/tlv.hpp"

namespace protocol {
namespace {

// The routing fields are read for every submit, so this walk calls nothing: `at` moves behind each field.
class route_walk {
public:
    explicit route_walk(octets fields) noexcept : at_(fields.data()), end_(at_ + fields.size()) {}

    bool string(std::size_t most, std::string_view& into, flaw& found) noexcept {
        const auto* const nul = find_nul(at_, end_);
        if (nul == nullptr) {
            found = at_ == end_ ? flaw::truncated : flaw::unterminated;
            return false;
        }
        const auto size = static_cast<std::size_t>(nul - at_);
        into = characters({at_, size});
        at_ += size + 1;
        if (size >= most) found = flaw::overlong;
        return true;
    }

    bool address_of(std::size_t most, address& into, flaw& found) noexcept {
        if (end_ - at_ < 2) {
            found = flaw::truncated;
            return false;
        }
        into.ton = at_[0];
        into.npi = at_[1];
        at_ += 2;
        return string(most, into.digits, found);
    }

    // What it has passed since `start`.
    [[nodiscard]] octets passed(octets start) const noexcept { return start.first(static_cast<std::size_t>(at_ - start.data())); }

private:
    const std::uint8_t* at_;
    const std::uint8_t* end_;
};

address read_address(cursor& in, std::size_t most) noexcept {
    address read;
    read.ton = in.octet();
    read.npi = in.octet();
    read.digits = in.c_string(most);
    return read;
}

void read_data_sm_tail(cursor& in, short_message& message) noexcept {
    message.esm_class = in.octet();
    message.registered_delivery = in.octet();
    message.data_coding = in.octet();
}

void read_submit_sm_tail(cursor& in, short_message& message) noexcept {
    message.esm_class = in.octet();
    message.protocol_id = in.octet();
    message.priority_flag = in.octet();
    message.schedule_delivery_time = in.c_string(field_size::time);
    message.validity_period = in.c_string(field_size::time);
    message.registered_delivery = in.octet();
    message.replace_if_present_flag = in.octet();
    message.data_coding = in.octet();
    message.sm_default_msg_id = in.octet();
    const std::size_t sm_length = in.octet();
    message.text = in.take(sm_length);
}

void finish(const cursor& in, short_message_reading& read) noexcept {
    short_message& message = read.message;
    message.tlvs = in.rest();
    read.found = in.found();
    if (message.text.empty()) message.text = find_tlv(message.tlvs, tlv_tag::message_payload).value_or(octets{});
    // Where the reading stopped nothing is left, which is well formed.
    if (!well_formed(message.tlvs)) read.found = flaw::bad_tlv;
}

}  // namespace

short_message_reading read_message_from_class(octets fields) noexcept {
    cursor in(fields);
    short_message_reading read;
    read_submit_sm_tail(in, read.message);
    finish(in, read);
    return read;
}

route read_route(pdu_view pdu) noexcept {
    const std::size_t most = field_size::address(pdu.command());
    route_walk in(pdu.body());
    route read;
    // A flaw that stops the walk overwrites an earlier overlong, which does not.
    if (in.string(field_size::service_type, read.service_type, read.found) && in.address_of(most, read.source, read.found)) {
        read.origin = in.passed(pdu.body());
        in.address_of(most, read.destination, read.found);
    }
    return read;
}

flaw read_destination(pdu_view pdu, std::size_t origin, address& into) noexcept {
    auto found = flaw::none;
    route_walk(pdu.body().subspan(origin)).address_of(field_size::address(pdu.command()), into, found);
    return found;
}

short_message_reading read_short_message(pdu_view pdu) noexcept {
    const std::size_t most = field_size::address(pdu.command());
    cursor in(pdu.body());
    short_message_reading read;
    short_message& message = read.message;
    message.service_type = in.c_string(field_size::service_type);
    message.source = read_address(in, most);
    message.destination = read_address(in, most);
    if (pdu.command() == command_id::data_sm) {
        read_data_sm_tail(in, message);
    } else {
        read_submit_sm_tail(in, message);
    }
    finish(in, read);
    return read;
}

}  // namespace protocol
