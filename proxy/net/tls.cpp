#include "proxy/net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace proxy::net {
namespace {

// What many small records may be read at once. OpenSSL gives the buffer back when it is empty.
constexpr std::size_t read_buffer = 65'536;

using context_pointer = std::shared_ptr<SSL_CTX>;

// Fills a context from files and keeps what is wrong with them.
class loading {
public:
    loading(tls_end end, const tls_settings& how) : end_(end), how_(how) {}

    context_pointer run() {
        context_ = {SSL_CTX_new(end_ == tls_end::accepts ? TLS_server_method() : TLS_client_method()), SSL_CTX_free};
        if (!context_) {
            fail("cert", "can't be used: OpenSSL gives no context");
            return nullptr;
        }
        set_rules();
        if (!how_.cert.empty() && readable("cert", how_.cert)) load_certificate();
        if (!how_.key.empty() && readable("key", how_.key)) load_key();
        if (how_.ca.empty()) {
            if (end_ == tls_end::dials) SSL_CTX_set_default_verify_paths(context_.get());
        } else if (readable("ca", how_.ca)) {
            load_authorities();
        }
        set_verification();
        SSL_CTX_set_default_passwd_cb_userdata(context_.get(), nullptr);  // it outlives us; only reading files asks
        ERR_clear_error();
        return faults.empty() ? context_ : nullptr;
    }

    std::vector<tls_fault> faults;

private:
    void fail(std::string_view key, std::string what) { faults.push_back({key, std::move(what)}); }
    void fail(std::string_view key, const std::string& path, std::string_view what) {
        const auto* const why = ERR_reason_error_string(ERR_peek_last_error());
        fail(key, '"' + path + "\" " + std::string{what} + (why != nullptr ? " (" + std::string{why} + ")" : std::string{}));
    }

    bool readable(std::string_view key, const std::string& path) {
        errno = 0;
        std::FILE* const file = std::fopen(path.c_str(), "re");
        const bool good = file != nullptr && (std::fgetc(file) != EOF || std::ferror(file) == 0);
        if (!good) fail(key, '"' + path + "\" can't be read: " + std::strerror(errno));
        if (file != nullptr) std::fclose(file);
        return good;
    }

    void set_rules() {
        auto* const context = context_.get();
        SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
        // Links last for days: resuming a session saves nothing, and tickets that nobody reads would make a close a reset. An end
        // of file without a farewell is one: PDUs have lengths, so a cut is seen.
        SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
        SSL_CTX_set_num_tickets(context, 0);
        SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_read_ahead(context, 1);
        SSL_CTX_set_default_read_buffer_len(context, read_buffer);
        // Otherwise OpenSSL asks the terminal for a pass phrase.
        SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void* encrypted) {
            *static_cast<bool*>(encrypted) = true;
            return -1;
        });
        SSL_CTX_set_default_passwd_cb_userdata(context, &encrypted_);
    }

    void load_certificate() {
        ERR_clear_error();
        if (SSL_CTX_use_certificate_chain_file(context_.get(), how_.cert.c_str()) != 1)
            fail("cert", how_.cert, "holds no certificate in PEM form");
    }

    void load_key() {
        ERR_clear_error();
        if (SSL_CTX_use_PrivateKey_file(context_.get(), how_.key.c_str(), SSL_FILETYPE_PEM) == 1) return;
        const auto why = ERR_GET_REASON(ERR_peek_last_error());
        if (why == X509_R_KEY_VALUES_MISMATCH || why == X509_R_KEY_TYPE_MISMATCH) {
            fail("key", how_.key, "does not belong to the certificate in \"" + how_.cert + '"');
        } else if (encrypted_) {
            fail("key", how_.key, "is encrypted, and nobody is there to type its pass phrase; store the key without one");
        } else {
            fail("key", how_.key, "holds no private key in PEM form");
        }
    }

    void load_authorities() {
        ERR_clear_error();
        if (SSL_CTX_load_verify_file(context_.get(), how_.ca.c_str()) != 1) {
            fail("ca", how_.ca, "holds no certificate in PEM form");
        } else if (end_ == tls_end::accepts) {
            SSL_CTX_set_client_CA_list(context_.get(), SSL_load_client_CA_file(how_.ca.c_str()));  // a sender may choose by it
        }
    }

    void set_verification() {
        int mode = SSL_VERIFY_NONE;
        if (how_.verify != peer_check::none) mode = SSL_VERIFY_PEER;
        if (how_.verify == peer_check::require) mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
        SSL_CTX_set_verify(context_.get(), mode, nullptr);
    }

    tls_end end_;
    const tls_settings& how_;
    context_pointer context_;
    bool encrypted_ = false;  // a file that was read
};

}  // namespace

std::vector<tls_fault> check_files(tls_end end, const tls_settings& how) {
    loading now{end, how};
    now.run();
    return std::move(now.faults);
}

std::shared_ptr<const tls> tls::load(tls_end end, const tls_settings& how, std::string& error) {
    loading now{end, how};
    auto context = now.run();
    for (const auto& one : now.faults) error.append(error.empty() ? "" : "; ").append(one.key).append(": ").append(one.what);
    if (!now.faults.empty()) return nullptr;
    return std::shared_ptr<const tls>{new tls{std::move(context), how.server_name}};
}

// Addresses are no names: they are compared as such, and SNI has none (RFC 6066 §3).
bool expect_name(SSL* connection, const std::string& name) {
    boost::system::error_code no_address;
    boost::asio::ip::make_address(name, no_address);
    if (!no_address) {
        const auto bare = name.substr(0, name.find('%'));
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), bare.c_str()) == 1;
    }
    const auto host = name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
    SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set1_host(connection, host.c_str()) == 1 && SSL_set_tlsext_host_name(connection, host.c_str()) == 1;
}

std::string reason_of(unsigned long error, const SSL* connection) {
    const int reason = ERR_GET_REASON(error);
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        return std::string{"the peer's certificate is refused: "} +
               X509_verify_cert_error_string(SSL_get_verify_result(connection));
    }
    if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST) return "what came is no TLS";
    const auto* const text = ERR_reason_error_string(error);
    return text != nullptr ? text : "error " + std::to_string(error);
}

}  // namespace proxy::net
