// Counts of entries, and how a store of the format before counts by source gets them.
#include "store/counts.hpp"

#include <gmock/gmock.h>

#include "store/codec.hpp"
#include "store/database_rocksdb.hpp"
#include "tests/store/temp_store.hpp"

namespace store_test {
namespace {

TEST(Counts, AreNeverLessThanNone) {
    entry_counts counts{{{"news", source::keyword}, 2}};
    add(counts, {{{"news", source::keyword}, -3}, {{"news", source::staff}, 4}});
    const entry_counts expected{{{"news", source::keyword}, 0}, {{"news", source::staff}, 4}};
    EXPECT_EQ(counts, expected);
}

class Counting : public StoreTest {
protected:
    // Leaves the store as a program of format 2 would have: counts by list, which may have been anything.
    void make_old() {
        close();
        std::string error;
        const auto raw = database::open(options_, error);
        ASSERT_TRUE(raw) << error;
        auto batch = database::new_batch();
        ASSERT_TRUE(raw->each_with_prefix(raw->meta(), meta_keys::count_prefix, [&](std::string_view key, std::string_view) {
            batch.Delete(raw->meta(), slice(key));
        }));
        std::string count, format;
        record_writer(count).u64(77);
        batch.Put(raw->meta(), std::string(meta_keys::old_count_prefix) + "default", count);
        record_writer(format).u32(2);
        batch.Put(raw->meta(), slice(meta_keys::format), format);
        ASSERT_TRUE(raw->write(batch).ok());
    }
};

TEST_F(Counting, AStoreOfTheOldFormatIsCountedAnewOnce) {
    auto imported = opt_out("1", {to_sender("200")});
    imported.from = source::import;
    apply(in(), imported);
    apply(in(), opt_out("2", {to_sender("200"), to_list("news")}));
    apply(in(), opt_out("3", {to_sender("200")}));
    apply(in(), opt_in("3", {to_sender("200")}));
    make_old();
    const std::map<std::string, std::uint64_t> expected{{"default", 2}, {"news", 1}};
    EXPECT_EQ(in().counts(), expected);
    open();
    EXPECT_EQ(in().counts(), expected);
    apply(in(), opt_in("1", {to_sender("200")}));
    open();
    EXPECT_EQ(in().counts().at("default"), 1U);
}

}  // namespace
}  // namespace store_test
