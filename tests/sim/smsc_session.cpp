#include "tests/sim/smsc_session.hpp"

#include <algorithm>
#include <utility>

#include "protocol/bind.hpp"
#include "protocol/short_message.hpp"
#include "protocol/tlv.hpp"
#include "tests/sim/message.hpp"
#include "tests/sim/report.hpp"
#include "tests/sim/smsc.hpp"

namespace sim {

using protocol::command_id;
using protocol::command_status;
using std::chrono::milliseconds;

namespace {

constexpr std::uint32_t last_sequence = 0x7FFFFFFF;  // SMPP 5.0 §4.7.24
constexpr std::uint8_t first_version_with_tlvs = 0x34;

[[nodiscard]] smsc_session::bind_type type_of(command_id bind) noexcept {
    switch (bind) {
        case command_id::bind_receiver: return smsc_session::bind_type::rx;
        case command_id::bind_transmitter: return smsc_session::bind_type::tx;
        default: return smsc_session::bind_type::trx;
    }
}

[[nodiscard]] std::string_view name(smsc_session::bind_type type) noexcept {
    switch (type) {
        case smsc_session::bind_type::none: return "none";
        case smsc_session::bind_type::rx: return "rx";
        case smsc_session::bind_type::tx: return "tx";
        case smsc_session::bind_type::trx: return "trx";
    }
    return "none";
}

void append_octet_tlv(protocol::octet_buffer& pdu, protocol::tlv_tag tag, std::uint8_t value) {
    const auto end = pdu.size();
    pdu.resize(end + 5);
    protocol::store16(&pdu[end], static_cast<std::uint16_t>(tag));
    protocol::store16(&pdu[end + 2], 1);
    pdu[end + 4] = value;
    protocol::store32(pdu.data(), static_cast<std::uint32_t>(pdu.size()));
}

// Octets behind the message id of an answer with status 0: submit_multi_resp's no_unsuccess (SMPP 3.4 §4.5.2), and
// query_sm_resp's final_date, message_state and error_code (§4.8.2).
[[nodiscard]] std::size_t octets_after_id(command_id request) noexcept {
    if (request == command_id::submit_multi) return 1;
    return request == command_id::query_sm ? 3 : 0;
}

}  // namespace

smsc_session::smsc_session(smsc& owner, unsigned number, connection::tcp::socket socket)
    : owner_(owner), number_(number), timer_(socket.get_executor()) {
    wire_ = std::make_shared<connection>(
        std::move(socket), connection::handlers{.pdu = [this](protocol::octets whole) { on_pdu(protocol::pdu_view{whole}); },
                                                .broken = [this] { on_broken(); },
                                                .ended = [this] { on_ended(); },
                                                .closed = [this](std::string_view why) { on_closed(why); }});
}

void smsc_session::start() {
    report({{"event", "connected"}, {"session", number_}});
    wire_->deaf(owner_.behaviour_.deaf);
    wire_->start();
}

void smsc_session::send(protocol::octets raw) {
    if (!owner_.behaviour_.quiet) report_pdus(number_, direction::out, raw);
    wire_->send(raw);
}

std::uint32_t smsc_session::next_sequence() noexcept { return sequence_ = sequence_ == last_sequence ? 1 : sequence_ + 1; }

void smsc_session::unbind() {
    protocol::octet_buffer pdu;
    protocol::append_header_only(pdu, command_id::unbind, command_status::ok, next_sequence());
    send(pdu);
}

void smsc_session::enquire() {
    protocol::octet_buffer pdu;
    protocol::append_header_only(pdu, command_id::enquire_link, command_status::ok, next_sequence());
    send(pdu);
}

void smsc_session::on_pdu(protocol::pdu_view pdu) {
    if (!owner_.behaviour_.quiet) report_pdu(number_, direction::in, pdu.whole());
    if (pdu.command() == command_id::unbind_resp) return wire_->finish("unbound by us");
    if (protocol::is_response(pdu.command())) return;
    if (protocol::is_bind(pdu.command())) return on_bind(pdu);
    if (pdu.command() == command_id::enquire_link) return answer_header_only(pdu, command_status::ok);
    if (bound_ == bind_type::none) return answer_header_only(pdu, command_status::incorrect_bind_status);
    if (pdu.command() == command_id::unbind) {
        protocol::octet_buffer out;
        protocol::append_header_only(out, command_id::unbind_resp, command_status::ok, pdu.sequence());
        bound_ = bind_type::none;
        return queue(std::move(out), milliseconds{0}, true);
    }
    on_request(pdu);
}

void smsc_session::on_request(protocol::pdu_view pdu) {
    switch (pdu.command()) {
        case command_id::submit_sm:
        case command_id::data_sm:
        case command_id::submit_multi:
        case command_id::query_sm: return on_message(pdu);
        case command_id::cancel_sm:
        case command_id::replace_sm: return answer_header_only(pdu, command_status::ok);
        default: break;
    }
    if (!protocol::has_response(pdu.command())) return;
    protocol::octet_buffer out;
    protocol::append_header_only(out, command_id::generic_nack, command_status::invalid_command_id, pdu.sequence());
    queue(std::move(out), milliseconds{0});
}

void smsc_session::on_bind(protocol::pdu_view pdu) {
    const auto [fields, flaw] = protocol::read_bind(pdu);
    auto status = owner_.behaviour_.binds;
    if (bound_ != bind_type::none) status = command_status::already_bound;
    if (!owner_.behaviour_.password.empty() && fields.password != owner_.behaviour_.password)
        status = command_status::invalid_password;
    if (status != command_status::ok) return answer_header_only(pdu, status);

    bound_ = type_of(pdu.command());
    system_id_ = fields.system_id;
    peer_version_ = fields.interface_version;
    protocol::octet_buffer out;
    protocol::append_with_c_string(out, protocol::response_to(pdu.command()), status, pdu.sequence(),
                                   owner_.behaviour_.system_id);
    const auto version = owner_.behaviour_.version;
    if (version != 0 && fields.interface_version >= first_version_with_tlvs)
        append_octet_tlv(out, protocol::tlv_tag::sc_interface_version, version);
    queue(std::move(out), milliseconds{0});
    report({{"event", "bound"},
            {"session", number_},
            {"system_id", system_id_},
            {"bind", name(bound_)},
            {"interface_version", peer_version_}});
}

command_status smsc_session::verdict(command_id command) const noexcept {
    if (bound_ == bind_type::rx) return command_status::incorrect_bind_status;  // SMPP 3.4 table 2-1
    return command == command_id::submit_sm ? owner_.behaviour_.submits : command_status::ok;
}

void smsc_session::on_message(protocol::pdu_view pdu) {
    const auto delay = owner_.behaviour_.answer_delay;
    const auto status = verdict(pdu.command());
    protocol::octet_buffer out;
    if (status != command_status::ok) {
        protocol::append_header_only(out, protocol::response_to(pdu.command()), status, pdu.sequence());
        return queue(std::move(out), delay);
    }
    const auto id = owner_.next_message_id();
    protocol::append_with_c_string(out, protocol::response_to(pdu.command()), status, pdu.sequence(), id);
    out.resize(out.size() + octets_after_id(pdu.command()));
    protocol::store32(out.data(), static_cast<std::uint32_t>(out.size()));
    queue(std::move(out), delay);
    if (owner_.behaviour_.receipts && pdu.command() == command_id::submit_sm) send_receipt(pdu, id);
}

void smsc_session::send_receipt(protocol::pdu_view submit, const std::string& message_id) {
    const auto [message, flaw] = protocol::read_short_message(submit);
    // Bits 1 and 0: 1 asks always, 3 (SMPP 5.0 §4.7.21) on success.
    const auto asked = message.registered_delivery & 0x03U;
    if (asked != 1 && asked != 3) return;
    auto* by = takes_deliveries() ? this : owner_.receiver(std::nullopt, system_id_);
    if (by == nullptr) return report_error("no session takes the receipt of " + message_id);
    by->queue(write_receipt({.sequence = by->next_sequence(),
                             .source = message.destination,
                             .destination = message.source,
                             .message_id = message_id,
                             .state = "DELIVRD",
                             .with_tlvs = by->takes_tlvs()}),
              owner_.behaviour_.answer_delay);
}

void smsc_session::answer_header_only(protocol::pdu_view request, command_status status) {
    protocol::octet_buffer out;
    protocol::append_header_only(out, protocol::response_to(request.command()), status, request.sequence());
    queue(std::move(out), milliseconds{0});
}

void smsc_session::queue(protocol::octet_buffer octets, milliseconds delay, bool last) {
    auto due = std::chrono::steady_clock::now() + delay;
    if (!answers_.empty()) due = std::max(due, answers_.back().due);
    answers_.push_back({due, std::move(octets), last});
    release();
}

void smsc_session::release() {
    const auto now = std::chrono::steady_clock::now();
    while (!answers_.empty() && answers_.front().due <= now) {
        const auto next = std::move(answers_.front());
        answers_.pop_front();
        if (owner_.behaviour_.mute) continue;
        send(next.octets);
        if (next.last) wire_->finish("unbound");
    }
    if (answers_.empty()) {
        if (ended_) wire_->finish("end of file");
        return;
    }
    timer_.expires_at(answers_.front().due);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
        if (!cancelled) self->release();
    });
}

// The peer can't be understood any more; it is told so (SMPP 3.4 §4.3.1) and the connection ends.
void smsc_session::on_broken() {
    protocol::octet_buffer out;
    protocol::append_header_only(out, command_id::generic_nack, command_status::invalid_command_length, 0);
    queue(std::move(out), milliseconds{0});
    wire_->finish("bad command_length");
}

void smsc_session::on_ended() {
    ended_ = true;
    release();
}

void smsc_session::on_closed(std::string_view why) {
    bound_ = bind_type::none;
    answers_.clear();
    timer_.cancel();
    report({{"event", "closed"}, {"session", number_}, {"why", why}});
    owner_.forget(number_);
}

}  // namespace sim
