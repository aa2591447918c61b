#pragma once
// A file without a name: gone with the process, however that ends. One thread.
#include <cstddef>
#include <string>
#include <string_view>

namespace proxy::admin {

class spool {
public:
    static constexpr std::size_t portion = 256 * 1024;

    // In this directory, which is made. Not good: `error` says why.
    spool(const std::string& directory, std::string& error);
    ~spool();
    spool(const spool&) = delete;
    spool& operator=(const spool&) = delete;

    [[nodiscard]] bool write(std::string_view octets, std::string& error);
    // From the beginning again.
    [[nodiscard]] bool rewind(std::string& error);
    // The next octets in place of what `into` held; empty: that was all.
    [[nodiscard]] bool read(std::string& into, std::string& error);

private:
    [[nodiscard]] std::string failed(const std::string& what) const;

    const std::string directory_;
    int file_ = -1;
};

}  // namespace proxy::admin
