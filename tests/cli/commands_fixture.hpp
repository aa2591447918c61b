#pragma once
// Whole commands, alone or against an admin server with a real store behind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "proxy/admin/keyring.hpp"
#include "proxy/admin/server.hpp"
#include "proxy/cli/command_line.hpp"
#include "tests/admin/fake_gateway.hpp"

namespace cli_test {

using namespace proxy;
using nlohmann::json;

inline const std::string one_link = "[[link]]\nname = \"carrier\"\nlisten = \"127.0.0.1:0\"\nupstream = [\"127.0.0.1:1\"]\n";

class Cli : public testing::Test {
protected:
    Cli() { spdlog::set_level(spdlog::level::off); }

    int run(const std::vector<std::string>& arguments) {
        out_.str("");
        err_.str("");
        return cli::execute(arguments, {.out = out_,
                                        .err = err_,
                                        .run =
                                            [this](app::configuration settings, const std::string& path) {
                                                ran_ = std::move(settings);
                                                ran_path_ = path;
                                                return 0;
                                            },
                                        .in = &in_,
                                        .at_terminal = at_terminal_});
    }
    std::string out() const { return out_.str(); }
    std::string err() const { return err_.str(); }

    std::string file(const std::string& name, const std::string& text) {
        std::ofstream(directory_.path(name)) << text;
        return directory_.path(name);
    }

    tests::admin::temp_directory directory_;
    std::ostringstream out_, err_;
    std::istringstream in_;     // what is typed
    bool at_terminal_ = false;  // by somebody who can be asked
    std::optional<app::configuration> ran_;
    std::string ran_path_;
};

class CliOfGateway : public Cli {
protected:
    CliOfGateway() { start({}); }

    void start(admin::server_options options) {
        server_.reset();
        auto& first = options.listen.all.front();
        if (first.unix_path.empty()) first.port = 0;
        options.token_file = directory_.path("admin-token");
        options.credentials = {{"dashboard", admin::role::viewer, admin::sha256_hex("viewer-token")}};
        std::string error;
        server_ = admin::server::start(options, gateway_, error);
        ASSERT_TRUE(server_) << error;
    }
    // With the options that find the gateway, behind all the others.
    int ask(std::vector<std::string> arguments) {
        const auto address = server_->address();
        for (const auto& each : {std::string("--admin"), address.starts_with("unix:") ? address : "http://" + address,
                                 std::string("--token-file"), directory_.path("admin-token")}) {
            arguments.push_back(each);
        }
        return run(arguments);
    }
    json ask_json(std::vector<std::string> arguments, int code = 0) {
        arguments.emplace_back("--json");
        EXPECT_EQ(ask(std::move(arguments)), code) << err();
        return json::parse(out());
    }

    tests::admin::fake_gateway gateway_;
    std::unique_ptr<admin::server> server_;
};

inline const store::binding from_200{store::scope::sender, "default", "200"};

}  // namespace cli_test
