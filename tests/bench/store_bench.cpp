// What the store costs with a hundred million entries: start, memory, lookups with and without the memory filter, alone and while
// the database is busy. Run by hand, see README.md.
//   store_bench --path DIR [--entries N] [--seconds S] [--keep | --make]
// DIR is made, filled and removed again; with --keep it stays, and a DIR that is there is used as it is; with --make nothing is
// measured.
#include <fcntl.h>
#include <rocksdb/utilities/checkpoint.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "store/configured_lists.hpp"
#include "store/database_rocksdb.hpp"
#include "store/filter_keeper.hpp"
#include "store/pending.hpp"
#include "store/suppression_store.hpp"
#include "store/verdicts.hpp"
#include "tests/bench/big_store.hpp"
#include "tests/bench/load/numbers.hpp"
#include "tests/bench/lookup_times.hpp"

namespace {

using namespace tests::bench;
using clock_type = std::chrono::steady_clock;

struct settings {
    std::string path;
    std::uint64_t entries = 100'000'000;
    double seconds = 3;  // of each measurement
    bool keep = false;
    bool make_only = false;
};

[[noreturn]] void give_up(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

// Of this process: on a busy machine it says more than the time that passed.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double since(clock_type::time_point begin) { return std::chrono::duration<double>(clock_type::now() - begin).count(); }

long resident_mib() {
    std::ifstream in("/proc/self/status");
    for (std::string word; in >> word;)
        if (word == "VmRSS:") return in >> word ? std::atol(word.c_str()) / 1'024 : 0;
    return 0;
}

// Out of the kernel's cache, so that a start reads them from the disk.
void make_cold(const std::string& path) {
    ::sync();
    for (const auto& each : std::filesystem::directory_iterator(path)) {
        const int file = ::open(each.path().c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) continue;
        ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        ::close(file);
    }
}

// An open store, and news of its filter.
class opened {
public:
    opened(const std::string& path, bool filter) {
        store::store_options options;
        options.path = path;
        options.use_memory_filter = filter;
        options.filter_told = [this](const store::filter_news& news) {
            {
                const std::scoped_lock lock(mutex_);
                last_ = news;
            }
            changed_.notify_all();
        };
        std::string error;
        const auto began = clock_type::now();
        const auto cpu = cpu_seconds();
        store_ = store::suppression_store::open(options, error);
        start_seconds_ = since(began);
        start_cpu_ = cpu_seconds() - cpu;
        if (!store_) give_up(error);
        store_->configure({"default"});
    }
    ~opened() { store_.reset(); }
    opened(const opened&) = delete;
    opened& operator=(const opened&) = delete;

    store::suppression_store& operator*() const noexcept { return *store_; }
    store::suppression_store* operator->() const noexcept { return store_.get(); }
    [[nodiscard]] double start_seconds() const noexcept { return start_seconds_; }
    [[nodiscard]] double start_cpu() const noexcept { return start_cpu_; }
    store::filter_news wait_until_ready() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return last_ && last_->now.state == store::filter_state::ready; });
        return *last_;
    }
    [[nodiscard]] judging judge() const {
        return
            [this](std::span<const store::question> asked, std::span<store::ruling> rulings) { store_->judge(asked, rulings); };
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<store::filter_news> last_;
    double start_seconds_ = 0, start_cpu_ = 0;
    std::unique_ptr<store::suppression_store> store_;
};

void print(const std::string& what, std::size_t batch, const figures& seen) {
    std::printf("%-46s%6zu%10.0f%10.0f%12.0f%12zu", what.c_str(), batch, seen.median_ns, seen.p99_ns, seen.worst_us,
                seen.lookups);
    if (seen.undecided != 0) std::printf("  %zu wait for the disk", seen.undecided);
    if (seen.wrong != 0) std::printf("  %zu WRONG", seen.wrong);
    std::printf("\n");
    std::fflush(stdout);
}

class bench {
public:
    explicit bench(settings given) : its_(std::move(given)) {}

    void run() {
        make();
        if (its_.make_only) return;
        starts();
        std::printf("\n%-46s%6s%10s%10s%12s%12s\n", "lookups", "batch", "median ns", "p99 ns", "worst us", "lookups");
        lookup_times nobody([](std::span<const store::question>, std::span<store::ruling>) {});
        print("the clock alone", 1, nobody.measure(1, store::ruling::pass, unlisted(), for_seconds(1)));
        without_filter();
        with_filter();
        while_rewritten();
        if (!its_.keep) std::filesystem::remove_all(its_.path);
    }

private:
    void make() const {
        if (std::filesystem::exists(its_.path)) return;
        const auto began = clock_type::now();
        if (!make_big_store(its_.path, its_.entries)) std::exit(1);
        std::printf("%llu entries made in %.0f s\n", static_cast<unsigned long long>(its_.entries), since(began));
    }

    void starts() const {
        for (const bool cold : {true, false}) {
            if (cold) make_cold(its_.path);
            const opened store(its_.path, false);
            const auto began = clock_type::now();
            const auto listed = listed_number(its_.entries / 3);
            std::promise<store::ruling> ruled;
            store->judge_on_disk({listed, "15550100", "default"}, [&](store::ruling one) { ruled.set_value(one); });
            const bool right = ruled.get_future().get() == store::ruling::suppressed;
            std::printf("start, %s: ready after %.2f s (%.2f s of CPU), an entry read %.4f s later%s; %ld MiB resident\n",
                        cold ? "files on the disk" : "files in the kernel's cache", store.start_seconds(), store.start_cpu(),
                        since(began), right ? "" : " and WRONG", resident_mib());
        }
    }

    [[nodiscard]] std::function<std::string(std::uint64_t)> unlisted() const {
        return [most = its_.entries](std::uint64_t random) { return unlisted_number(random % most); };
    }
    [[nodiscard]] std::function<std::string(std::uint64_t)> listed(std::uint64_t most) const {
        const auto step = its_.entries / most;
        return [most, step](std::uint64_t random) { return listed_number(random % most * step); };
    }

    void misses(lookup_times& times, const std::string& what) const {
        for (const std::size_t batch : {1U, 16U, 256U})
            print(what, batch, times.measure(batch, store::ruling::pass, unlisted(), for_seconds(its_.seconds)));
    }

    void without_filter() const {
        const opened store(its_.path, false);
        lookup_times times(store.judge());
        misses(times, "not listed, no filter");
    }

    void with_filter() {
        opened store(its_.path, true);
        lookup_times times(store.judge());
        print("not listed, filter is being filled", 16,
              times.measure(16, store::ruling::pass, unlisted(), for_seconds(its_.seconds)));
        const auto news = store.wait_until_ready();
        misses(times, "not listed, filter");
        hits(store, times);
        std::printf("filter: %zu keys, %zu MiB, filled in %.0f s; %ld MiB resident\n", news.now.keys, news.now.octets >> 20U,
                    news.seconds, resident_mib());
        while_written(times, "not listed, 500 STOPs a second",
                      [&](const auto& over) { return opt_out(*store, next_, 500, over); });
        while_written(times, "not listed, STOPs as fast as it goes",
                      [&](const auto& over) { return opt_out(*store, next_, 0, over); });
        while_written(times, "not listed, an import", [&](const auto& over) { return import(*store, next_, over); });
        std::printf("after that: %ld MiB resident, mismatches: %llu\n", resident_mib(),
                    static_cast<unsigned long long>(store->tally().filter_mismatches.load()));
        show(flush_all(*store, its_.entries));
    }
    static void show(const flush_figures& seen) {
        std::printf("%llu entries counted one by one in %.1f s\n", static_cast<unsigned long long>(seen.one_by_one),
                    seen.one_by_one_seconds);
        std::printf(
            "flush of all %llu: counted in %.3f s, a text passes %.4f s after the flush was asked for; undone in %.4f s\n",
            static_cast<unsigned long long>(seen.flushed), seen.counted_seconds, seen.passes_seconds, seen.undone_seconds);
        if (!seen.error.empty()) give_up("no flush: " + seen.error);
    }

    void hits(opened& store, lookup_times& times) const {
        constexpr std::uint64_t fit_the_cache = 5'000;
        lookup_times from_disk([&](std::span<const store::question> asked, std::span<store::ruling> rulings) {
            std::promise<store::ruling> ruled;
            store->judge_on_disk(asked.front(), [&](store::ruling one) { ruled.set_value(one); });
            rulings.front() = ruled.get_future().get();
        });
        print("listed, judge_on_disk", 1,
              from_disk.measure(1, store::ruling::suppressed, listed(its_.entries), for_seconds(its_.seconds)));
        for (std::uint64_t at = 0; at < fit_the_cache; ++at)
            from_disk.measure(
                1, store::ruling::suppressed, [&, at](std::uint64_t) { return listed(fit_the_cache)(at); },
                [once = true]() mutable { return std::exchange(once, false); });
        for (const std::size_t batch : {1U, 16U, 256U})
            print("listed, cached", batch,
                  times.measure(batch, store::ruling::suppressed, listed(fit_the_cache), for_seconds(its_.seconds)));
    }

    // `write`: until it is over; gives how many.
    template <class Write>
    void while_written(lookup_times& times, const std::string& what, Write&& write) {
        std::atomic<bool> over = false;
        std::size_t written = 0;
        double took = 0;
        std::thread other([&] {
            const auto began = clock_type::now();
            written = write(over);
            took = since(began);
        });
        const auto seen = times.measure(16, store::ruling::pass, unlisted(), for_seconds(its_.seconds * 5));
        over = true;
        other.join();
        print(what + " (" + std::to_string(static_cast<std::size_t>(static_cast<double>(written) / took)) + "/s)", 16, seen);
    }
    // Below the store, which has no way to ask for these: its own parts are put together here.
    void while_rewritten() const {
        store::store_options options;
        options.path = its_.path;
        std::string error;
        const auto in = store::database::open(options, error);
        if (!in) give_up(error);
        store::store_tally tally;
        const store::pending_opt_outs pending(1);
        const store::configured_lists lists;
        std::promise<void> filled;
        store::filter_keeper keeper(*in, its_.entries, true, tally, [&](const store::filter_news&) { filled.set_value(); });
        const store::verdicts by(*in, pending, lists, keeper, tally);
        filled.get_future().wait();
        lookup_times times(
            [&](std::span<const store::question> asked, std::span<store::ruling> rulings) { by.judge(asked, rulings); });

        print("not listed, filter, nothing else", 16,
              times.measure(16, store::ruling::pass, unlisted(), for_seconds(its_.seconds * 5)));
        during(
            times, "not listed, everything is being compacted",
            [&] {
                rocksdb::CompactRangeOptions all;
                all.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
                static_cast<void>(in->db().CompactRange(all, in->suppressions(), nullptr, nullptr));  // cut short below
            },
            [&] { in->db().DisableManualCompaction(); });
        in->db().EnableManualCompaction();
        const auto copy = its_.path + ".checkpoint";
        during(
            times, "not listed, checkpoints one after another",
            [&] {
                rocksdb::Checkpoint* made = nullptr;
                if (!rocksdb::Checkpoint::Create(&in->db(), &made).ok()) return;
                const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
                for (int count = 0; count < 10 && checkpoint->CreateCheckpoint(copy).ok(); ++count)
                    std::filesystem::remove_all(copy);
            },
            [] {});
        std::filesystem::remove_all(copy);
    }
    template <class Work, class Stop>
    void during(lookup_times& times, const std::string& what, Work&& work, Stop&& stop) const {
        std::atomic<bool> over = false;
        std::thread other([&] {
            work();
            over = true;
        });
        const auto in_time = for_seconds(its_.seconds * 5);
        const auto seen = times.measure(16, store::ruling::pass, unlisted(), [&] { return !over && in_time(); });
        stop();
        other.join();
        print(what, 16, seen);
    }

    settings its_;
    fresh_numbers next_{its_.entries};
};

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    settings its;
    for (int at = 1; at < argc; ++at) {
        const std::string_view option = argv[at];
        const auto* value = at + 1 < argc ? argv[at + 1] : "";
        if (option == "--keep" || option == "--make") {
            (option == "--keep" ? its.keep : its.make_only) = true;
            continue;
        }
        if (option == "--path") its.path = value;
        if (option == "--entries") its.entries = std::strtoull(value, nullptr, 10);
        if (option == "--seconds") its.seconds = std::strtod(value, nullptr);
        ++at;
    }
    if (its.path.empty() || its.entries == 0 || its.entries > most_entries)
        give_up("store_bench --path DIR [--entries N] [--seconds S] [--keep | --make]");
    bench(its).run();
}
