#include "tests/sim/sender.hpp"

#include <utility>

#include "protocol/bind.hpp"
#include "protocol/pdu_builder.hpp"
#include "tests/sim/message.hpp"
#include "tests/sim/report.hpp"

namespace sim {

using boost::system::error_code;
using protocol::command_id;
using protocol::command_status;

namespace {

constexpr std::uint32_t last_sequence = 0x7FFFFFFF;  // SMPP 5.0 §4.7.24
constexpr std::uint32_t largest_window = 100'000;    // open submits of a flood; a gateway's own limits are far lower

}  // namespace

const char* const sender_commands =
    "Commands on standard input, one a line:\n"
    "  submit FROM TO TEXT…        one text; an address may be ADDRESS:TON:NPI\n"
    "  flood COUNT FROM PREFIX WINDOW\n"
    "                              COUNT texts to PREFIX1, PREFIX2, … with at most WINDOW unanswered\n"
    "  bind | unbind | enquire     send that request\n"
    "  hex OCTETS                  these octets, as they are\n"
    "  answer on|off               answer deliver_sm\n"
    "  mute on|off                 read, but answer nothing\n"
    "  deaf on|off                 read nothing\n"
    "  quit                        close the connection and end\n";

sender::sender(boost::asio::io_context& context, sender_behaviour behaviour, std::function<void(bool)> on_closed)
    : context_(context), connecting_(context), behaviour_(std::move(behaviour)), on_closed_(std::move(on_closed)) {}

void sender::connect(const tcp::endpoint& to) {
    connecting_.async_connect(to, [this](error_code failed) {
        if (!failed) return on_connected();
        on_closed(failed == boost::asio::error::connection_refused ? "refused" : failed.message());
    });
}

void sender::on_connected() {
    wire_ = std::make_shared<connection>(
        std::move(connecting_), connection::handlers{.pdu = [this](protocol::octets whole) { on_pdu(protocol::pdu_view{whole}); },
                                                     .broken = [this] { wire_->close("bad command_length"); },
                                                     .ended = [this] { wire_->finish("end of file"); },
                                                     .closed = [this](std::string_view why) { on_closed(why); }});
    report({{"event", "connected"}});
    wire_->start();
    if (behaviour_.binds) bind();
}

void sender::on_closed(std::string_view why) {
    report({{"event", "closed"}, {"why", why}});
    on_closed_(as_asked_);
}

void sender::quit() {
    as_asked_ = true;
    if (wire_) return wire_->close("quit");
    error_code ignored;
    connecting_.close(ignored);  // its handler reports the end
}

void sender::on_pdu(protocol::pdu_view pdu) {
    if (!behaviour_.quiet) report_pdu(std::nullopt, direction::in, pdu.whole());
    if (!protocol::is_response(pdu.command())) {
        if (!behaviour_.mute) answer(pdu);
        return;
    }
    if (protocol::is_bind(static_cast<command_id>(static_cast<std::uint32_t>(pdu.command()) & 0x7FFFFFFFU)))
        report({{"event", "bound"},
                {"status", static_cast<std::uint32_t>(pdu.status())},
                {"status_name", protocol::name(pdu.status())},
                {"system_id", protocol::read_bind_answer(pdu).system_id}});
    if (pdu.command() == command_id::unbind_resp) wire_->finish("unbound");
    if (flood_) count_answer(pdu);
}

void sender::answer(protocol::pdu_view to) {
    protocol::octet_buffer out;
    switch (to.command()) {
        case command_id::deliver_sm:
        case command_id::data_sm:
            if (!behaviour_.answers) return;
            // An empty message_id: 17 octets (SMPP 3.4 §4.6.2).
            protocol::append_with_c_string(out, protocol::response_to(to.command()), command_status::ok, to.sequence(), {});
            break;
        case command_id::enquire_link:
        case command_id::unbind:
            protocol::append_header_only(out, protocol::response_to(to.command()), command_status::ok, to.sequence());
            break;
        default:
            if (!protocol::has_response(to.command())) return;
            protocol::append_header_only(out, command_id::generic_nack, command_status::invalid_command_id, to.sequence());
    }
    send(out);
    if (to.command() == command_id::unbind) wire_->finish("unbound by the peer");
}

void sender::send(protocol::octets raw) {
    if (!behaviour_.quiet) report_pdus(std::nullopt, direction::out, raw);
    wire_->send(raw);
}

std::uint32_t sender::next_sequence() noexcept { return sequence_ = sequence_ == last_sequence ? 1 : sequence_ + 1; }

void sender::request(command_id command) {
    protocol::octet_buffer out;
    protocol::append_header_only(out, command, command_status::ok, next_sequence());
    send(out);
}

void sender::bind() {
    protocol::octet_buffer out;
    protocol::append_bind(out, {.command = behaviour_.bind,
                                .sequence = next_sequence(),
                                .system_id = behaviour_.system_id,
                                .password = behaviour_.password,
                                .system_type = {},
                                .interface_version = behaviour_.version,
                                .address_range = {}});
    send(out);
}

void sender::command(std::string_view text) {
    words line{text};
    const auto verb = line.next();
    if (!wire_) return report_error("not connected yet: " + std::string{text});
    if (verb == "submit") return submit(line);
    if (verb == "flood") return begin_flood(line);
    if (verb == "bind") return bind();
    if (verb == "enquire") return request(command_id::enquire_link);
    if (verb == "hex") return send_octets(line);
    if (verb == "unbind") {
        as_asked_ = true;
        return request(command_id::unbind);
    }
    if (!change_behaviour(verb, line.next())) report_error("not understood: " + std::string{text});
}

bool sender::change_behaviour(std::string_view verb, std::string_view value) {
    const auto on = switch_of(value);
    if (!on) return false;
    if (verb == "answer") return behaviour_.answers = *on, true;
    if (verb == "mute") return behaviour_.mute = *on, true;
    if (verb == "deaf") return wire_->deaf(*on), true;
    return false;
}

void sender::submit(words& line) {
    const auto from = address_of(line.next());
    const auto to = address_of(line.next());
    if (!from || !to) return report_error("submit needs FROM TO TEXT");
    send(write_message({.command = command_id::submit_sm,
                        .sequence = next_sequence(),
                        .source = *from,
                        .destination = *to,
                        .text = line.rest(),
                        .registered_delivery = behaviour_.registered_delivery}));
}

void sender::send_octets(words& line) {
    const auto octets = octets_from_hex(line.rest());
    if (!octets) return report_error("hex needs pairs of hexadecimal digits");
    send(*octets);
}

void sender::begin_flood(words& line) {
    const auto count = number_of(line.next());
    const auto from = line.next();
    const auto prefix = line.next();
    const auto window = number_of(line.next());
    if (!count || !address_of(from) || prefix.empty() || !window || *window == 0 || *window > largest_window)
        return report_error("flood needs COUNT FROM PREFIX WINDOW, WINDOW from 1 to 100000");
    if (flood_) return report_error("a flood is running");
    flood_ = std::make_unique<flood>();
    flood_->count = *count;
    flood_->window = *window;
    flood_->from = from;
    flood_->prefix = prefix;
    flood_->begin = std::chrono::steady_clock::now();
    fill_window();
}

void sender::fill_window() {
    while (flood_->sent < flood_->count && flood_->open.size() < flood_->window) {
        const auto number = std::to_string(++flood_->sent);
        const auto to = flood_->prefix + number;
        const auto text = "message " + number;
        const auto sequence = next_sequence();
        flood_->open.insert(sequence);
        send(write_message({.command = command_id::submit_sm,
                            .sequence = sequence,
                            .source = *address_of(flood_->from),
                            .destination = {.ton = 1, .npi = 1, .digits = to},
                            .text = text,
                            .registered_delivery = behaviour_.registered_delivery}));
    }
    if (flood_->answered < flood_->count) return;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - flood_->begin;
    report({{"event", "flooded"}, {"count", flood_->count}, {"refused", flood_->refused}, {"seconds", took.count()}});
    flood_.reset();
}

void sender::count_answer(protocol::pdu_view answer) {
    if (flood_->open.erase(answer.sequence()) == 0) return;
    ++flood_->answered;
    if (answer.status() != command_status::ok) ++flood_->refused;
    fill_window();
}

}  // namespace sim
