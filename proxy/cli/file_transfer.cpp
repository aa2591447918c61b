#include "proxy/cli/file_transfer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <ostream>
#include <system_error>
#include <utility>

namespace proxy::cli {
namespace {

constexpr std::string_view standard = "-";
constexpr int bar_width = 24;

std::string why() { return std::system_category().message(errno); }

}  // namespace

void file_source::close::operator()(std::FILE* file) const noexcept {
    if (file != stdin) std::fclose(file);
}

file_source::file_source(const std::string& path, std::string& error) : path_(path) {
    file_.reset(path == standard ? stdin : std::fopen(path.c_str(), "rbe"));
    if (!file_) {
        error = "can't read " + path + ": " + why();
        return;
    }
    std::error_code failed;
    const auto size = path == standard ? 0 : std::filesystem::file_size(path, failed);
    if (!failed && size > 0) size_ = size;
}

// Gives what is there: a pipe's writer may take its time for more.
bool file_source::read(std::string& into) {
    into.resize(portion);
    ssize_t size = -1;
    do size = ::read(::fileno(file_.get()), into.data(), into.size());
    while (size < 0 && errno == EINTR);
    if (size < 0) trouble_ = "can't read " + path_ + ": " + why();
    into.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return size >= 0;
}

file_sink::file_sink(std::string path, std::ostream& standard_output, std::string& error)
    : path_(std::move(path)), part_(path_ + ".part"), standard_output_(standard_output) {
    if (path_ == standard) return;
    file_ = std::fopen(part_.c_str(), "wbe");
    if (file_ == nullptr) error = "can't write " + part_ + ": " + why();
}

file_sink::~file_sink() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::remove(part_.c_str());
}

bool file_sink::failed() {
    trouble_ = "can't write " + (path_ == standard ? std::string("standard output") : path_) + ": " + why();
    return false;
}

bool file_sink::write(std::string_view octets) {
    if (path_ == standard)
        return standard_output_.write(octets.data(), static_cast<std::streamsize>(octets.size())) ? true : failed();
    return std::fwrite(octets.data(), 1, octets.size(), file_) == octets.size() || failed();
}

bool file_sink::finish() {
    if (path_ == standard) return standard_output_.flush() ? true : failed();
    if (std::fflush(file_) != 0 || ::fsync(::fileno(file_)) != 0) return failed();
    std::fclose(std::exchange(file_, nullptr));
    return std::rename(part_.c_str(), path_.c_str()) == 0 || failed();
}

std::string format_of(const std::string& said, const std::string& path) {
    if (!said.empty()) return said;
    const auto ends = [&](std::string_view end) { return path.ends_with(end); };
    return ends(".ndjson") || ends(".jsonl") || ends(".json") ? "ndjson" : "csv";
}

std::string progress_line(std::string_view what, std::uint64_t lines, std::uint64_t octets,
                          std::optional<std::uint64_t> all_octets, double seconds) {
    const auto rate = seconds > 0 ? static_cast<double>(lines) / seconds : 0;
    auto line = fmt::format("{} {} lines, {:.0f} a second", what, lines, rate);
    if (!all_octets || *all_octets == 0) return line;
    const auto part = std::min(1.0, static_cast<double>(octets) / static_cast<double>(*all_octets));
    const int full = static_cast<int>(part * bar_width);
    line = fmt::format("[{:#<{}}{:.<{}}] {:3.0f} %  {}", "", full, "", bar_width - full, part * 100, line);
    if (part <= 0 || seconds <= 0) return line;
    const auto left = static_cast<std::uint64_t>(seconds / part - seconds + 0.5);
    return line + fmt::format(", {}:{:02} left", left / 60, left % 60);
}

void progress_bar::show(std::string_view what, std::uint64_t lines, std::uint64_t octets,
                        std::optional<std::uint64_t> all_octets) {
    if (!shown_) return;
    const auto now = std::chrono::steady_clock::now();
    if (std::exchange(what_, std::string(what)) != what) began_ = now;
    to_ << "\r\x1B[K" << progress_line(what, lines, octets, all_octets, std::chrono::duration<double>(now - began_).count())
        << std::flush;
    there_ = true;
}

void progress_bar::clear() {
    if (std::exchange(there_, false)) to_ << "\r\x1B[K" << std::flush;
}

}  // namespace proxy::cli
