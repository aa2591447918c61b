#pragma once
// A store in a directory of its own, and calls that wait for their answers.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/suppression_store.hpp"

namespace store_test {

using namespace store;

class temp_directory {
public:
    temp_directory() : path_(unique()) {}
    ~temp_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temp_directory(const temp_directory&) = delete;
    temp_directory& operator=(const temp_directory&) = delete;

    [[nodiscard]] std::string path(const std::string& inside) const { return path_ + "/" + inside; }

private:
    static std::string unique() {
        auto name = testing::TempDir() + "stopgate-store-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no temporary directory";
        return name;
    }
    std::string path_;
};

inline std::unique_ptr<suppression_store> open_or_fail(store_options options) {
    std::string error;
    auto out = suppression_store::open(std::move(options), error);
    EXPECT_TRUE(out) << error;
    return out;
}

inline binding to_sender(std::string sender, std::string list = "default") {
    return {scope::sender, std::move(list), std::move(sender)};
}
inline binding to_list(std::string list = "default") { return {scope::list, std::move(list), {}}; }
inline binding to_all() { return {scope::global, {}, {}}; }

inline change opt_out(std::string recipient, std::vector<binding> bound) {
    change out;
    out.what = action::opt_out;
    out.recipient = std::move(recipient);
    out.bindings = std::move(bound);
    out.reason = "STOP";
    out.because.text = "STOP";
    return out;
}
inline change opt_in(std::string recipient, std::vector<binding> bound) {
    auto out = opt_out(std::move(recipient), std::move(bound));
    out.what = action::opt_in;
    out.reason = out.because.text = "START";
    return out;
}
inline change help(std::string recipient) {
    change out;
    out.what = action::help;
    out.recipient = std::move(recipient);
    return out;
}
inline confirmation a_confirmation(action answers, std::string to, std::string text) {
    confirmation out;
    out.answers = answers;
    out.link = "carrier";
    out.system_id = "app";
    out.from = {1, 1, "200"};
    out.to = {1, 1, std::move(to)};
    out.text = std::move(text);
    out.list = "default";
    return out;
}
// With a text to answer it.
inline change answered(change wanted, std::string text = "you are out") {
    wanted.answers = {a_confirmation(wanted.what, wanted.recipient, std::move(text))};
    return wanted;
}

inline std::future<change_result> start(suppression_store& in, change wanted) {
    auto done = std::make_shared<std::promise<change_result>>();
    auto out = done->get_future();
    in.apply(std::move(wanted), [done](const change_result& result) { done->set_value(result); });
    return out;
}
inline change_result apply(suppression_store& in, change wanted) { return start(in, std::move(wanted)).get(); }

template <class Call>
bool wait_for(Call&& call) {
    auto done = std::make_shared<std::promise<bool>>();
    auto out = done->get_future();
    call([done](bool durable) { done->set_value(durable); });
    return out.get();
}
inline bool claim(suppression_store& in, std::uint64_t id) {
    return wait_for([&](auto done) { in.claim(id, done); });
}
inline bool release(suppression_store& in, std::uint64_t id) {
    return wait_for([&](auto done) { in.release(id, done); });
}
inline bool settle(suppression_store& in, std::uint64_t id, confirmation_outcome how, std::uint32_t status = 0,
                   const std::string& message_id = {}) {
    return wait_for([&](auto done) { in.settle(id, how, status, message_id, done); });
}

inline receipt a_receipt(std::string message_id = "17") {
    return {"carrier", "app", "", {1, 1, "4477"}, {1, 1, "200"}, message_id, "id:" + message_id + " stat:REJECTD"};
}
inline std::future<std::optional<outbox_entry>> start_filing(suppression_store& in, receipt what,
                                                             std::string recipient = "4477") {
    auto done = std::make_shared<std::promise<std::optional<outbox_entry>>>();
    auto out = done->get_future();
    in.file(std::move(what), std::move(recipient), [done](const std::optional<outbox_entry>& filed) { done->set_value(filed); });
    return out;
}
inline std::optional<outbox_entry> file(suppression_store& in, receipt what = a_receipt(), std::string recipient = "4477") {
    return start_filing(in, std::move(what), std::move(recipient)).get();
}
inline bool drop(suppression_store& in, std::uint64_t id) {
    return wait_for([&](auto done) { in.drop(id, done); });
}

inline ruling judge(suppression_store& in, std::string_view recipient, std::string_view sender,
                    std::string_view list = "default") {
    const question asked{recipient, sender, list};
    auto out = ruling::failed;
    in.judge({&asked, 1}, {&out, 1});
    return out;
}
inline std::future<ruling> start_on_disk(suppression_store& in, std::string_view recipient, std::string_view sender,
                                         std::string_view list = "default") {
    auto done = std::make_shared<std::promise<ruling>>();
    auto out = done->get_future();
    in.judge_on_disk({recipient, sender, list}, [done](ruling ruled) { done->set_value(ruled); });
    return out;
}
inline ruling judge_on_disk(suppression_store& in, std::string_view recipient, std::string_view sender,
                            std::string_view list = "default") {
    return start_on_disk(in, recipient, sender, list).get();
}

// A test's store: reopened at will, with a clock that stands still unless it is moved.
class StoreTest : public testing::Test {
protected:
    StoreTest() { options_.path = directory_.path("db"); }

    suppression_store& open() {
        store_.reset();
        options_.unix_ms = [this] { return now_ms_.load(); };
        store_ = open_or_fail(options_);
        return *store_;
    }
    suppression_store& in() { return store_ ? *store_ : open(); }
    void close() { store_.reset(); }

    temp_directory directory_;
    std::atomic<std::int64_t> now_ms_{1'700'000'000'000};
    store_options options_;
    std::unique_ptr<suppression_store> store_;
};

}  // namespace store_test

namespace store {
inline void PrintTo(ruling what, std::ostream* out) {
    constexpr const char* names[] = {"pass", "suppressed", "undecided", "failed"};
    *out << names[static_cast<std::size_t>(what)];
}
}  // namespace store
