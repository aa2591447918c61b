#pragma once
// Certificates for one test, made with the openssl command in a directory of its own, valid for two days.
#include <filesystem>
#include <string>

namespace tests::support {

class authority {
public:
    // `directory` must exist; several authorities may share it.
    authority(std::filesystem::path directory, std::string name);

    struct issued {
        std::string cert, key;  // file names
    };
    // `name`: of the files, and the certificate's CN. `alternative`: "DNS:smsc.example" or "IP:127.0.0.1".
    [[nodiscard]] issued issue(const std::string& name, const std::string& alternative = "DNS:localhost") const;
    [[nodiscard]] const std::string& cert() const { return cert_; }

private:
    [[nodiscard]] std::string path(const std::string& file) const { return (directory_ / file).string(); }
    void request(const issued& into, const std::string& common_name, const std::string& more) const;

    std::filesystem::path directory_;
    std::string name_, cert_, key_;
};

// Runs `openssl` with these words; throws when it fails.
void openssl(const std::string& words);

}  // namespace tests::support
