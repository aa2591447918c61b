#include "tests/relay/conversation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace tests::relay {

using proxy::relay::index;
using std::chrono::milliseconds;

// How far the expectations have looked.
struct reader {
    std::array<std::size_t, 2> read{};
    std::size_t steps = 0;

    bytes next(const stage& on, side which) {
        const auto& all = on.seen[index(which)];
        bytes fresh{all.begin() + static_cast<std::ptrdiff_t>(read[index(which)]), all.end()};
        read[index(which)] = all.size();
        return fresh;
    }
};

namespace {

std::string_view side_name(side which) { return which == side::esme ? "sender" : "SMSC"; }

void fault(const std::string& what) { ADD_FAILURE() << "broken promise: " << what; }

std::string place(const std::source_location& at) { return std::string{at.file_name()} + ":" + std::to_string(at.line()); }

}  // namespace

conversation& conversation::with(const std::function<void(proxy::relay::settings&)>& change) {
    change(scene_.its);
    return *this;
}

conversation& conversation::with_list(proxy::consent::list one) {
    scene_.lists.push_back(std::move(one));
    return *this;
}

conversation& conversation::starting_at(std::uint32_t first_sequence) {
    scene_.first_sequence = first_sequence;
    return *this;
}

conversation& conversation::smsc_connects() {
    scene_.accepted = side::smsc;
    return *this;
}

conversation& conversation::by_hand() {
    scene_.by_hand = true;
    return *this;
}

conversation& conversation::never_split() {
    splits_ = false;
    return *this;
}

conversation& conversation::act(std::function<void(stage&)> what, here at) {
    beats_.push_back({std::move(what), {}, at});
    return *this;
}

conversation& conversation::expect(std::function<void(stage&, reader&)> what, here at) {
    beats_.push_back({{}, std::move(what), at});
    return *this;
}

conversation& conversation::esme_sends(bytes octets, here at) {
    longest_ = std::max(longest_, octets.size());
    return act([octets = std::move(octets)](stage& on) { on.sends(side::esme, octets); }, at);
}

conversation& conversation::smsc_sends(bytes octets, here at) {
    longest_ = std::max(longest_, octets.size());
    return act([octets = std::move(octets)](stage& on) { on.sends(side::smsc, octets); }, at);
}

conversation& conversation::connects(here at) {
    return act([](stage& on) { on.connects(); }, at);
}
conversation& conversation::connect_fails(here at) {
    return act([](stage& on) { on.connect_fails(); }, at);
}

conversation& conversation::bound(bind_words words, here at) {
    const auto first = scene_.first_sequence;
    return esme_sends(bind(77, words), at)
        .connects(at)
        .smsc_sees(bind(first, words), at)
        .smsc_sends(bind_resp(first, words.command), at)
        .esme_sees(bind_resp(77, words.command), at)
        .is(proxy::relay::phase::bound, at);
}

conversation& conversation::suppressing(std::string_view recipient, std::string_view sender, here at) {
    return act([to = std::string{recipient}, from = std::string{sender}](
                   stage& on) { on.table.entries.push_back({to, {store::scope::sender, "default", from}}); },
               at);
}

conversation& conversation::on_disk(std::string_view recipient, bool is, here at) {
    return act(
        [who = std::string{recipient}, is](stage& on) {
            if (is) {
                on.table.on_disk.insert(who);
            } else {
                on.table.on_disk.erase(who);
            }
        },
        at);
}

conversation& conversation::store_unreadable(bool is, here at) {
    return act([is](stage& on) { on.table.unreadable = is; }, at);
}
conversation& conversation::stored(here at) {
    return act([](stage& on) { on.stores(true); }, at);
}
conversation& conversation::store_fails(here at) {
    return act([](stage& on) { on.stores(false); }, at);
}
conversation& conversation::disk_says(store::ruling ruling, here at) {
    return act([ruling](stage& on) { on.disk_says(ruling); }, at);
}
conversation& conversation::offers(std::uint64_t outbox_id, here at) {
    return act([outbox_id](stage& on) { on.offers(outbox_id); }, at);
}
conversation& conversation::claim_written(here at) {
    return act([](stage& on) { on.claims(true); }, at);
}
conversation& conversation::claim_fails(here at) {
    return act([](stage& on) { on.claims(false); }, at);
}
conversation& conversation::receipt_written(here at) {
    return act([](stage& on) { on.files(true); }, at);
}
conversation& conversation::receipt_fails(here at) {
    return act([](stage& on) { on.files(false); }, at);
}
conversation& conversation::later(milliseconds passed, here at) {
    return act([passed](stage& on) { on.later(passed); }, at);
}
conversation& conversation::esme_ends(here at) {
    return act([](stage& on) { on.ends(side::esme); }, at);
}
conversation& conversation::smsc_ends(here at) {
    return act([](stage& on) { on.ends(side::smsc); }, at);
}
conversation& conversation::drains(here at) {
    return act([](stage& on) { on.drains(); }, at);
}
conversation& conversation::adopts(const std::function<void(proxy::relay::settings&)>& change, here at) {
    return act([change](stage& on) { on.adopts(change); }, at);
}
conversation& conversation::reads(side which, bool on, here at) {
    return act([which, on](stage& where) { where.reads(which, on); }, at);
}
conversation& conversation::does(const std::function<void(stage&)>& what, here at) { return act(what, at); }

conversation& conversation::sees(side which, const bytes& octets, here at) {
    return expect(
        [which, octets](stage& on, reader& eyes) {
            const auto seen = eyes.next(on, which);
            EXPECT_TRUE(seen == octets) << "the " << side_name(which) << " sees\n"
                                        << described(seen) << "and not\n"
                                        << described(octets);
        },
        at);
}

conversation& conversation::esme_sees(const bytes& octets, here at) { return sees(side::esme, octets, at); }
conversation& conversation::smsc_sees(const bytes& octets, here at) { return sees(side::smsc, octets, at); }

conversation& conversation::is(proxy::relay::phase where, here at) {
    return expect([where](stage& on, reader&) { EXPECT_EQ(name(on.link().where()), name(where)); }, at);
}

conversation& conversation::stalls(side which, proxy::relay::stall why, here at) {
    return expect([which, why](stage& on, reader&) { EXPECT_EQ(name(on.link().stalled(which)), name(why)); }, at);
}

conversation& conversation::closes(side which, bool is, here at) {
    return expect([which, is](stage& on, reader&) { EXPECT_EQ(on.closed[index(which)], is) << side_name(which); }, at);
}

conversation& conversation::over(proxy::relay::end_reason why, side where, here at) {
    return expect(
        [why, where](stage& on, reader&) {
            ASSERT_TRUE(on.end) << "it is " << name(on.link().where());
            EXPECT_EQ(name(on.end->why), name(why));
            EXPECT_EQ(side_name(on.end->where), side_name(where));
        },
        at);
}

conversation& conversation::step(std::uint64_t outbox_id, kind what, bool claimed, here at) {
    return expect(
        [=](stage& on, reader& eyes) {
            ASSERT_LT(eyes.steps, on.steps.size()) << "nothing was said of any confirmation";
            const auto& one = on.steps[eyes.steps++];
            EXPECT_EQ(one.outbox_id, outbox_id);
            EXPECT_EQ(static_cast<int>(one.what), static_cast<int>(what));
            EXPECT_EQ(one.claimed, claimed);
        },
        at);
}

conversation& conversation::settles(std::uint64_t outbox_id, store::confirmation_outcome how, here at) {
    return expect(
        [=](stage& on, reader& eyes) {
            ASSERT_LT(eyes.steps, on.steps.size()) << "nothing was said of any confirmation";
            const auto& one = on.steps[eyes.steps++];
            EXPECT_EQ(one.outbox_id, outbox_id);
            EXPECT_EQ(static_cast<int>(one.what), static_cast<int>(kind::settled));
            EXPECT_EQ(store::name(one.how), store::name(how));
        },
        at);
}

conversation& conversation::claims_wait(std::size_t many, here at) {
    return expect([many](stage& on, reader&) { EXPECT_EQ(on.to_claim.size(), many); }, at);
}

conversation& conversation::checks(const std::function<void(stage&)>& what, here at) {
    return expect([what](stage& on, reader&) { what(on); }, at);
}

void conversation::play(const scene& in, std::size_t split_at) {
    stage on{in, fault};
    reader eyes;
    on.split_at = split_at;
    for (const auto& one : beats_) {
        const testing::ScopedTrace trace{one.at.file_name(), static_cast<int>(one.at.line()), "in this beat"};
        if (one.act) {
            one.act(on);
        } else {
            one.expect(on, eyes);
        }
        if (testing::Test::HasFailure()) return;
    }
}

// Deadline by deadline, with peers that say nothing any more, until the link is over.
void conversation::play_cut(std::size_t beats, const ending& how) {
    stage on{scene_, fault};
    for (std::size_t at = 0; at < beats; ++at) {
        if (beats_[at].act) beats_[at].act(on);
    }
    how.begin(on);
    if (how.store_answers) on.answers_everything(true);
    constexpr int enough = 1000;
    for (int wakes = 0; wakes < enough && !on.end; ++wakes) {
        on.wakes();
        if (how.store_answers) on.answers_everything(true);
    }
    on.answers_everything(true);  // what comes when it is over finds nobody
    on.check_settled();
}

void conversation::plays() {
    play(scene_, 0);
    if (testing::Test::HasFailure()) return;
    {
        SCOPED_TRACE("with a code of the carrier to look for, which never comes");
        auto none_plain = scene_;
        none_plain.its.opted_out_codes.insert(0xFFFFFFFF);
        play(none_plain, 0);
        if (testing::Test::HasFailure()) return;
    }
    if (splits_) {
        for (std::size_t at = 1; at < longest_; ++at) {
            SCOPED_TRACE("inputs split after octet " + std::to_string(at));
            play(scene_, at);
            if (testing::Test::HasFailure()) return;
        }
        SCOPED_TRACE("inputs in single octets");
        play(scene_, stage::each_octet);
    }
    const std::vector<ending> endings{
        {"nothing but time", [](stage&) {}},
        {"the sender ends", [](stage& on) { on.ends(side::esme); }},
        {"the SMSC ends", [](stage& on) { on.ends(side::smsc); }},
        {"both end", [](stage& on) { on.ends(side::smsc), on.ends(side::esme); }},
        {"a drain", [](stage& on) { on.drains(); }},
        {"a drain, then the sender ends", [](stage& on) { on.drains(), on.ends(side::esme); }},
        {"a drain with a mute store", [](stage& on) { on.drains(); }, false},
        {"time with a mute store", [](stage&) {}, false},
        {"the SMSC ends with a mute store", [](stage& on) { on.ends(side::smsc); }, false},
        {"the sender ends with a mute store", [](stage& on) { on.ends(side::esme); }, false},
        {"a broken length from the sender", [](stage& on) { on.sends(side::esme, bytes(16, 0xFF)); }},
    };
    for (std::size_t beats = 0; beats <= beats_.size(); ++beats) {
        if (beats != 0 && !beats_[beats - 1].act) continue;
        for (const auto& how : endings) {
            SCOPED_TRACE("cut before " + (beats < beats_.size() ? place(beats_[beats].at) : std::string{"the end"}) +
                         " by: " + std::string{how.name});
            play_cut(beats, how);
            if (testing::Test::HasFailure()) return;
        }
    }
}

}  // namespace tests::relay
