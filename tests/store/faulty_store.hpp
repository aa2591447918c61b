#pragma once
// A test's store on a disk with faults, and the news of its trouble.
#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "tests/store/fault_env.hpp"
#include "tests/store/temp_store.hpp"

namespace store_test {

class FaultyStoreTest : public StoreTest {
protected:
    FaultyStoreTest() {
        options_.env = env_.get();
        options_.troubled = [this](const std::string& why) {
            {
                const std::scoped_lock lock(mutex_);
                trouble_ = why;
            }
            changed_.notify_all();
        };
    }
    ~FaultyStoreTest() override {
        disk_.let_syncs_go();
        close();
    }

    // Until the store has said so. The writer finds out by itself, without traffic.
    void wait_until_well() {
        std::unique_lock lock(mutex_);
        const bool well = changed_.wait_for(lock, std::chrono::seconds(30), [this] { return trouble_.empty(); });
        ASSERT_TRUE(well) << trouble_;
    }

    // Until the store's trouble is one that `why` is part of.
    void wait_for_trouble(std::string_view why) {
        std::unique_lock lock(mutex_);
        const auto has = [&] { return trouble_.find(why) != std::string::npos; };
        ASSERT_TRUE(changed_.wait_for(lock, std::chrono::seconds(30), has)) << trouble_;
    }

    // In this order: opening needs fsyncs too.
    void hold_syncs() {
        in();
        disk_.hold_syncs();
    }

    // Holds the writer inside an fsync; what is applied meanwhile becomes one group.
    std::future<change_result> hold_writer() {
        hold_syncs();
        auto first = start(in(), help("hold"));
        disk_.wait_for_held_sync();
        return first;
    }

    // The thread that flushes does nothing until the promise is kept.
    std::promise<void> hold_flushes() {
        struct hold {
            std::promise<void> begun;
            std::shared_future<void> until;
        };
        in();
        std::promise<void> release;
        auto* held = new hold{{}, release.get_future().share()};
        auto begun = held->begun.get_future();
        const auto wait = [](void* argument) {
            const std::unique_ptr<hold> mine(static_cast<hold*>(argument));
            mine->begun.set_value();
            mine->until.wait();
        };
        env_->Schedule(wait, held, rocksdb::Env::HIGH);
        begun.wait();
        return release;
    }
    void wait_for_scheduled_flush() const {
        while (env_->GetThreadPoolQueueLen(rocksdb::Env::HIGH) == 0) std::this_thread::yield();
    }

    // What a power cut would leave, opened on an ordinary disk.
    std::unique_ptr<suppression_store> open_after_power_cut(const std::string& name = "copy") {
        disk_.copy_as_after_power_cut(options_.path, directory_.path(name));
        store_options plain;
        plain.path = directory_.path(name);
        return open_or_fail(plain);
    }

    disk disk_;
    std::unique_ptr<rocksdb::Env> env_ = make_env(disk_);

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string trouble_;
};

}  // namespace store_test
