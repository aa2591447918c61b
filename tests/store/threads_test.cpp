// Workers that judge while others apply: made for ThreadSanitizer, and a check that nothing passes that was suppressed.
#include <atomic>
#include <thread>

#include "tests/store/temp_store.hpp"

namespace store_test {
namespace {

class Threads : public StoreTest {};

TEST_F(Threads, NothingPassesOnceItsStopWasAppliedAndEveryStartIsSeen) {
    constexpr int appliers = 2, judges = 2, recipients = 200;
    auto& db = in();
    std::atomic<int> applied[appliers] = {};  // recipients below are suppressed
    std::atomic<int> passed_wrongly = 0, judged = 0;
    std::atomic<bool> over = false;
    const auto name = [](int by, int who) { return std::to_string(by) + "-" + std::to_string(who); };

    std::vector<std::thread> threads;
    for (int by = 0; by < appliers; ++by)
        threads.emplace_back([&, by] {
            for (int who = 0; who < recipients; ++who) {
                auto stop = start(db, answered(opt_out(name(by, who), {to_sender("200")})));
                applied[by].store(who + 1);  // from here on it counts, written or not
                if (who % 3 == 0) {
                    const auto result = stop.get();
                    EXPECT_TRUE(result.changed);
                    EXPECT_TRUE(claim(db, result.queued.front().id));
                    EXPECT_TRUE(settle(db, result.queued.front().id, confirmation_outcome::accepted));
                }
            }
        });
    for (int by = 0; by < judges; ++by)
        threads.emplace_back([&] {
            unsigned seed = 1;
            while (!over.load()) {
                const int from = static_cast<int>(seed % appliers), count = applied[from].load();
                if (count == 0) continue;
                seed = seed * 1664525 + 1013904223;
                const auto who = name(from, static_cast<int>(seed >> 8) % count);
                if (judge(db, who, "200") != ruling::suppressed) ++passed_wrongly;
                if (seed % 16 == 0 && judge_on_disk(db, who, "200") != ruling::suppressed) ++passed_wrongly;
                if (judge(db, who, "201") != ruling::pass) ++passed_wrongly;
                if (++judged % 512 == 0) (void)(db.counts().size() + db.trouble().size() + db.list({}, {}, 10).entries.size());
            }
        });
    for (int at = 0; at < appliers; ++at) threads[static_cast<std::size_t>(at)].join();
    over = true;
    for (std::size_t at = appliers; at < threads.size(); ++at) threads[at].join();
    EXPECT_EQ(passed_wrongly, 0);
    EXPECT_EQ(apply(db, opt_in("0-0", {to_sender("200")})).changed, true);
    EXPECT_EQ(db.counts().at("default"), static_cast<std::uint64_t>(appliers * recipients - 1));
}

TEST_F(Threads, RepeatedStopsFromManyThreadsAreOneChange) {
    auto& db = in();
    std::atomic<int> changes = 0, confirmations = 0;
    std::vector<std::thread> threads;
    for (int by = 0; by < 4; ++by)
        threads.emplace_back([&] {
            for (int round = 0; round < 50; ++round) {
                const auto result = apply(db, answered(opt_out("4477", {to_sender("200")})));
                changes += result.changed;
                confirmations += !result.queued.empty();
            }
        });
    for (auto& each : threads) each.join();
    EXPECT_EQ(changes, 1);
    EXPECT_EQ(confirmations, 1);
    EXPECT_EQ(db.events("4477", 1000).size(), 200U);
}

}  // namespace
}  // namespace store_test
