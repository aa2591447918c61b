#include "proxy/log/journal.hpp"

#include <spdlog/pattern_formatter.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace proxy::log {
namespace {

class priority final : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& line, const std::tm&, spdlog::memory_buf_t& out) override {
        const std::string_view prefix = of(line.level);
        out.append(prefix.data(), prefix.data() + prefix.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<priority>(); }

private:
    static const char* of(spdlog::level::level_enum level) {
        switch (level) {
            case spdlog::level::critical: return SD_CRIT;
            case spdlog::level::err: return SD_ERR;
            case spdlog::level::warn: return SD_WARNING;
            case spdlog::level::info: return SD_INFO;
            default: return SD_DEBUG;
        }
    }
};

}  // namespace

// JOURNAL_STREAM is "device:inode" of the stream that the service manager opened.
bool stderr_is_journal() {
    const char* const stream = std::getenv("JOURNAL_STREAM");
    struct stat seen{};
    if (stream == nullptr || fstat(STDERR_FILENO, &seen) != 0) return false;
    return std::to_string(seen.st_dev) + ":" + std::to_string(seen.st_ino) == stream;
}

std::unique_ptr<spdlog::formatter> journal_formatter() {
    auto made = std::make_unique<spdlog::pattern_formatter>();
    made->add_flag<priority>('*').set_pattern("%*%v");
    return made;
}

}  // namespace proxy::log
