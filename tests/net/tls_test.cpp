// Two ends in one thread: each takes its step until both are where they should be.
#include "proxy/net/tls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/error.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "proxy/net/tls_stream.hpp"
#include "tests/net/socket_pair.hpp"
#include "tests/store/temp_store.hpp"
#include "tests/support/certificates.hpp"

namespace proxy::net {
namespace {

using boost::system::error_code;
using testing::HasSubstr;
using tests::support::authority;

const auto would_block = boost::asio::error::would_block;

class Tls : public testing::Test {
protected:
    Tls() { std::signal(SIGPIPE, SIG_IGN); }

    // Connects two sockets and puts TLS on both.
    struct ends {
        socket_pair sockets{};  // the client's is ours
        std::unique_ptr<tls_stream> client{}, server{};
        std::string client_error{}, server_error{};
    };
    ends connect(const tls& server, const tls& client, const std::string& host = "localhost") {
        ends both;
        both.sockets = connected();
        both.client = tls_stream::dial(client, both.sockets.ours, host);
        both.server = tls_stream::accept(server, both.sockets.theirs);
        shake_hands(both);
        return both;
    }

    static void shake_hands(ends& both) {
        error_code client_says = would_block, server_says = would_block;
        while (client_says == would_block || server_says == would_block) {
            if (client_says == would_block) both.client->handshake(client_says);
            if (server_says == would_block) both.server->handshake(server_says);
            if (client_says && client_says != would_block) both.sockets.ours.close();
            if (server_says && server_says != would_block) both.sockets.theirs.close();
            if (!both.sockets.ours.is_open() || !both.sockets.theirs.is_open()) break;
        }
        const auto told = [](const error_code& says, const tls_stream& by) {
            return !says || says == would_block ? "" : by.trouble().empty() ? says.message() : by.trouble();
        };
        both.client_error = told(client_says, *both.client);
        both.server_error = told(server_says, *both.server);
    }

    static std::string read(tls_stream& from, error_code& failed) {
        std::string text(100'000, '\0');
        std::size_t got = 0;
        do {
            got = from.read({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}, failed);
        } while (failed == would_block);  // it is on its way over loopback
        text.resize(got);
        return text;
    }

    static std::string write(tls_stream& to, const std::string& text) {
        const auto all = run_of(text);
        error_code failed;
        const auto put = to.write({&all, 1}, failed);
        return failed ? failed.message() : put == text.size() ? "" : "only " + std::to_string(put);
    }

    // Both can still hear each other.
    static void expect_talk(ends& both) {
        EXPECT_EQ(both.client_error + both.server_error, "");
        error_code failed;
        EXPECT_EQ(write(*both.client, "up"), "");
        EXPECT_EQ(read(*both.server, failed), "up");
        EXPECT_EQ(write(*both.server, "down"), "");
        EXPECT_EQ(read(*both.client, failed), "down");
    }

    std::shared_ptr<const tls> accepting(const authority::issued& shown, const std::string& ca = "",
                                         peer_check verify = peer_check::none) {
        std::string error;
        auto made = tls::load(tls_end::accepts, {shown.cert, shown.key, ca, verify, ""}, error);
        EXPECT_EQ(error, "");
        return made;
    }
    std::shared_ptr<const tls> dialling(const std::string& ca, const authority::issued& shown = {}, const std::string& name = "",
                                        peer_check verify = peer_check::require) {
        std::string error;
        auto made = tls::load(tls_end::dials, {shown.cert, shown.key, ca, verify, name}, error);
        EXPECT_EQ(error, "");
        return made;
    }

    store_test::temp_directory directory_;
    authority ours_{directory_.path(""), "ours"};
};

TEST_F(Tls, CarriesOctetsBothWays) {
    const auto both_ways = accepting(ours_.issue("server"));
    auto both = connect(*both_ways, *dialling(ours_.cert()));
    expect_talk(both);
    EXPECT_EQ(both.client->peer(), "CN=server");
    EXPECT_EQ(both.server->peer(), "");
}

TEST_F(Tls, GathersSmallRunsAndKeepsTheOrderOfLargeOnes) {
    auto both = connect(*accepting(ours_.issue("server")), *dialling(ours_.cert()));
    const std::string small = "one,", other = "two,", large(20'000, 'x');
    const std::array<iovec, 3> runs{run_of(small), run_of(other), run_of(large)};
    error_code failed;
    EXPECT_EQ(both.client->write(runs, failed), 16'384U);
    EXPECT_EQ(read(*both.server, failed), ("one,two," + large).substr(0, 16'384));
    const std::array<iovec, 2> next{run_of(large), run_of(small)};
    EXPECT_EQ(both.client->write(next, failed), 16'384U) << "a long run goes out from where it stands";
    EXPECT_EQ(read(*both.server, failed), large.substr(0, 16'384));
}

TEST_F(Tls, AWriteThatBlocksGoesOnWhereItWas) {
    auto both = connect(*accepting(ours_.issue("server")), *dialling(ours_.cert()));
    const std::string text(5'000, 'p'), end = "end";
    const std::array<iovec, 2> runs{run_of(text), run_of(end)};
    std::string got, sent;
    error_code failed;
    while (!failed) {
        if (both.client->write(runs, failed) != 0) sent += text + end;
    }
    ASSERT_EQ(failed, would_block);
    while (failed == would_block) {
        error_code read_failed;
        got += read(*both.server, read_failed);
        if (both.client->write(runs, failed) != 0) sent += text + end;
    }
    EXPECT_FALSE(failed) << failed.message();
    while (got.size() < sent.size()) got += read(*both.server, failed);
    EXPECT_TRUE(got == sent);
}

TEST_F(Tls, AFarewellEndsOneDirectionOnly) {
    auto both = connect(*accepting(ours_.issue("server")), *dialling(ours_.cert()));
    error_code failed;
    EXPECT_EQ(write(*both.client, "last words"), "");
    both.client->close_write(failed);
    EXPECT_FALSE(failed);
    close_write(both.sockets.ours);
    EXPECT_EQ(read(*both.server, failed), "last words");
    EXPECT_EQ(read(*both.server, failed), "");
    EXPECT_EQ(failed, boost::asio::error::eof);
    EXPECT_EQ(write(*both.server, "answer"), "");
    EXPECT_EQ(read(*both.client, failed), "answer");
    both.server->close_write(failed);
    EXPECT_EQ(read(*both.client, failed), "");
    EXPECT_EQ(failed, boost::asio::error::eof);
}

TEST_F(Tls, AnEndOfFileWithoutAFarewellIsOneToo) {
    auto both = connect(*accepting(ours_.issue("server")), *dialling(ours_.cert()));
    close_write(both.sockets.ours);
    error_code failed;
    EXPECT_EQ(read(*both.server, failed), "");
    EXPECT_EQ(failed, boost::asio::error::eof);
    EXPECT_EQ(write(*both.server, "answer"), "");
    EXPECT_EQ(read(*both.client, failed), "answer");
}

// As a renewal and a reload of the configuration do it.
TEST_F(Tls, FilesAreReadAgainByTheNextLoadAndWhatStandsGoesOn) {
    const auto files = ours_.issue("server");
    const auto client = dialling(ours_.cert());
    auto before = connect(*accepting(files), *client);
    const auto renewed = ours_.issue("renewed");
    std::filesystem::copy_file(renewed.cert, files.cert, std::filesystem::copy_options::overwrite_existing);
    std::string error;
    EXPECT_EQ(tls::load(tls_end::accepts, {files.cert, files.key, "", peer_check::none, ""}, error), nullptr);
    EXPECT_THAT(error, HasSubstr("does not belong to the certificate"));
    std::filesystem::copy_file(renewed.key, files.key, std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(connect(*accepting(files), *client).client->peer(), "CN=renewed");
    expect_talk(before);
    EXPECT_EQ(before.client->peer(), "CN=server");
}

TEST_F(Tls, TheNameOfTheServerIsVerified) {
    const auto server = accepting(ours_.issue("server", "DNS:smsc.example,IP:127.0.0.1"));
    const auto client = dialling(ours_.cert());
    for (const auto* good : {"smsc.example", "SMSC.example.", "127.0.0.1"}) {
        EXPECT_EQ(connect(*server, *client, good).client_error, "") << good;
    }
    EXPECT_THAT(connect(*server, *client, "other.example").client_error, HasSubstr("hostname mismatch"));
    EXPECT_THAT(connect(*server, *client, "127.0.0.2").client_error, HasSubstr("IP address mismatch"));
    EXPECT_EQ(connect(*server, *dialling(ours_.cert(), {}, "smsc.example"), "127.0.0.9").client_error, "");
    EXPECT_THAT(connect(*server, *dialling(ours_.cert(), {}, "other.example"), "smsc.example").client_error,
                HasSubstr("hostname mismatch"));
    EXPECT_EQ(connect(*server, *dialling(ours_.cert(), {}, "", peer_check::none), "other.example").client_error, "");
}

TEST_F(Tls, AServerOfAnotherAuthorityIsRefused) {
    const authority theirs{directory_.path(""), "theirs"};
    const auto server = accepting(theirs.issue("server"));
    EXPECT_THAT(connect(*server, *dialling(ours_.cert())).client_error, HasSubstr("the peer's certificate is refused"));
    EXPECT_THAT(connect(*server, *dialling("")).client_error, HasSubstr("the peer's certificate is refused"))
        << "the system's authorities do not know it";
    EXPECT_EQ(connect(*server, *dialling(ours_.cert(), {}, "", peer_check::none)).client_error, "");
}

TEST_F(Tls, ASenderShowsItsCertificateWhereItMust) {
    const authority theirs{directory_.path(""), "theirs"};
    const auto shown = ours_.issue("server"), shop = ours_.issue("shop"), stranger = theirs.issue("stranger");
    const auto with = [&](const authority::issued& certificate) { return dialling(ours_.cert(), certificate); };
    const auto required = accepting(shown, ours_.cert(), peer_check::require);
    auto good = connect(*required, *with(shop));
    expect_talk(good);
    EXPECT_EQ(good.server->peer(), "CN=shop");
    EXPECT_THAT(connect(*required, *with({})).server_error, HasSubstr("did not return a certificate"));
    EXPECT_THAT(connect(*required, *with(stranger)).server_error, HasSubstr("the peer's certificate is refused"));

    const auto optional = accepting(shown, ours_.cert(), peer_check::optional);
    auto without = connect(*optional, *with({}));
    expect_talk(without);
    EXPECT_THAT(connect(*optional, *with(stranger)).server_error, HasSubstr("the peer's certificate is refused"));
}

TEST_F(Tls, WhatIsNoTlsIsToldSo) {
    const auto server = accepting(ours_.issue("server"));
    for (const std::string& begin :
         {std::string("\0\0\0\x2f\0\0\0\x09\0\0\0\0\0\0\0\1", 16), std::string{"GET / HTTP/1.1\r\n"}}) {
        const auto [client, accepted] = connected();
        const auto stream = tls_stream::accept(*server, accepted);
        EXPECT_TRUE(stream->untouched());
        error_code not_sent;
        const auto run = run_of(begin);
        ASSERT_EQ(write_some(client, {&run, 1}, not_sent), begin.size());
        error_code failed = would_block;
        while (failed == would_block) stream->handshake(failed);
        EXPECT_EQ(stream->trouble(), "what came is no TLS");
        EXPECT_FALSE(stream->untouched());
    }
}

TEST_F(Tls, FilesThatCanNotBeUsedAreToldByTheirKeys) {
    const auto good = ours_.issue("server"), other = ours_.issue("other");
    const auto file = [&](const std::string& name, const std::string& text) {
        const auto path = directory_.path(name);
        std::ofstream{path} << text;
        return path;
    };
    const auto encrypted = directory_.path("encrypted.key");
    tests::support::openssl("ec -aes128 -passout pass:secret -in " + good.key + " -out " + encrypted);
    const auto empty = file("empty.pem", ""), text = file("text.pem", "no PEM\n");
    struct given {
        tls_settings how;
        std::string_view key;
        std::string says;
    };
    for (const auto& one : std::initializer_list<given>{
             {{"/nonexistent.pem", good.key, "", peer_check::none, ""}, "cert", "can't be read: No such file"},
             {{directory_.path(""), good.key, "", peer_check::none, ""}, "cert", "can't be read: Is a directory"},
             {{text, good.key, "", peer_check::none, ""}, "cert", "holds no certificate"},
             {{empty, good.key, "", peer_check::none, ""}, "cert", "holds no certificate"},
             {{good.key, good.key, "", peer_check::none, ""}, "cert", "holds no certificate"},
             {{good.cert, "/nonexistent.key", "", peer_check::none, ""}, "key", "can't be read"},
             {{good.cert, good.cert, "", peer_check::none, ""}, "key", "holds no private key"},
             {{good.cert, other.key, "", peer_check::none, ""}, "key", "does not belong to the certificate"},
             {{good.cert, encrypted, "", peer_check::none, ""}, "key", "is encrypted"},
             {{good.cert, good.key, "/nonexistent.pem", peer_check::require, ""}, "ca", "can't be read"},
             {{good.cert, good.key, text, peer_check::require, ""}, "ca", "holds no certificate"}}) {
        for (const auto end : {tls_end::accepts, tls_end::dials}) {
            const auto faults = check_files(end, one.how);
            ASSERT_EQ(faults.size(), 1U) << one.says;
            EXPECT_EQ(faults[0].key, one.key);
            EXPECT_THAT(faults[0].what, HasSubstr(one.says));
            std::string error;
            EXPECT_FALSE(tls::load(end, one.how, error));
            EXPECT_THAT(error, HasSubstr(one.says));
        }
    }
    EXPECT_TRUE(check_files(tls_end::accepts, {good.cert, good.key, ours_.cert(), peer_check::require, ""}).empty());
    EXPECT_TRUE(check_files(tls_end::dials, {}).empty());
    EXPECT_EQ(check_files(tls_end::accepts, {"/a", "/b", "/c", peer_check::require, ""}).size(), 3U) << "all at once";
}

}  // namespace
}  // namespace proxy::net
