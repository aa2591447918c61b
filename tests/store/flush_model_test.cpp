// Flush and undo against a model that really removes and gives back: STOP, START, flushes, undos, erasures, purges and restarts
// in random order, and after each of them everything that anybody could ask.
#include <map>
#include <random>
#include <set>

#include "tests/store/flush_calls.hpp"
#include "tests/support/sanitized.hpp"

namespace store_test {
namespace {

using key = std::pair<std::string, binding>;
using table = std::map<key, suppression>;

struct model {
    struct one_flush {
        table has;
        std::int64_t at_ms = 0;
        bool undone = false;
    };
    table now;
    std::map<std::uint64_t, one_flush> flushes;

    // Whatever a flush had taken of this is no longer its own.
    void touch(const key& of) {
        for (auto& [id, flush] : flushes) flush.has.erase(of);
    }
    [[nodiscard]] table matching(const filter& wanted) const {
        table out;
        for (const auto& [at, entry] : now)
            if (matches(wanted, view_of(entry))) out.emplace(at, entry);
        return out;
    }
    void flush(std::uint64_t id, table taken, std::int64_t at_ms) {
        for (const auto& [at, entry] : taken) now.erase(at);
        flushes[id] = {std::move(taken), at_ms, false};
    }
};

class FlushModel : public StoreTest {
protected:
    static constexpr std::int64_t window_ms = 15'000;

    FlushModel() {
        options_.sync = false;  // thousands of changes, and no power cut
        options_.undo_ms = window_ms;
    }

    int any(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
    std::string any_recipient() {
        return std::array{"441", "442", "4455", "4466", "33", "331"}[static_cast<std::size_t>(any(6))];
    }
    static std::vector<binding> all_bindings() {
        return {to_sender("200"), to_sender("201"), to_sender("200", "news"), to_list(), to_list("news"), to_all()};
    }
    binding any_binding() { return all_bindings()[static_cast<std::size_t>(any(6))]; }
    source any_source() { return std::array{source::keyword, source::staff, source::import}[static_cast<std::size_t>(any(3))]; }

    filter any_filter() {
        filter out;
        switch (any(10)) {
            case 0: break;
            case 1: out.list = any(2) == 0 ? "default" : "news"; break;
            case 2: out.from = any_source(); break;
            case 3: out.recipient = any_recipient(); break;
            case 4: out.prefix = any(2) == 0 ? "44" : "33"; break;
            case 5: out.sender = "200"; break;
            case 6: out.before_ms = now_ms_ - any(20'000); break;
            case 7: out.since_ms = now_ms_ - any(20'000); break;
            case 8: out.reach = static_cast<scope>(1 + any(3)); break;
            case 9:
                out.import_id = imports_.empty() ? 1 : imports_[static_cast<std::size_t>(any(static_cast<int>(imports_.size())))];
                break;
        }
        if (any(3) == 0) out.list = "default";
        if (any(4) == 0) out.from = any_source();
        return out;
    }

    void stop() {
        auto wanted = opt_out(any_recipient(), {any_binding()});
        if (any(3) == 0) wanted.bindings.push_back(any_binding());
        wanted.from = any_source();
        const auto result = apply(in(), wanted);
        ASSERT_TRUE(result.stored);
        bool changed = false;
        for (const auto& bound : wanted.bindings) {
            const key at{wanted.recipient, bound};
            if (model_.now.contains(at)) continue;
            changed = true;
            model_.touch(at);
            model_.now[at] = {wanted.recipient, bound, wanted.from, now_ms_, wanted.reason, result.event};
        }
        if (wanted.from == source::import && changed) imports_.push_back(result.event.number);
        EXPECT_EQ(result.changed, changed);
    }

    void start_again(table* watched = nullptr) {
        const auto wanted = opt_in(any_recipient(), {any_binding(), any_binding()});
        const auto result = apply(in(), wanted);
        ASSERT_TRUE(result.stored);
        bool changed = false;
        for (const auto& bound : wanted.bindings) {
            const key at{wanted.recipient, bound};
            model_.touch(at);
            if (watched != nullptr && model_.now.contains(at)) watched->erase(at);
            changed = model_.now.erase(at) > 0 || changed;
        }
        EXPECT_EQ(result.changed, changed);
    }

    void flush_some() {
        const auto wanted = any_filter();
        auto expected = model_.matching(wanted);
        const auto count = expected.size();
        std::uint64_t counted = 0;
        if (any(2) == 0) {
            const auto seen = preview(in(), wanted);
            ASSERT_EQ(seen.error, "");
            ASSERT_EQ(seen.matched, count) << text_of(wanted);
            EXPECT_EQ(seen.sample.size(), std::min<std::size_t>(count, 10));
            counted = seen.id;
            for (int left = any(4); left > 0; --left) any(2) == 0 ? stop() : start_again(&expected);
        }
        const auto result = store_test::flush(in(), wanted, count, any(2) == 0 ? counted : 0);
        ASSERT_EQ(result.how, outcome::done) << result.error << ' ' << text_of(wanted);
        EXPECT_EQ(result.entries, expected.size());
        model_.flush(result.id, std::move(expected), now_ms_);
    }

    void flush_file() {
        std::vector<flush_row> rows;
        table expected;
        for (int left = 1 + any(4); left > 0; --left) {
            flush_row row{any_recipient(), any(3) == 0 ? "200" : "", any(3) == 0 ? "news" : ""};
            for (const auto& [at, entry] : model_.now)
                if (entry.recipient == row.recipient && names(row, view_of(entry).bound)) expected.emplace(at, entry);
            rows.push_back(std::move(row));
        }
        const auto seen = preview(in(), rows);
        ASSERT_EQ(seen.matched, expected.size()) << seen.error;
        if (any(3) == 0) {  // not what somebody has seen: then nothing happens, though the entries name it now
            const auto result = store_test::flush(in(), rows, expected.size() + 1);
            ASSERT_EQ(result.how, outcome::mismatch);
            EXPECT_EQ(result.entries, expected.size());
            return;
        }
        const auto result = store_test::flush(in(), rows, expected.size());
        ASSERT_EQ(result.how, outcome::done) << result.error;
        EXPECT_EQ(result.entries, expected.size());
        model_.flush(result.id, std::move(expected), now_ms_);
    }

    void undo_some() {
        if (model_.flushes.empty()) return;
        auto at = model_.flushes.begin();
        std::advance(at, any(static_cast<int>(model_.flushes.size())));
        auto& [id, flush] = *at;
        const auto result = undo(in(), id);
        if (flush.undone || now_ms_ - flush.at_ms > window_ms) {
            EXPECT_TRUE(result.how == outcome::refused || result.how == outcome::not_found);
            return;
        }
        ASSERT_EQ(result.how, outcome::done) << result.error;
        EXPECT_EQ(result.entries, flush.has.size());
        model_.now.merge(flush.has);
        EXPECT_TRUE(flush.has.empty()) << "the model gives nothing back twice";
        flush.undone = true;
    }

    // Nobody can ask for the person's entries by prefix any more, nor see them in the list.
    void erase_some() {
        const auto who = any_recipient();
        const auto done = answer_of<suppression_store::erasure>(
            [&](auto told) { in().erase({.recipient = who, .actor = "boss", .origin = "unix", .reason = "asked"}, told); });
        ASSERT_TRUE(done.stored) << done.error;
        for (auto& [at, entry] : model_.now) entry.erased = entry.erased || at.first == who;
        for (auto& [id, flush] : model_.flushes)
            for (auto& [at, entry] : flush.has) entry.erased = entry.erased || at.first == who;
    }

    // Nothing that anybody could see, but that there are fewer flushes to undo.
    void purge() {
        std::uint64_t final = 0;
        for (const auto& [id, flush] : model_.flushes)
            if (!flush.undone && now_ms_ - flush.at_ms > window_ms) final += flush.has.size();
        const auto gone = in().purge_flushes();
        EXPECT_LE(gone, final);
        purged_ += gone;
    }

    void expect_same() {
        std::map<std::string, std::uint64_t> counts;
        for (const auto& [at, entry] : model_.now) ++counts[at.second.list];
        auto counted = in().counts();
        std::erase_if(counted, [](const auto& each) { return each.second == 0; });
        EXPECT_EQ(counted, counts);
        std::vector<key> listed, expected;
        for (const auto& each : in().list({}, {}, 1'000).entries) listed.emplace_back(each.recipient, each.bound);
        for (const auto& [at, entry] : model_.now)
            if (!entry.erased) expected.push_back(at);
        EXPECT_EQ(listed, expected);
        for (const auto* const who : {"441", "442", "4455", "4466", "33", "331"}) {
            for (const auto& each : in().find(who)) {
                const auto at = model_.now.find({who, each.bound});
                ASSERT_NE(at, model_.now.end()) << who;
                EXPECT_EQ(each.cause, at->second.cause);
                EXPECT_EQ(each.since_ms, at->second.since_ms);
            }
        }
        // Each costs a turn of another thread. Two of the six a step: who is wrong stays so for a while.
        for (int left = 2; left > 0; --left) {
            const auto who = any_recipient();
            for (const auto* const sender : {"200", "201", "202"})
                for (const auto* const list : {"default", "news"}) expect_ruling(who, sender, list);
        }
    }

    void expect_ruling(std::string_view who, std::string_view sender, std::string_view list) {
        const bool out = std::ranges::any_of(
            model_.now, [&](const auto& each) { return each.first.first == who && applies(each.first.second, sender, list); });
        const auto expected = out ? ruling::suppressed : ruling::pass;
        EXPECT_EQ(judge_on_disk(in(), who, sender, list), expected) << who << ' ' << sender << ' ' << list;
        const auto inline_ruling = judge(in(), who, sender, list);
        EXPECT_TRUE(inline_ruling == ruling::undecided || inline_ruling == expected) << who << ' ' << sender << ' ' << list;
    }

    void do_something() {
        now_ms_ += any(1'000);
        const auto what = any(100);
        if (what < 40)
            stop();
        else if (what < 60)
            start_again();
        else if (what < 74)
            flush_some();
        else if (what < 82)
            flush_file();
        else if (what < 94)
            undo_some();
        else if (what < 95)
            open();
        else if (what < 96)
            erase_some();
        else if (what < 99)
            purge();
        else
            EXPECT_TRUE(in().flush());
    }

    std::mt19937 random_;
    model model_;
    std::vector<std::uint64_t> imports_;
    std::uint64_t purged_ = 0;
};

TEST_F(FlushModel, TheStoreAnswersAsTheModelDoes) {
    constexpr unsigned seeds = tests::sanitized ? 4 : 12;  // AddressSanitizer takes 25 times as long
    constexpr int steps = 150;
    for (unsigned seed = 1; seed <= seeds && !HasFailure(); ++seed) {
        random_.seed(seed);
        close();
        std::filesystem::remove_all(options_.path);
        model_ = {};
        imports_.clear();
        for (int step = 0; step < steps && !HasFailure(); ++step) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", step " + std::to_string(step));
            do_something();
            expect_same();
        }
    }
    EXPECT_GT(purged_, 2 * seeds - 4) << "too little to say anything";
}

}  // namespace
}  // namespace store_test
