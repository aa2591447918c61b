#include "tests/bench/filled_store.hpp"

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <semaphore>
#include <string>

#include "tests/bench/traffic.hpp"

namespace tests::bench {
namespace {

constexpr std::ptrdiff_t most_waiting = 50'000;  // half of what the store queues

[[noreturn]] void give_up(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

}  // namespace

filled_store::filled_store(std::size_t entries, const store::list_names& lists) {
    auto name = (std::filesystem::temp_directory_path() / "stopgate-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) give_up("no temporary directory");
    path_ = name;
    store::store_options options;
    options.path = name;
    std::string error;
    store_ = store::suppression_store::open(options, error);
    if (!store_) give_up(error);
    store_->configure(lists);
    fill(entries);
    if (!store_->flush()) give_up("the store can't be flushed");
}

filled_store::~filled_store() {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void filled_store::fill(std::size_t entries) {
    std::counting_semaphore<most_waiting> room(most_waiting);
    std::atomic<bool> failed = false;
    for (std::size_t at = 0; at < entries; ++at) {
        room.acquire();
        store::change wanted;
        wanted.what = store::action::opt_out;
        wanted.recipient = listed.number(at);
        wanted.bindings = {{store::scope::global, {}, {}}};
        wanted.from = store::source::import;
        store_->apply(std::move(wanted), [&](const store::change_result& result) {
            if (!result.stored) failed = true;
            room.release();
        });
    }
    for (std::ptrdiff_t at = 0; at < most_waiting; ++at) room.acquire();  // all have been answered
    if (failed) give_up("an entry could not be stored");
}

store::ruling filled_store::read(const store::question& asked) {
    std::promise<store::ruling> ruled;
    store_->judge_on_disk(asked, [&](store::ruling one) { ruled.set_value(one); });
    return ruled.get_future().get();
}

}  // namespace tests::bench
