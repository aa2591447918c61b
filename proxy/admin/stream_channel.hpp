#pragma once
// What stands between a streamed endpoint, which may block, and the server's thread, which may not.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "proxy/admin/body_stream.hpp"

namespace proxy::admin {

// How many streams run; on the server's thread.
struct stream_slots {
    std::size_t most;
    std::size_t used = 0;
};

class stream_channel final : public body_stream {
public:
    // `wake` is called on any thread, without a lock held, when the server's side should look again. `slots` must outlive this.
    stream_channel(stream_slots& slots, std::size_t buffer, std::function<void()> wake)
        : slots_(slots), buffer_(buffer), wake_(std::move(wake)) {}
    ~stream_channel() override;  // abandon()

    // The endpoint's side.
    bool run(std::function<void()> work) override;
    bool read(std::string& into) override;
    bool wait(std::chrono::milliseconds limit) override;
    [[nodiscard]] std::string trouble() const override;
    void begin(response head) override;
    bool write(std::string_view octets) override;
    void cut() override;
    void answer(response whole);  // the reply; any thread; what comes after the first is ignored

    // The server's side. Nothing blocks but abandon() and join().
    [[nodiscard]] bool wants_input() const;  // it was asked for, and there is room
    void give(std::string_view octets);
    void end_input(std::string trouble);                   // empty: the body is whole
    [[nodiscard]] std::optional<response> whole_answer();  // each once
    [[nodiscard]] std::optional<response> head();
    [[nodiscard]] std::string take(std::size_t most);  // what is to be written; empty: nothing now
    [[nodiscard]] bool running() const;                // run() was called and `work` has not returned
    [[nodiscard]] bool was_cut() const;
    // Nobody is there any more: reading and writing fail from now on.
    void disconnect();
    void join();  // waits for the end of `work`
    void abandon();

private:
    void set(const std::function<void()>& change);
    void ask(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] bool has_news() const { return !input_.empty() || input_over_ || disconnected_; }

    stream_slots& slots_;
    const std::size_t buffer_;
    const std::function<void()> wake_;
    std::thread thread_;

    mutable std::mutex guard_;  // all below
    std::condition_variable changed_;
    std::string input_, output_, trouble_;
    std::optional<response> whole_, head_;
    bool asked_ = false, input_over_ = false, disconnected_ = false;
    bool answered_ = false;  // wholly, or begun
    bool running_ = false, cut_ = false;
};

}  // namespace proxy::admin
