#include "proxy/app/configuration_reader.hpp"

namespace proxy::app {
namespace {

using net::peer_check;
using net::tls_end;

// A certificate and its key: both or, when we dial, none.
void read_identity(table_reader& in, tls_end end, net::tls_settings& into) {
    in.text("cert", into.cert);
    in.text("key", into.key);
    const bool needed = end == tls_end::accepts || !into.cert.empty() || !into.key.empty();
    if (needed && into.cert.empty())
        in.missing("cert", "the file with the certificate that is shown, and its chain, in PEM form");
    if (needed && into.key.empty()) in.missing("key", "the file with the certificate's private key, in PEM form");
}

void read_verification(table_reader& in, tls_end end, net::tls_settings& into) {
    in.text("ca", into.ca);
    if (end == tls_end::dials) {
        into.verify = peer_check::require;
        in.one_of<peer_check>("verify", into.verify, {{"require", peer_check::require}, {"none", peer_check::none}});
        return;
    }
    into.verify = into.ca.empty() ? peer_check::none : peer_check::require;
    in.one_of<peer_check>("verify", into.verify, verify_words);
    if (into.verify != peer_check::none && into.ca.empty())
        in.missing("ca", "the file with the authorities that may sign the clients' certificates, in PEM form");
}

void read_server_name(table_reader& in, tls_end end, net::tls_settings& into) {
    if (!in.text("server_name", into.server_name) || into.server_name.empty()) return;
    if (end == tls_end::accepts) {
        in.fail("server_name", "belongs to upstream_tls: it is the name that the SMSC's certificate must bear");
        return;
    }
    std::string wrong;
    const bool six = into.server_name.find(':') != std::string::npos;
    if (!parse_endpoint((six ? "[" + into.server_name + "]" : into.server_name) + ":1", 1, wrong))
        in.fail("server_name", "is \"" + into.server_name + "\", which is neither a host name nor an address");
}

}  // namespace

std::optional<net::tls_settings> read_tls(table_reader& of, std::string_view key, tls_end end, fault_book& book) {
    const auto* table = of.table(key);
    if (table == nullptr) return std::nullopt;
    table_reader in(*table, of.name_of(key), book);
    const auto faults_before = book.faults.size();
    net::tls_settings made;
    read_identity(in, end, made);
    read_verification(in, end, made);
    read_server_name(in, end, made);
    if (book.look == named_files::checked && book.faults.size() == faults_before) {
        for (auto& each : net::check_files(end, made)) in.fail(each.key, std::move(each.what));
    }
    return made;
}

}  // namespace proxy::app
