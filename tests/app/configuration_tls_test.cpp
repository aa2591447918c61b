// TLS and balancers in the configuration; the files that it names.
#include <fstream>

#include "tests/app/configuration_faults.hpp"
#include "tests/store/temp_store.hpp"
#include "tests/support/certificates.hpp"

using namespace tests::app;
using proxy::app::named_files;
using proxy::net::peer_check;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

proxy::app::link_configuration link_with(const std::string& lines) {
    auto [settings, faults, warnings] = reads(least + lines);
    EXPECT_THAT(faults, IsEmpty()) << all(faults);
    return settings.links.at(0);
}

TEST(ConfigurationTls, IsOffUnlessItIsThere) {
    const auto link = link_with("");
    EXPECT_FALSE(link.listen_tls);
    EXPECT_FALSE(link.upstream_tls);
    EXPECT_THAT(link.balancers, IsEmpty());
}

TEST(ConfigurationTls, AnEmptyTableSecuresAndVerifiesTheSmsc) {
    const auto link = link_with("upstream_tls = {}");
    ASSERT_TRUE(link.upstream_tls);
    EXPECT_EQ(link.upstream_tls->verify, peer_check::require);
}

TEST(ConfigurationTls, SendersNeedACertificateWhereThereIsAnAuthority) {
    const std::string own = "cert = \"c.pem\", key = \"c.key\"";
    EXPECT_EQ(link_with("listen_tls = { " + own + " }").listen_tls->verify, peer_check::none);
    const auto required = *link_with("listen_tls = { " + own + ", ca = \"ca.pem\" }").listen_tls;
    EXPECT_EQ(required.verify, peer_check::require);
    EXPECT_EQ(required.cert, "c.pem");
    EXPECT_EQ(required.key, "c.key");
    EXPECT_EQ(required.ca, "ca.pem");
    EXPECT_EQ(link_with("listen_tls = { " + own + ", ca = \"ca.pem\", verify = \"optional\" }").listen_tls->verify,
              peer_check::optional);
}

TEST(ConfigurationTls, EveryKeyOfTheUpstream) {
    const auto above =
        *link_with(R"(upstream_tls = { cert = "c", key = "k", ca = "a", verify = "none", server_name = "::1" })").upstream_tls;
    EXPECT_EQ(above.cert + above.key + above.ca + above.server_name, "cka::1");
    EXPECT_EQ(above.verify, peer_check::none);
}

TEST(ConfigurationTls, BalancersAreAddressesAndBlocks) {
    const auto link = link_with(R"(proxy_protocol_from = ["10.0.0.0/8", "127.0.0.1", "2001:db8::/32"])");
    const auto listed = [&](const char* text) { return proxy::net::hold(link.balancers, boost::asio::ip::make_address(text)); };
    EXPECT_TRUE(listed("10.1.2.3"));
    EXPECT_TRUE(listed("127.0.0.1"));
    EXPECT_TRUE(listed("2001:db8::5"));
    EXPECT_FALSE(listed("127.0.0.2"));
}

TEST(ConfigurationTls, TheAdminServerHasSeveralAddressesAndOneCertificate) {
    const auto [settings, faults, warnings] = reads(
        "[admin]\nlisten = [\"0.0.0.0:9775\", \"unix:/run/s.sock\"]\ntls = { cert = \"c.pem\", key = \"c.key\", ca = \"ca.pem\", "
        "verify = \"optional\" }\nrequests_per_second = 7\n" +
        least);
    EXPECT_THAT(faults, IsEmpty()) << all(faults);
    ASSERT_EQ(settings.admin_listen.size(), 2U);
    EXPECT_EQ(settings.admin_listen[0].port, 9775);
    EXPECT_EQ(settings.admin_listen[1].unix_path, "/run/s.sock");
    ASSERT_TRUE(settings.admin_tls);
    EXPECT_EQ(settings.admin_tls->cert + settings.admin_tls->key + settings.admin_tls->ca, "c.pemc.keyca.pem");
    EXPECT_EQ(settings.admin_tls->verify, peer_check::optional);
    EXPECT_EQ(settings.admin_requests_per_second, 7U);
}

TEST(ConfigurationTls, FilesAreLookedAtWhereThatIsWanted) {
    const store_test::temp_directory directory;
    const tests::support::authority ours{directory.path(""), "ours"};
    const auto shown = ours.issue("shown"), other = ours.issue("other");
    const auto toml = least + "[link.listen_tls]\ncert = \"" + shown.cert + "\"\nkey = \"" + other.key +
                      "\"\n[link.upstream_tls]\nca = \"/nonexistent.pem\"\n";
    EXPECT_THAT(proxy::app::read_configuration(toml, "s.toml").faults, IsEmpty());
    const auto faults = proxy::app::read_configuration(toml, "s.toml", named_files::checked).faults;
    EXPECT_THAT(faults, ElementsAre(is_fault(7, "link[0].listen_tls.key", "does not belong to the certificate"),
                                    is_fault(9, "link[0].upstream_tls.ca", "can't be read")))
        << all(faults);
}

}  // namespace
