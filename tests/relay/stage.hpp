#pragma once
// One link with everything around it played by a test: two peers' octets, the store, the shell and the clock. Does what a shell
// must do, and checks after every event what must hold whatever happens (see stage_checks.cpp). No gtest: a fuzzer plays on it,
// too.
#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proxy/relay/link.hpp"
#include "tests/relay/table_store.hpp"
#include "tests/support/exact_buffer.hpp"

namespace tests::relay {

using proxy::relay::confirmation_step;
using proxy::relay::side;
using bytes = std::vector<std::uint8_t>;

// How a stage is set up.
struct scene {
    proxy::relay::settings its;
    std::vector<proxy::consent::list> lists;  // none: the default list
    side accepted = side::esme;               // who connected to us
    std::uint32_t first_sequence = 1;
    bool by_hand = false;  // the store's answers, the disk's and the claims' wait to be played
};

class stage {
public:
    // `on_fault` is told of every promise that does not hold.
    stage(scene what, std::function<void(const std::string&)> on_fault);

    // --- what happens ---
    void sends(side from, const bytes& octets);  // in pieces, as split_at says
    void connects();
    void connect_fails();
    void ends(side which);
    void drains();
    void adopts(const std::function<void(proxy::relay::settings&)>& change);
    void later(std::chrono::milliseconds passed);  // the clock moves; every deadline on the way is kept
    void wakes();                                  // to the next deadline; over when there is none
    void reads(side which, bool on);               // a peer that takes nothing
    // A confirmation, or what was queued under this id.
    void offers(std::uint64_t outbox_id, std::chrono::milliseconds expires_in = std::chrono::minutes{5});
    [[nodiscard]] bool was_offered(std::uint64_t outbox_id) const { return offered_.contains(outbox_id); }
    // Answers of the store, by hand. False when nothing waits.
    bool stores(bool stored);
    bool disk_says(store::ruling ruling);
    bool claims(bool ok);
    bool files(bool durable);
    bool introduces(bool stored);
    void answers_everything(bool well);
    void writing(side to, bool on);

    // Where each piece of an input ends: after that many octets, then the rest. 0: whole; `each_octet`: one at a time.
    static constexpr std::size_t each_octet = SIZE_MAX;
    std::size_t split_at = 0;

    // --- what came out ---
    std::array<bytes, 2> seen;  // to each side, in order
    std::array<bool, 2> closed{};
    std::optional<proxy::relay::ending> end;
    std::optional<proxy::relay::bind_type> bound;
    bool unbound = false;
    std::size_t connections = 0;                                 // that were asked for
    std::vector<store::change> changes;                          // that were asked for, performed or not
    std::vector<confirmation_step> steps;                        // other than claims
    std::deque<proxy::relay::lookup> lookups;                    // that wait
    std::deque<proxy::relay::wanted_change> to_store;            // that wait
    std::deque<std::uint64_t> to_claim;                          // that wait
    std::deque<proxy::relay::wanted_receipt> to_file;            // that wait
    std::deque<proxy::relay::wanted_introduction> to_introduce;  // that wait
    std::vector<store::suspicion> suspicions;                    // for the review queue
    std::vector<store::outbox_entry> queued;                     // by changes and receipts
    std::vector<proxy::relay::malformed_pdu> malformed;          // that were kept for people

    table_store table;
    proxy::relay::receipt_book receipts;
    proxy::relay::tally counts;
    proxy::relay::time_point now;
    std::int64_t unix_ms = 1'700'000'000'123;  // 2023-11-14 22:13:20 UTC, and stands still
    proxy::relay::refused_ids ids;
    [[nodiscard]] proxy::relay::link& link() { return *link_; }
    // Numbers of requests that were written to a side and that it has not answered.
    [[nodiscard]] const std::set<std::uint32_t>& open(side of) const { return open_[proxy::relay::index(of)]; }
    [[nodiscard]] const proxy::relay::settings& its() const { return scene_.its; }
    // Nothing is left open: no gauge, no hold, no offered confirmation without its end. For a link that is over.
    void check_settled();

private:
    template <class Event>
    void tell(Event event) {
        event();
        perform();
        go_on();
        check();
    }
    void give(side from, const bytes& octets);
    bool feed(side from);
    void go_on();
    void perform();
    void flush(side to);
    void store_now(const proxy::relay::wanted_change& wanted);
    void note_step(const confirmation_step& step);

    void check();
    void check_given(side from, const support::exact_buffer& before, const support::exact_buffer& after, std::size_t consumed);
    // `judged_now`: by the list as it is; what waited for a peer was judged before, which counts as sent.
    void check_written(side to, const bytes& octets, bool judged_now);
    void check_submit(const bytes& octets);
    void check_submit_multi(protocol::pdu_view submit);
    void check_text(const protocol::address& from, const protocol::address& to, std::string_view service_type);
    void demand(bool holds, const std::string& what);

    scene scene_;
    std::function<void(const std::string&)> on_fault_;
    proxy::relay::effects out_;
    std::array<proxy::relay::outgoing, 2> waiting_;
    std::array<bytes, 2> rest_;
    std::array<bool, 2> reading_{true, true};
    std::array<std::size_t, 2> owed_{};       // octets that were appended before the end of a leg and are not written yet
    std::array<bool, 2> stuck_{};             // octets wait for a peer that does not read
    std::deque<support::exact_buffer> lent_;  // buffers whose octets may still be borrowed
    std::unique_ptr<proxy::relay::link> link_;

    std::array<std::set<std::uint32_t>, 2> open_;  // numbers of requests written to a side and not answered
    std::array<std::uint64_t, 2> consumed_pdus_{};
    std::map<std::uint64_t, int> offered_;  // how often each offered confirmation came back or was settled
    std::set<std::uint64_t> claimed_;       // the store has it as claimed
    std::uint64_t next_outbox_id_ = 1000;
};

// A confirmation as the store would queue it: its service_type marks it as ours.
inline constexpr std::string_view our_service_type = "OURS";
[[nodiscard]] store::outbox_entry confirmation(std::uint64_t outbox_id);

}  // namespace tests::relay
