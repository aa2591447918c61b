#include "store/backup.hpp"

#include <chrono>
#include <fstream>
#include <thread>

#include "tests/store/temp_store.hpp"

namespace store_test {
namespace {

namespace fs = std::filesystem;

class Backup : public StoreTest {
protected:
    std::string path(const std::string& name = "backups") const { return directory_.path(name); }

    backup_state back_up() {
        EXPECT_TRUE(in().back_up(path()));
        auto state = in().backup();
        while (state.running) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            state = in().backup();
        }
        return state;
    }
    // The restored store, open.
    suppression_store& restored(const std::string& name = "copy") {
        std::string error;
        close();
        EXPECT_TRUE(restore_backup(path(), 0, path(name), error)) << error;
        options_.path = path(name);
        return open();
    }
    // One octet of it is another.
    static void damage(const fs::path& file, std::uintmax_t at) {
        std::fstream octets(file, std::ios::in | std::ios::out | std::ios::binary);
        octets.seekg(static_cast<std::streamoff>(at));
        const auto was = static_cast<char>(octets.get());
        octets.seekp(static_cast<std::streamoff>(at));
        octets.put(static_cast<char>(was ^ 1));
        ASSERT_TRUE(octets.good());
    }
    std::vector<fs::path> files() const {
        std::vector<fs::path> out;
        for (const auto& each : fs::recursive_directory_iterator(path()))
            if (each.is_regular_file() && each.file_size() > 0) out.push_back(each.path());
        return out;
    }
};

TEST_F(Backup, HasEverythingThatWasAnsweredWhenItBegan) {
    apply(in(), opt_out("1", {to_list()}));
    ASSERT_TRUE(in().flush());
    apply(in(), opt_out("2", {to_list()}));
    const auto made = back_up();
    EXPECT_EQ(made.error, "");
    EXPECT_EQ(made.id, 1U);
    EXPECT_GT(made.octets, 0U);
    apply(in(), opt_out("3", {to_list()}));
    const auto number = in().find("2").at(0).cause;
    auto& copy = restored();
    EXPECT_EQ(judge_on_disk(copy, "1", "200"), ruling::suppressed);
    EXPECT_EQ(judge_on_disk(copy, "2", "200"), ruling::suppressed);
    EXPECT_EQ(judge_on_disk(copy, "3", "200"), ruling::pass);
    EXPECT_EQ(copy.counts().at("default"), 2U);
    EXPECT_EQ(copy.find("2").at(0).cause, number);
}

TEST_F(Backup, ACopyHasItsOwnIdentityAndATrailThatSaysSo) {
    apply(in(), opt_out("1", {to_list()}));
    const auto node = in().node();
    back_up();
    const auto original = apply(in(), opt_out("3", {to_list()})).event;
    auto& copy = restored();
    EXPECT_NE(copy.node(), node);
    const auto event = apply(copy, opt_out("3", {to_list()})).event;
    EXPECT_NE(event, original);
    EXPECT_NE(event.node, original.node);
    const auto all = copy.trail({}, 0, 100).events;
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[2].kind, event_kind::restoration);
    EXPECT_EQ(all[2].reason, "backup 1 of " + path());
    EXPECT_EQ(copy.check_trail({}, {}).wrong, suppression_store::trail_fault::none);
    const auto mine = copy.node();
    EXPECT_EQ(open().node(), mine) << "once";
    EXPECT_EQ(in().trail({}, 0, 100).events.size(), 4U);
}

TEST_F(Backup, WhatWaitedToBeSentMayHaveBeenSentSince) {
    const auto queued = apply(in(), answered(opt_out("1", {to_list()}))).queued;
    ASSERT_EQ(queued.size(), 1U);
    ASSERT_TRUE(file(in()));
    back_up();
    auto& copy = restored();
    const auto waiting = copy.take_waiting();
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_TRUE(waiting[0].is_receipt()) << "a receipt may go out twice";
    EXPECT_EQ(copy.unknown_at_start(), 1U);
    EXPECT_EQ(copy.events("1", 1).at(0).outcome, confirmation_outcome::unknown);
}

TEST_F(Backup, GoesOnBesideLiveChanges) {
    std::atomic<bool> done{false};
    std::atomic<int> answered_ones{0};
    auto& store = in();
    std::thread live([&] {
        for (int who = 1; !done; ++who) {
            apply(store, opt_out(std::to_string(who), {to_list()}));
            answered_ones = who;
        }
    });
    while (answered_ones < 20) std::this_thread::yield();
    const int before = answered_ones;
    const auto made = back_up();
    const int after = answered_ones;
    done = true;
    live.join();
    EXPECT_EQ(made.error, "");
    EXPECT_GE(after, before);
    auto& copy = restored();
    for (int who = 1; who <= before; ++who) EXPECT_EQ(judge_on_disk(copy, std::to_string(who), "200"), ruling::suppressed) << who;
    const auto found = copy.check_trail({}, {});
    EXPECT_EQ(found.wrong, suppression_store::trail_fault::none) << found.why;
}

TEST_F(Backup, ADamagedFileIsNamedAndNothingIsMadeOfIt) {
    for (int who = 0; who < 100; ++who) start(in(), opt_out(std::to_string(who), {to_list()}));
    ASSERT_TRUE(in().flush());
    apply(in(), opt_out("after", {to_list()}));
    back_up();
    close();
    std::string error;
    const auto good = verify_backups(path(), error);
    ASSERT_TRUE(good) << error;
    ASSERT_EQ(good->size(), 1U);
    EXPECT_EQ(good->front().damage, "");
    int tables = 0;
    for (const auto& each : files()) {
        const auto size = fs::file_size(each);
        for (const auto at : {std::uintmax_t{0}, size / 2, size - 1}) {
            damage(each, at);
            const auto found = verify_backups(path(), error);
            ASSERT_TRUE(found) << error;
            const auto folder = each.parent_path().filename();
            const auto name = folder == "meta" || folder == "sealed" ? folder.string() + "/1" : each.filename().string();
            EXPECT_NE(found->front().damage.find(name), std::string::npos) << name << ": " << found->front().damage;
            EXPECT_FALSE(restore_backup(path(), 0, path("copy"), error)) << each << " at " << at;
            EXPECT_NE(error, "");
            EXPECT_TRUE(!fs::exists(path("copy")) || fs::is_empty(path("copy")));
            damage(each, at);  // as it was
        }
        tables += each.extension() == ".sst";
    }
    EXPECT_GT(tables, 0);
    for (const auto& each : files()) {
        fs::rename(each, path("aside"));
        EXPECT_FALSE(restore_backup(path(), 0, path("copy"), error)) << each;
        fs::rename(path("aside"), each);
    }
    EXPECT_TRUE(restore_backup(path(), 0, path("copy"), error)) << error;
}

TEST_F(Backup, TheNewestIsRestoredAndNoOlderOneInItsPlace) {
    apply(in(), opt_out("1", {to_list()}));
    EXPECT_EQ(back_up().id, 1U);
    apply(in(), opt_out("2", {to_list()}));
    EXPECT_EQ(back_up().id, 2U);
    close();
    std::string error;
    EXPECT_EQ(restore_backup(path(), 1, path("old"), error)->id, 1U) << error;
    EXPECT_EQ(restore_backup(path(), 0, path("new"), error)->id, 2U) << error;
    EXPECT_FALSE(restore_backup(path(), 3, path("none"), error));
    EXPECT_NE(error.find("no backup 3"), std::string::npos) << error;
    damage(path() + "/meta/2", 3);
    EXPECT_FALSE(restore_backup(path(), 0, path("damaged"), error));
    EXPECT_NE(error.find("backup 2 is damaged: meta/2"), std::string::npos) << error;
}

TEST_F(Backup, OnlyIntoADirectoryThatIsNewOrEmpty) {
    apply(in(), opt_out("1", {to_list()}));
    back_up();
    close();
    std::string error;
    fs::create_directory(path("empty"));
    EXPECT_TRUE(restore_backup(path(), 0, path("empty"), error)) << error;
    EXPECT_FALSE(restore_backup(path(), 0, path("empty"), error));
    EXPECT_NE(error.find("not empty"), std::string::npos) << error;
    std::ofstream(path("file")) << "x";
    error.clear();
    EXPECT_FALSE(restore_backup(path(), 0, path("file"), error));
    for (const auto& none : {path("nowhere"), path("file")}) {
        error.clear();
        EXPECT_FALSE(verify_backups(none, error));
        EXPECT_FALSE(restore_backup(none, 0, path("x"), error));
        EXPECT_NE(error, "");
    }
}

TEST_F(Backup, WhereNothingCanBeWrittenItFailsAndSaysWhy) {
    std::ofstream(path("file")) << "x";
    ASSERT_TRUE(in().back_up(path("file") + "/backups"));
    while (in().backup().running) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_NE(in().backup().error.find("can't make the directory"), std::string::npos) << in().backup().error;
    EXPECT_EQ(in().trouble(), "");
    EXPECT_EQ(back_up().error, "") << "another one is not kept by it";
}

}  // namespace
}  // namespace store_test
