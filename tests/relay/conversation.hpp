#pragma once
// A conversation, told in beats: who sends what, what the others see. It is recorded first and then played in many ways:
//   - as it stands, with every expectation checked;
//   - with every input split at every octet, and in single octets, with the same expectations;
//   - with nothing plain about any submit and its answer, so that the walk looks at each, with the same expectations;
//   - cut after every beat, in each of several ways (a side ends, both do, a drain, a mute store, nothing but time), until the
//   link is
//     over: then nothing may be left open. Expectations are not checked there, the stage's own checks are.
//
//   conversation{}.bound().suppressing(person).esme_sends(submit(9)).smsc_sees({}).esme_sees(refused(9)).plays();
#include <chrono>
#include <functional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "tests/relay/pdus.hpp"
#include "tests/relay/stage.hpp"

namespace tests::relay {

struct reader;

class conversation {
public:
    using here = std::source_location;
    using kind = confirmation_step::kind;

    // --- before it begins ---
    conversation& with(const std::function<void(proxy::relay::settings&)>& change);
    conversation& with_list(proxy::consent::list one);
    conversation& starting_at(std::uint32_t first_sequence);
    conversation& smsc_connects();  // and not the sender
    conversation& by_hand();        // the store's answers, the disk's and the claims' are beats
    conversation& never_split();    // what it expects depends on how the octets arrive

    // --- what happens ---
    conversation& esme_sends(bytes octets, here at = here::current());
    conversation& smsc_sends(bytes octets, here at = here::current());
    conversation& connects(here at = here::current());
    conversation& connect_fails(here at = here::current());
    // esme_sends(bind(1)) … esme_sees(bind_resp(1)): the SMSC has seen the number `first_sequence`.
    conversation& bound(bind_words words = {}, here at = here::current());
    conversation& suppressing(std::string_view recipient, std::string_view sender = brand, here at = here::current());
    conversation& on_disk(std::string_view recipient, bool is = true, here at = here::current());
    conversation& store_unreadable(bool is = true, here at = here::current());
    conversation& stored(here at = here::current());
    conversation& store_fails(here at = here::current());
    conversation& disk_says(store::ruling ruling, here at = here::current());
    conversation& offers(std::uint64_t outbox_id, here at = here::current());
    conversation& claim_written(here at = here::current());
    conversation& claim_fails(here at = here::current());
    conversation& receipt_written(here at = here::current());
    conversation& receipt_fails(here at = here::current());
    conversation& later(std::chrono::milliseconds passed, here at = here::current());
    conversation& esme_ends(here at = here::current());
    conversation& smsc_ends(here at = here::current());
    conversation& drains(here at = here::current());
    conversation& adopts(const std::function<void(proxy::relay::settings&)>& change, here at = here::current());
    conversation& reads(side which, bool on, here at = here::current());
    conversation& does(const std::function<void(stage&)>& what, here at = here::current());

    // --- what is expected: all that came out since the last look, octet by octet ---
    conversation& esme_sees(const bytes& octets, here at = here::current());
    conversation& smsc_sees(const bytes& octets, here at = here::current());
    conversation& is(proxy::relay::phase where, here at = here::current());
    conversation& stalls(side which, proxy::relay::stall why, here at = here::current());
    conversation& closes(side which, bool is = true, here at = here::current());
    conversation& over(proxy::relay::end_reason why, side where, here at = here::current());
    // The next step of a confirmation that has not been looked at.
    conversation& step(std::uint64_t outbox_id, kind what, bool claimed, here at = here::current());
    conversation& settles(std::uint64_t outbox_id, store::confirmation_outcome how, here at = here::current());
    conversation& claims_wait(std::size_t many, here at = here::current());
    conversation& checks(const std::function<void(stage&)>& what, here at = here::current());

    // Plays it in all ways.
    void plays();

private:
    struct beat {
        std::function<void(stage&)> act;  // empty: an expectation
        std::function<void(stage&, reader&)> expect;
        here at;
    };
    struct ending {
        std::string_view name;
        std::function<void(stage&)> begin;
        bool store_answers = true;
    };
    conversation& act(std::function<void(stage&)> what, here at);
    conversation& expect(std::function<void(stage&, reader&)> what, here at);
    conversation& sees(side which, const bytes& octets, here at);
    void play(const scene& in, std::size_t split_at);
    void play_cut(std::size_t beats, const ending& how);

    scene scene_;
    std::vector<beat> beats_;
    std::size_t longest_ = 0;  // input
    bool splits_ = true;
};

}  // namespace tests::relay
