// One link, played by the input: peers that say anything, a store that answers when and as it likes, a clock that jumps. What
// must hold is checked after every event by tests/relay/stage_checks.cpp; at the end the link must come to its end with nothing
// left open.
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "tests/relay/pdus.hpp"
#include "tests/relay/stage.hpp"

namespace {

using namespace std::chrono_literals;
using namespace tests::relay;
using proxy::relay::phase;

void fault(const std::string& what) {
    std::fprintf(stderr, "the relay broke its promise: %s\n", what.c_str());
    std::abort();
}

// The input, eaten from the front; when it is gone it gives zeros.
class script {
public:
    explicit script(protocol::octets from) : rest_(from) {}
    [[nodiscard]] bool done() const { return rest_.empty(); }
    std::uint8_t octet() {
        if (rest_.empty()) return 0;
        const auto one = rest_.front();
        rest_ = rest_.subspan(1);
        return one;
    }
    bytes octets(std::size_t many) {
        const auto part = rest_.first(std::min(many, rest_.size()));
        rest_ = rest_.subspan(part.size());
        return {part.begin(), part.end()};
    }
    template <class T, std::size_t N>
    const T& one_of(const std::array<T, N>& from) {
        return from[octet() % N];
    }

private:
    protocol::octets rest_;
};

constexpr std::array people{person, other_person, std::string_view{"447700900789"}, std::string_view{"+447700900123"},
                            std::string_view{"07700 900123"}};
constexpr std::array texts{std::string_view{"Hello"},
                           std::string_view{"STOP"},
                           std::string_view{"start"},
                           std::string_view{"HELP"},
                           std::string_view{"end"},
                           std::string_view{"id:m1 stat:DELIVRD"},
                           std::string_view{"id:m1 stat:UNDELIV err:257"},
                           std::string_view{"^opt-out"},
                           std::string_view{"stop texting me"}};
constexpr std::array statuses{command_status::ok, command_status::throttled, command_status::message_queue_full,
                              command_status::bind_failed, command_status::already_bound};
constexpr std::array rulings{store::ruling::pass, store::ruling::suppressed, store::ruling::undecided, store::ruling::failed};
constexpr std::array<std::chrono::milliseconds, 9> times{1ms, 999ms, 1s, 2s, 10s, 30s, 60s, 5min, 1h};
constexpr std::array sides{side::esme, side::smsc};

scene scene_of(script& from) {
    scene made;
    constexpr std::array<std::uint32_t, 4> first{1, 0x7FFFFFFF, 0x7FFFFFFC, 77};
    made.first_sequence = from.one_of(first);
    auto& bounds = made.its.bounds;
    bounds.outstanding = from.octet() % 8U + 1U;
    bounds.held_submits = from.octet() % 4U + 1U;
    bounds.held_replies = from.octet() % 4U + 1U;
    bounds.offered_confirmations = from.octet() % 4U + 1U;
    bounds.own_octets = from.octet();
    bounds.held_receipts = from.octet() % 4U + 1U;
    if ((from.octet() & 1U) != 0) made.its.refuses_by = proxy::relay::refusal_mode::receipt;
    bounds.pdu_octets = 4096;
    const auto flags = from.octet();
    made.by_hand = (flags & 1U) != 0;
    if ((flags & 2U) != 0) made.its.when_store_fails = proxy::relay::on_store_error::forward;
    if ((flags & 4U) != 0) bounds.inactivity = 100s;
    made.its.window = (flags >> 3U) % 4U;
    const auto opening = from.octet();
    if ((opening & 1U) != 0) made.accepted = side::smsc;
    if ((opening & 2U) != 0) made.its.already_bound = 20s;
    if ((opening & 4U) != 0) made.its.home = proxy::consent::plan_of("GB");
    proxy::consent::list one;
    one.forward_keywords = (flags & 32U) != 0;
    if ((flags & 64U) != 0) one.help_text = "Call us.";
    if ((opening & 8U) != 0) one.first_message_notice = "Stop?";
    if ((opening & 16U) != 0) made.its.staff = {"acme"};
    if ((opening & 32U) != 0) made.its.opted_out_codes = {69, 257};
    if ((opening & 64U) != 0) made.its.cancels_queued = true;
    if ((opening & 128U) != 0) one.review = proxy::consent::review_mode::opt_out;
    if ((flags & 128U) != 0) one.reach = store::scope::list;
    made.lists.push_back(one);
    return made;
}

// The body of a query_sm or cancel_sm: for an id of ours where there is one.
bytes question(script& from, const stage& on) {
    auto body = from.octets(from.octet() % 8U);
    for (const auto& one : on.queued) {
        const auto* const mine = std::get_if<store::receipt>(&one.what);
        if (mine != nullptr) body.insert(body.begin(), mine->message_id.begin(), mine->message_id.end());
        if (mine != nullptr) break;
    }
    return body;
}

// A request of either side, mostly well formed.
bytes request(script& from, const stage& on, side of) {
    const auto number = static_cast<std::uint32_t>(from.octet());
    const words what{.text = from.one_of(texts), .registered_delivery = static_cast<std::uint8_t>(from.octet() % 4U)};
    switch (from.octet() % 13) {
        case 0:
        case 1:
        case 2: {
            auto sent = what;
            (of == side::esme ? sent.to : sent.from) = from.one_of(people);
            return of == side::esme ? submit(number, sent) : deliver(number, sent);
        }
        case 3: return of == side::esme ? bind(number, {.version = from.octet()}) : receipt(number, "m1");
        case 4: return enquire_link(number);
        case 5:
            if (of == side::smsc && (number & 1U) != 0) return pdu(command_id::outbind, number, {'s', 0, 'p', 0});
            return unbind(number);
        case 6: return pdu(command_id::data_sm, number, from.octets(from.octet()));
        case 10: return submit_multi(number, {from.one_of(people), from.one_of(people)}, (number & 1U) != 0 ? "friends" : "");
        case 11: return pdu(command_id::submit_multi, number, from.octets(from.octet()));
        case 7: return header(command_id::alert_notification, number);
        case 8: return pdu(from.octet() % 2U == 0 ? command_id::query_sm : command_id::cancel_sm, number, question(from, on));
        case 12: return pdu(static_cast<command_id>(0x00010200U + from.octet()), number, from.octets(from.octet() % 32U));
        default: return pdu(command_id::submit_sm, number, from.octets(from.octet()));
    }
}

// An answer, to the n-th request that the side has open where it has one.
bytes response(script& from, const stage& on, side of) {
    const auto& open = on.open(of);
    auto number = static_cast<std::uint32_t>(from.octet());
    if (!open.empty()) number = *std::next(open.begin(), static_cast<std::ptrdiff_t>(number % open.size()));
    const auto status = from.one_of(statuses);
    switch (from.octet() % 8) {
        case 0: return bind_resp(number);
        case 1: return submit_resp(number);
        case 2: return deliver_resp(number, status);
        case 3: return header(command_id::enquire_link_resp, number, status);
        case 4: return header(command_id::generic_nack, number, status);
        case 5: return submit_multi_resp(number, {from.one_of(people)});
        case 6: return pdu(command_id::submit_multi_resp, number, from.octets(from.octet()), status);
        default: return header(command_id::submit_sm_resp, number, status);
    }
}

void change_table(script& from, stage& on) {
    const auto& who = from.one_of(people);
    switch (from.octet() % 4) {
        case 0: on.table.entries.push_back({std::string{who}, {store::scope::sender, "default", std::string{brand}}}); break;
        case 1: on.table.entries.clear(); break;
        case 2:
            on.table.on_disk.contains(who) ? (void)on.table.on_disk.erase(std::string{who}) : (void)on.table.on_disk.emplace(who);
            break;
        default: on.table.unreadable = !on.table.unreadable;
    }
}

void play(script& from, stage& on) {
    std::uint64_t outbox_id = 1;
    while (!from.done()) {
        const auto choice = from.octet();
        const auto who = sides[choice >> 7U];
        switch (choice & 0x1FU) {
            case 0:
            case 1: on.sends(who, from.octets(from.octet())); break;
            case 2:
            case 3:
            case 4: on.sends(who, request(from, on, who)); break;
            case 5:
            case 6:
            case 7: on.sends(who, response(from, on, who)); break;
            case 8: on.sends(who, request(from, on, who) + response(from, on, who) + request(from, on, who)); break;
            case 9: on.later(from.one_of(times)); break;
            case 10: on.wakes(); break;
            case 11: on.stores((from.octet() & 1U) != 0); break;
            case 12: on.disk_says(from.one_of(rulings)); break;
            case 13: on.claims((from.octet() & 1U) != 0); break;
            case 14: on.offers(outbox_id++, from.one_of(times)); break;
            case 15: on.ends(who); break;
            case 16: on.connects(); break;
            case 17: on.connect_fails(); break;
            case 18: on.drains(); break;
            case 19: on.reads(who, (from.octet() & 1U) != 0); break;
            case 20: change_table(from, on); break;
            case 21: on.writing(who, (from.octet() & 1U) != 0); break;
            case 22: on.split_at = from.octet(); break;
            case 23:  // the usual beginning, so that the fuzzer need not find it
                if (on.link().where() == phase::open) on.sends(side::smsc, pdu(command_id::outbind, 1, {'s', 0, 'p', 0}));
                on.connects();
                on.sends(side::esme, bind(1));
                on.connects();
                if (!on.open(side::smsc).empty()) on.sends(side::smsc, bind_resp(*on.open(side::smsc).begin()));
                break;
            case 24: on.files((from.octet() & 1U) != 0); break;
            case 26: on.introduces((from.octet() & 1U) != 0); break;
            case 25:
                for (const auto& one : on.queued) {
                    if (one.is_receipt() && !on.was_offered(one.id)) {
                        on.offers(one.id, from.one_of(times));
                        break;
                    }
                }
                break;
            default: on.answers_everything(true);
        }
    }
}

// With peers that say nothing any more, deadline by deadline. The store is silent at first, but not for ever: while it holds a
// reply and a leg is not read for it, no silence of that leg ends the link.
void end(stage& on) {
    const auto wait = [&on] {
        for (int wakes = 0; wakes < 10'000 && !on.end; ++wakes) on.wakes();
    };
    wait();
    on.answers_everything(true);
    wait();
    on.check_settled();
}

// As it stands, a stream of PDUs on a bound link, to either side: so that the golden PDUs count whole.
void play_stream(protocol::octets stream) {
    for (const auto who : sides) {
        stage on{scene{}, fault};
        on.sends(side::esme, bind(1));
        on.connects();
        on.sends(side::smsc, bind_resp(1));
        on.split_at = stream.size() / 2;
        on.sends(who, {stream.begin(), stream.end()});
        end(on);
    }
}

}  // namespace

// An input that begins like a PDU is a stream of them, any other one a script.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size >= 16 && data[0] == 0 && data[1] == 0) {
        play_stream({data, size});
        return 0;
    }
    script from{{data, size}};
    stage on{scene_of(from), fault};
    play(from, on);
    end(on);
    return 0;
}
