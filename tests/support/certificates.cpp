#include "tests/support/certificates.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace tests::support {

void openssl(const std::string& words) {
    const auto command = "openssl " + words + " 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

authority::authority(std::filesystem::path directory, std::string name)
    : directory_(std::move(directory)), name_(std::move(name)), cert_(path(name_ + ".pem")), key_(path(name_ + ".key")) {
    std::ofstream{path("openssl.cnf")} << "[req]\ndistinguished_name = dn\n[dn]\n";  // without the system's own extensions
    request({cert_, key_}, name_, "-addext basicConstraints=critical,CA:TRUE");
}

authority::issued authority::issue(const std::string& name, const std::string& alternative) const {
    issued made{path(name + ".pem"), path(name + ".key")};
    request(made, name, "-CA " + cert_ + " -CAkey " + key_ + " -addext subjectAltName=" + alternative);
    return made;
}

void authority::request(const issued& into, const std::string& common_name, const std::string& more) const {
    openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -config " + path("openssl.cnf") +
            " -subj /CN=" + common_name + " -keyout " + into.key + " -out " + into.cert + " " + more);
}

}  // namespace tests::support
