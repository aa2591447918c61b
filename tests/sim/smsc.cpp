#include "tests/sim/smsc.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "tests/sim/message.hpp"
#include "tests/sim/report.hpp"

namespace sim {

namespace asio = boost::asio;
using boost::system::error_code;

const char* const smsc_commands =
    "Commands on standard input, one a line (SESSION is the number in the events):\n"
    "  mo FROM TO TEXT…            a text from a handset, by the first session that takes deliver_sm\n"
    "  mo@SESSION FROM TO TEXT…    the same by that session; an address may be ADDRESS:TON:NPI\n"
    "  receipt ID FROM TO STAT     a delivery receipt for message ID (STAT: DELIVRD, UNDELIV, …)\n"
    "  hex SESSION OCTETS          these octets, as they are\n"
    "  enquire [SESSION]           enquire_link, to one or to all\n"
    "  unbind [SESSION]            unbind, to one or to all\n"
    "  drop [SESSION]              close at once, one or all\n"
    "  delay MS                    answer messages that much later\n"
    "  throttle on|off             answer submit_sm with ESME_RTHROTTLED\n"
    "  fail STATUS|off             answer submit_sm with STATUS, such as 0x14\n"
    "  failbind STATUS|off         answer binds with STATUS\n"
    "  receipts on|off             send a DELIVRD receipt for each message that asks for one\n"
    "  mute on|off                 read, but answer nothing\n"
    "  deaf on|off                 read nothing\n"
    "  quit                        close everything and end\n";

smsc::smsc(asio::io_context& context, const tcp::endpoint& address, smsc_behaviour behaviour)
    : context_(context), acceptor_(context, address), behaviour_(std::move(behaviour)) {
    report({{"event", "listening"}, {"port", acceptor_.local_endpoint().port()}});
    accept();
}

void smsc::accept() {
    acceptor_.async_accept([this](error_code failed, tcp::socket socket) {
        if (failed == asio::error::operation_aborted) return;
        if (failed) {
            report_error("accept: " + failed.message());
        } else {
            const auto number = ++accepted_;
            const auto session = std::make_shared<smsc_session>(*this, number, std::move(socket));
            sessions_.emplace(number, session);
            session->start();
        }
        accept();
    });
}

// Later, because the session may be in the middle of something.
void smsc::forget(unsigned session) {
    asio::post(context_, [this, session] { sessions_.erase(session); });
}

void smsc::quit() {
    error_code ignored;
    acceptor_.close(ignored);
    for (const auto& [number, session] : sessions_) session->close("quit");
}

smsc_session* smsc::receiver(std::optional<unsigned> wanted, std::string_view system_id) {
    for (const auto& [number, session] : sessions_) {
        if (!session->takes_deliveries() || (wanted && *wanted != number)) continue;
        if (system_id.empty() || system_id == session->system_id()) return session.get();
    }
    return nullptr;
}

smsc_session* smsc::session(std::string_view word) {
    const auto number = number_of(word);
    const auto found = number ? sessions_.find(*number) : sessions_.end();
    if (found != sessions_.end()) return found->second.get();
    report_error("no session " + std::string{word});
    return nullptr;
}

template <typename Action>
void smsc::for_one_or_all(std::string_view word, Action action) {
    if (!word.empty()) {
        if (auto* one = session(word)) action(*one);
        return;
    }
    const auto all = sessions_;  // the action may end them
    for (const auto& [number, each] : all) action(*each);
}

void smsc::command(std::string_view text) {
    words line{text};
    const auto verb = line.next();
    if (verb == "mo" || verb.starts_with("mo@")) return send_text(verb.substr(verb.size() > 2 ? 3 : 2), line);
    if (verb == "receipt") return send_receipt(line);
    if (verb == "hex") return send_octets(line);
    if (verb == "enquire") return for_one_or_all(line.next(), [](smsc_session& each) { each.enquire(); });
    if (verb == "unbind") return for_one_or_all(line.next(), [](smsc_session& each) { each.unbind(); });
    if (verb == "drop") return for_one_or_all(line.next(), [](smsc_session& each) { each.close("dropped"); });
    if (!change_behaviour(verb, line.next())) report_error("not understood: " + std::string{text});
}

bool smsc::change_behaviour(std::string_view verb, std::string_view value) {
    const auto number = number_of(value);
    const auto status = value == "off" ? std::optional{std::uint32_t{0}} : number;
    if (verb == "delay" && number) return behaviour_.answer_delay = std::chrono::milliseconds{*number}, true;
    if (verb == "fail" && status) return behaviour_.submits = static_cast<protocol::command_status>(*status), true;
    if (verb == "failbind" && status) return behaviour_.binds = static_cast<protocol::command_status>(*status), true;

    const auto on = switch_of(value);
    if (!on) return false;
    if (verb == "throttle") {
        behaviour_.submits = *on ? protocol::command_status::throttled : protocol::command_status::ok;
    } else if (verb == "receipts") {
        behaviour_.receipts = *on;
    } else if (verb == "mute") {
        behaviour_.mute = *on;
    } else if (verb == "deaf") {
        behaviour_.deaf = *on;
        for (const auto& [session_number, session] : sessions_) session->deaf(*on);
    } else {
        return false;
    }
    return true;
}

void smsc::send_text(std::string_view where, words& line) {
    const auto number = number_of(where);
    if (!where.empty() && !number) return report_error("not a session: " + std::string{where});
    const auto from = address_of(line.next());
    const auto to = address_of(line.next());
    if (!from || !to) return report_error("mo needs FROM TO TEXT");
    auto* by = receiver(number);
    if (by == nullptr) return report_error("no session takes deliver_sm");
    by->send(write_message({.command = protocol::command_id::deliver_sm,
                            .sequence = by->next_sequence(),
                            .source = *from,
                            .destination = *to,
                            .text = line.rest()}));
}

void smsc::send_receipt(words& line) {
    const auto id = line.next();
    const auto from = address_of(line.next());
    const auto to = address_of(line.next());
    const auto state = line.next();
    if (!from || !to || state.empty()) return report_error("receipt needs ID FROM TO STAT");
    auto* by = receiver(std::nullopt);
    if (by == nullptr) return report_error("no session takes deliver_sm");
    by->send(write_receipt({.sequence = by->next_sequence(),
                            .source = *from,
                            .destination = *to,
                            .message_id = id,
                            .state = state,
                            .with_tlvs = by->takes_tlvs()}));
}

void smsc::send_octets(words& line) {
    auto* by = session(line.next());
    const auto octets = octets_from_hex(line.rest());
    if (!octets) return report_error("hex needs SESSION and pairs of hexadecimal digits");
    if (by != nullptr) by->send(*octets);
}

}  // namespace sim
