#pragma once
// Files of the command line: where octets come from and go to. "-" is standard input or output.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace proxy::cli {

class file_source {
public:
    static constexpr std::size_t portion = 256 * 1024;

    // Not good: `error` says why.
    file_source(const std::string& path, std::string& error);
    // The next octets in place of what `into` held; empty: that was all. False: see trouble().
    [[nodiscard]] bool read(std::string& into);
    [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }
    [[nodiscard]] std::optional<std::uint64_t> size() const noexcept { return size_; }  // of a regular file

private:
    struct close {
        void operator()(std::FILE* file) const noexcept;
    };
    const std::string path_;
    std::unique_ptr<std::FILE, close> file_;
    std::optional<std::uint64_t> size_;
    std::string trouble_;
};

// Under another name until it is whole: whoever finds the file has all of it.
class file_sink {
public:
    file_sink(std::string path, std::ostream& standard_output, std::string& error);
    ~file_sink();  // what was not finished is removed
    file_sink(const file_sink&) = delete;
    file_sink& operator=(const file_sink&) = delete;

    [[nodiscard]] bool write(std::string_view octets);
    [[nodiscard]] bool finish();
    [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }

private:
    [[nodiscard]] bool failed();

    const std::string path_, part_;
    std::ostream& standard_output_;
    std::FILE* file_ = nullptr;
    std::string trouble_;
};

// "csv" or "ndjson": as said, or by the file's name.
[[nodiscard]] std::string format_of(const std::string& said, const std::string& path);

// A bar with rate and time left, on one line of a terminal; silent elsewhere.
class progress_bar {
public:
    progress_bar(std::ostream& to, bool shown) : to_(to), shown_(shown), began_(std::chrono::steady_clock::now()) {}
    ~progress_bar() { clear(); }
    progress_bar(const progress_bar&) = delete;
    progress_bar& operator=(const progress_bar&) = delete;

    void show(std::string_view what, std::uint64_t lines, std::uint64_t octets, std::optional<std::uint64_t> all_octets);
    void clear();

private:
    std::ostream& to_;
    const bool shown_;
    std::chrono::steady_clock::time_point began_;
    std::string what_;
    bool there_ = false;
};
// What it says, for tests.
[[nodiscard]] std::string progress_line(std::string_view what, std::uint64_t lines, std::uint64_t octets,
                                        std::optional<std::uint64_t> all_octets, double seconds);

}  // namespace proxy::cli
