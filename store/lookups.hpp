#pragma once
// Questions that need the disk: one thread answers what waits together.
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/suppression_store.hpp"
#include "store/verdicts.hpp"

namespace store {

class database;

class lookups {
public:
    // Held submits of many links (limits::held_submits each); more waiting than this is a disk that has stopped.
    static constexpr std::size_t queue_limit = 65'536;
    // Keys of one MultiGet: enough to share block reads, few enough that the first doesn't wait long for the last.
    static constexpr std::size_t group_limit = 256;

    lookups(const database& in, const verdicts& by, store_tally& tally);
    ~lookups() { stop(); }

    lookups(const lookups&) = delete;
    lookups& operator=(const lookups&) = delete;

    // Any thread. Copies the question. Beyond the limit it is ruled failed on this thread, before the call returns.
    void ask(const question& asked, suppression_store::ruled done);

    // Answers what waits, then ends the thread; what comes later is ruled failed.
    void stop();

private:
    struct waiting {
        std::string recipient, sender, list;
        suppression_store::ruled done;
    };

    void run();
    void answer(std::span<waiting> group);
    void fetch(std::span<const waiting> group);

    const database& in_;
    const verdicts& by_;
    store_tally& tally_;

    std::mutex mutex_;
    std::condition_variable ready_;
    std::vector<waiting> queue_;
    bool stopping_ = false;

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace store
