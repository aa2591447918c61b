// The server through TLS, and on several addresses at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <csignal>
#include <filesystem>

#include "proxy/admin/body_stream.hpp"
#include "proxy/admin/http_server.hpp"
#include "tests/admin/temp_directory.hpp"
#include "tests/support/certificates.hpp"

using namespace proxy::admin;
namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using testing::HasSubstr;
using tests::support::authority;

namespace {

tls_rules rules_of(const authority::issued& shown) {
    const tls_rules made{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    EXPECT_EQ(SSL_CTX_use_certificate_chain_file(made.get(), shown.cert.c_str()), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey_file(made.get(), shown.key.c_str(), SSL_FILETYPE_PEM), 1);
    return made;
}

class HttpTls : public testing::Test {
protected:
    HttpTls() : ours_(directory_.path(""), "ours") { std::signal(SIGPIPE, SIG_IGN); }

    // Answers with what came; a streamed one octet for octet.
    http_server& start(std::vector<listen_at> where = {{"127.0.0.1", 0, ""}}) {
        std::string error;
        server_ = http_server::start(
            listeners(std::move(where), rules_of(ours_.issue("first"))), limits_,
            [](const request& asked, const reply& answer) {
                if (!asked.stream) {
                    return answer({.status = 200,
                                   .content_type = "text/plain",
                                   .body = (asked.secured ? "secured " : "plain ") + asked.target,
                                   .headers = {}});
                }
                const bool begun = asked.stream->run([stream = asked.stream.get()] {
                    stream->begin({.status = 200, .content_type = "text/plain", .body = {}, .headers = {}});
                    for (std::string portion; stream->read(portion);) {
                        if (!stream->write(portion)) return;
                    }
                });
                EXPECT_TRUE(begun);
            },
            error, [](const request& asked) { return asked.target == "/stream" ? serving::streamed : serving::whole; });
        EXPECT_TRUE(server_) << error;
        return *server_;
    }

    struct got {
        http::response<http::string_body> answer;
        std::string certificate;
    };
    // One request over a connection of its own.
    got ask(const http::request<http::string_body>& asked) {
        asio::io_context context;
        asio::ssl::context rules(asio::ssl::context::tls_client);
        rules.load_verify_file(ours_.cert());
        rules.set_verify_mode(asio::ssl::verify_peer);
        asio::ssl::stream<asio::ip::tcp::socket> stream(context, rules);
        stream.next_layer().connect({asio::ip::address_v4::loopback(), server_->port()});
        stream.handshake(asio::ssl::stream_base::client);
        const std::unique_ptr<X509, decltype(&X509_free)> shown{SSL_get1_peer_certificate(stream.native_handle()), X509_free};
        char name[64]{};
        X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, name, sizeof name);
        http::write(stream, asked);
        boost::beast::flat_buffer buffer;
        http::response_parser<http::string_body> parser;
        parser.body_limit(boost::none);
        if (asked.method() == http::verb::head) parser.skip(true);
        http::read(stream, buffer, parser);
        if (!asked.keep_alive()) {
            error_code ended;
            stream.shutdown(ended);
            EXPECT_FALSE(ended) << "the farewell of TLS comes: " << ended.message();
        }
        return {parser.release(), name};
    }
    static http::request<http::string_body> get(const std::string& target, http::verb how = http::verb::get) {
        http::request<http::string_body> made(how, target, 11);
        made.set(http::field::host, "h");
        made.keep_alive(false);
        return made;
    }

    tests::admin::temp_directory directory_;
    const authority ours_;
    http_limits limits_;
    std::unique_ptr<http_server> server_;
};

TEST_F(HttpTls, AnswersAndSaysFarewell) {
    start();
    const auto [answer, certificate] = ask(get("/x"));
    EXPECT_EQ(answer.body(), "secured /x");
    EXPECT_EQ(certificate, "first");
    EXPECT_EQ(answer["Strict-Transport-Security"], "max-age=31536000");
    EXPECT_EQ(answer["X-Content-Type-Options"], "nosniff");
}

TEST_F(HttpTls, HeadHasALengthAndNoBody) {
    start();
    const auto answer = ask(get("/x", http::verb::head)).answer;
    EXPECT_EQ(answer[http::field::content_length], "10");
    EXPECT_EQ(answer.body(), "");
}

TEST_F(HttpTls, BodiesStreamBothWaysAtOnce) {
    start();
    auto asked = get("/stream", http::verb::post);
    asked.keep_alive(true);  // both sides write at once: neither has said farewell before all is through
    for (int each = 0; asked.body().size() < 200'000; ++each) asked.body() += std::to_string(each);
    asked.prepare_payload();
    EXPECT_EQ(ask(asked).answer.body(), asked.body());
}

TEST_F(HttpTls, ARenewedCertificateIsForNewConnections) {
    start();
    server_->renew(rules_of(ours_.issue("second")));
    EXPECT_EQ(ask(get("/x")).certificate, "second");
}

TEST_F(HttpTls, WhoSpeaksHttpIsToldSo) {
    start();
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(), server_->port()});
    http::write(socket, get("/x"));
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::read(socket, buffer, answer);
    EXPECT_EQ(answer.result_int(), 400U);
    EXPECT_THAT(answer.body(), HasSubstr("https"));
    EXPECT_EQ(answer["Strict-Transport-Security"], "");
}

TEST_F(HttpTls, AHandshakeHasALimit) {
    limits_.handshake = std::chrono::milliseconds{30};
    start();
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(), server_->port()});
    char octet = 0;
    error_code ended;
    EXPECT_EQ(socket.read_some(asio::buffer(&octet, 1), ended), 0U);
    EXPECT_TRUE(ended);
}

TEST_F(HttpTls, AUnixSocketBesideItIsPlain) {
    const auto path = directory_.path("admin.sock");
    const auto& server = start({{"127.0.0.1", 0, ""}, {"", 0, path}, {"127.0.0.1", 0, ""}});
    ASSERT_EQ(server.addresses().size(), 3U);
    EXPECT_EQ(server.addresses()[1], "unix:" + path);
    EXPECT_NE(server.addresses()[0], server.addresses()[2]);
    EXPECT_EQ(ask(get("/tcp")).answer.body(), "secured /tcp");
    asio::io_context context;
    asio::local::stream_protocol::socket socket(context);
    socket.connect(asio::local::stream_protocol::endpoint(path));
    http::write(socket, get("/unix"));
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::read(socket, buffer, answer);
    EXPECT_EQ(answer.body(), "plain /unix");
    server_->stop();
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(HttpTls, OneAddressThatIsTakenIsAllOfThem) {
    const auto path = directory_.path("admin.sock");
    const auto& first = start();
    std::string error;
    const auto taken = listeners(std::vector<listen_at>{{"", 0, path}, {"127.0.0.1", first.port(), ""}});
    EXPECT_FALSE(http_server::start(taken, limits_, [](const request&, const reply&) {}, error));
    EXPECT_THAT(error, HasSubstr(std::to_string(first.port())));
    EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
