#pragma once
// A streamed request without a socket: its body is there in pieces, its answer is gathered. The endpoint runs where it is called.
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "proxy/admin/body_stream.hpp"
#include "tests/admin/routes_fixture.hpp"

namespace tests::admin {

class fake_stream final : public body_stream {
public:
    bool run(std::function<void()> work) override {
        work();
        return true;
    }
    bool read(std::string& into) override {
        into.clear();
        if (pieces.empty()) return false;
        if (before_piece) before_piece(pieces.size());
        into = std::move(pieces.front());
        pieces.pop_front();
        return true;
    }
    [[nodiscard]] bool wait(std::chrono::milliseconds) override { return idle_turns == 0 || idle_turns-- == 0; }
    [[nodiscard]] std::string trouble() const override { return pieces.empty() ? broken : "not read to its end"; }
    void begin(response given) override {
        head = std::move(given);
        written = head->body;
    }
    bool write(std::string_view octets) override {
        written.append(octets);
        return !deaf;
    }
    void cut() override { was_cut = true; }

    std::deque<std::string> pieces;
    std::function<void(std::size_t left)> before_piece;
    std::string broken;          // why the body is not whole
    std::size_t idle_turns = 0;  // so often there is nothing to read yet
    bool deaf = false, was_cut = false;
    std::optional<response> head;
    std::string written;
};

class StreamedRoutes : public Routes {
protected:
    struct streamed {
        std::optional<response> whole;  // where none was begun
        std::shared_ptr<fake_stream> through;
        [[nodiscard]] const std::string& written() const { return through->written; }
        // Of NDJSON.
        [[nodiscard]] std::vector<json> lines() const {
            std::vector<json> out;
            std::istringstream all(written());
            for (std::string line; std::getline(all, line);) out.push_back(json::parse(line));
            return out;
        }
        // The first with this member.
        [[nodiscard]] json find(const std::string& member) const {
            for (const auto& each : lines())
                if (each.contains(member)) return each.at(member);
            return nullptr;
        }
    };

    streamed stream(const std::string& method, const std::string& target, std::deque<std::string> pieces = {},
                    const std::string& token = "admin-token") {
        auto through = std::make_shared<fake_stream>();
        through->pieces = std::move(pieces);
        return stream(method, target, through, token);
    }
    streamed stream(const std::string& method, const std::string& target, const std::shared_ptr<fake_stream>& through,
                    const std::string& token = "admin-token") {
        streamed out{{}, through};
        request asked{method, target, "Bearer " + token, ""};
        asked.stream = through;
        EXPECT_EQ(routes_.how(asked), proxy::admin::serving::streamed);
        routes_.handle(asked, [&](response given) { out.whole = std::move(given); });
        return out;
    }
    streamed import(const std::string& query, std::deque<std::string> pieces) {
        return stream("POST", "/v1/import" + query, std::move(pieces));
    }
    bool is_suppressed(const std::string& recipient, const std::string& sender = "200", const std::string& list = "default") {
        const store::question asked{recipient, sender, list};
        auto ruled = store::ruling::failed;
        gateway_.store().judge({&asked, 1}, {&ruled, 1});
        return ruled == store::ruling::suppressed;
    }
};

}  // namespace tests::admin
