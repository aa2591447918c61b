#pragma once
// What an import tells while it runs: a JSON object on each line. "progress" now and then, "rejected" for each line that is none,
// at the end either "import" or "error".
#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "proxy/admin/body_stream.hpp"
#include "proxy/admin/file_rows.hpp"
#include "store/import.hpp"

namespace proxy::admin {

[[nodiscard]] nlohmann::ordered_json json_of(const store::import_state& of);

class import_report {
public:
    static constexpr std::chrono::milliseconds interval{250};  // of progress: what an eye can follow
    static constexpr std::size_t shown_of_a_row = 200;         // octets: enough to find it by

    // `most_rejects`: told of; the others are only counted.
    import_report(body_stream& to, std::uint64_t most_rejects) : to_(to), rejects_left_(most_rejects) {}

    // Of these, what was read of the file so far. Says nothing while the last time is not `interval` ago.
    void progress(std::string_view phase, std::uint64_t lines, std::uint64_t octets, const store::import_state& durable);
    void reject(const file_row& row, std::string_view why);
    void end(const nlohmann::ordered_json& import);
    // `code`: what programs go by. `left`: of the import, where it can go on; or null.
    void fail(std::string_view code, std::string_view why, const nlohmann::ordered_json& left);

    // Somebody still reads.
    [[nodiscard]] bool heard() const noexcept { return heard_; }

private:
    void add(const nlohmann::ordered_json& line);
    void send();

    body_stream& to_;
    std::uint64_t rejects_left_;
    std::string waiting_;
    std::chrono::steady_clock::time_point next_;
    bool begun_ = false, heard_ = true;
};

}  // namespace proxy::admin
