// The admin token's file: read, or made once.
#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "proxy/admin/keyring.hpp"
#include "store/hex.hpp"

namespace proxy::admin {
namespace {

constexpr std::size_t random_octets = 32;
constexpr std::size_t longest_token = 4096;  // more is some other file

class descriptor {
public:
    explicit descriptor(int number) : number_(number) {}
    ~descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool open() const { return number_ >= 0; }

private:
    int number_;
};

std::string refuse(std::string& error, const std::string& path, const std::string& why) {
    error = path + ": " + why;
    return {};
}

bool write_all(int file, std::string_view octets) {
    while (!octets.empty()) {
        const auto written = ::write(file, octets.data(), octets.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        octets.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

// Written under another name and linked into place, so that nobody ever reads half a token and the first of two writers wins.
bool make(const std::string& path, const std::string& token) {
    auto draft = path + ".XXXXXX";
    const descriptor file(::mkostemp(draft.data(), O_CLOEXEC));  // mode 0600
    if (!file.open()) return false;
    bool made = write_all(file.number(), token + "\n") && ::fsync(file.number()) == 0;
    made = made && (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
    const int why = errno;
    ::unlink(draft.c_str());
    if (made) {
        const descriptor directory(::open(directory_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (directory.open()) ::fsync(directory.number());
    }
    errno = why;
    return made;
}

}  // namespace

std::string read_token(const std::string& path, std::string& error) {
    const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.open()) return refuse(error, path, std::strerror(errno));
    std::string token;
    std::array<char, longest_token> chunk{};
    for (;;) {
        const auto size = ::read(file.number(), chunk.data(), chunk.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return refuse(error, path, std::strerror(errno));
        if (size == 0) break;
        token.append(chunk.data(), static_cast<std::size_t>(size));
        if (token.size() > longest_token) return refuse(error, path, "is too long for a token");
    }
    const auto last = token.find_last_not_of(" \t\r\n");
    token.resize(last == std::string::npos ? 0 : last + 1);
    if (token.empty()) return refuse(error, path, "holds no token; remove the file to get a new one");
    return token;
}

std::string read_or_make_token(const std::string& path, std::string& error) {
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0) {
        if (errno != ENOENT) return refuse(error, path, std::strerror(errno));
        std::array<unsigned char, random_octets> octets{};
        if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1)
            return refuse(error, path, "no random numbers for a token");
        if (!make(path, store::to_hex({reinterpret_cast<const char*>(octets.data()), octets.size()})))
            return refuse(error, path, std::string("can't be made: ") + std::strerror(errno));
    }
    return read_token(path, error);
}

}  // namespace proxy::admin
