#pragma once
// The admin API as a command sees it: where it is, with which token, and what its answers mean for the exit code.
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proxy/cli/command_line.hpp"
#include "proxy/cli/http_transfer.hpp"

namespace proxy::cli {

// The options that all commands share.
struct common_options {
    std::string config, admin, token_file;
    std::string ca, cert, key;  // of https
    bool json = false;
};

using parameters = std::vector<std::pair<std::string, std::string>>;

// "/v1/lookup?sender=…", percent-encoded, without the parameters that are empty.
[[nodiscard]] std::string target_of(const std::string& path, const parameters& query);

class admin_api {
public:
    admin_api(const common_options& options, const surroundings& around) : options_(options), around_(around) {}

    // The JSON of a good answer. Nothing otherwise: then the reason was printed and code() says how to end.
    [[nodiscard]] std::optional<nlohmann::ordered_json> ask(const std::string& method, const std::string& target,
                                                            const nlohmann::ordered_json& body = nullptr);
    // The same where no token is needed, nor looked for.
    [[nodiscard]] std::optional<nlohmann::ordered_json> ask_openly(const std::string& target);
    // The same of a request whose bodies are streamed: sink gets the octets of a good answer. False: the reason was printed.
    [[nodiscard]] bool carry_out(const std::string& method, const std::string& target, const std::string& content_type,
                                 const std::function<bool(std::string&)>& source,
                                 const std::function<bool(std::string_view)>& sink,
                                 std::chrono::milliseconds idle = transfer_patience);
    // The same with a body that is no JSON, and as long as `limit` to wait.
    [[nodiscard]] std::optional<nlohmann::ordered_json> send(const std::string& method, const std::string& target,
                                                             std::string content_type, std::string body,
                                                             std::chrono::milliseconds limit);
    [[nodiscard]] int code() const noexcept { return code_; }
    // Prints why.
    std::nullopt_t fail(int code, const std::string& why);

    [[nodiscard]] bool wants_json() const noexcept { return options_.json; }
    [[nodiscard]] std::ostream& out() const noexcept { return around_.out; }
    [[nodiscard]] const surroundings& around() const noexcept { return around_; }
    [[nodiscard]] const std::string& configuration() const noexcept { return options_.config; }  // or empty
    void print(const nlohmann::ordered_json& what) const;

private:
    [[nodiscard]] bool find_gateway();
    [[nodiscard]] bool use_configuration();
    [[nodiscard]] bool use_tls_options();
    std::nullopt_t rejected(const answer& got);

    const common_options& options_;
    const surroundings& around_;
    std::optional<destination> where_;
    std::string token_, token_trouble_;
    bool needs_token_ = true;
    int code_ = done;
};

}  // namespace proxy::cli
