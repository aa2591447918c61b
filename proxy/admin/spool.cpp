#include "proxy/admin/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace proxy::admin {

spool::spool(const std::string& directory, std::string& error) : directory_(directory) {
    std::error_code ignored;  // mkostemp() says it better
    std::filesystem::create_directories(directory, ignored);
    auto name = directory + "/file-XXXXXX";
    file_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (file_ < 0) {
        error = failed("make a file");
        return;
    }
    ::unlink(name.c_str());
}

spool::~spool() {
    if (file_ >= 0) ::close(file_);
}

std::string spool::failed(const std::string& what) const {
    return "can't " + what + " in " + directory_ + ": " + std::system_category().message(errno);
}

bool spool::write(std::string_view octets, std::string& error) {
    while (!octets.empty()) {
        const auto size = ::write(file_, octets.data(), octets.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) {
            error = failed("keep the file");
            return false;
        }
        octets.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

bool spool::rewind(std::string& error) {
    if (::lseek(file_, 0, SEEK_SET) == 0) return true;
    error = failed("read the file again");
    return false;
}

bool spool::read(std::string& into, std::string& error) {
    into.resize(portion);
    for (;;) {
        const auto size = ::read(file_, into.data(), into.size());
        if (size < 0 && errno == EINTR) continue;
        into.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        if (size < 0) error = failed("read the file again");
        return size >= 0;
    }
}

}  // namespace proxy::admin
