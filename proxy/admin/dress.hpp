#pragma once
// What stands on every answer, so that a browser makes nothing of it but what it is.
#include "proxy/admin/body_stream.hpp"
#include "proxy/admin/http_message.hpp"

namespace proxy::admin {

// Twice is harmless. `secured`: it goes out through TLS.
void dress(response& answer, bool secured);

// The same for an answer that is begun on a stream.
class dressed_stream final : public body_stream {
public:
    // `bare` must outlive it.
    dressed_stream(body_stream& bare, bool secured) : bare_(bare), secured_(secured) {}

    bool run(std::function<void()> work) override { return bare_.run(std::move(work)); }
    bool read(std::string& into) override { return bare_.read(into); }
    [[nodiscard]] bool wait(std::chrono::milliseconds limit) override { return bare_.wait(limit); }
    [[nodiscard]] std::string trouble() const override { return bare_.trouble(); }
    void begin(response head) override {
        dress(head, secured_);
        bare_.begin(std::move(head));
    }
    bool write(std::string_view octets) override { return bare_.write(octets); }
    void cut() override { bare_.cut(); }

private:
    body_stream& bare_;
    const bool secured_;
};

}  // namespace proxy::admin
