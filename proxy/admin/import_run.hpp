#pragma once
// One import from its first octet to its last line of answer. On the thread of its stream: reads and sorts a window while the
// store's writer takes the one before.
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/import_filler.hpp"
#include "proxy/admin/import_report.hpp"
#include "store/digest.hpp"
#include "store/import.hpp"

namespace proxy::admin {

struct import_settings {
    import_defaults otherwise;
    store::import_order order;
    bool all_or_nothing = false;
    bool is_json = false;
    std::uint64_t most_rejects = std::numeric_limits<std::uint64_t>::max();  // that are told of, line by line
    column_map columns;
    char separator = 0;  // 0: what the header shows
};

class import_run {
public:
    // A slow file's rows are durable after so long, however few they are.
    static constexpr std::chrono::seconds window_time{1};

    import_run(call& in, import_settings wanted);

    // Answers, or begins an answer and ends it.
    void run();

private:
    using clock = std::chrono::steady_clock;
    // Puts the next octets of the file into `into`; false: that was all, or trouble_ says what went wrong.
    using octets = std::function<bool(std::string& into)>;

    [[nodiscard]] std::unique_ptr<file_rows> new_rows() const;
    [[nodiscard]] bool read_header();
    [[nodiscard]] bool read(std::string& into);
    [[nodiscard]] bool begin();
    [[nodiscard]] std::string begin_later();
    void check_all_first(file_rows& rows);
    void take_all(file_rows& rows, const octets& more);
    void rest();
    [[nodiscard]] bool take(const file_row& row);
    [[nodiscard]] bool is_same_file();
    [[nodiscard]] bool hand_over();
    [[nodiscard]] bool await_window();
    void finish();
    void give_up();
    void fail(const nlohmann::ordered_json& left);
    [[nodiscard]] std::string digest_now() const { return std::string(store::view(digest_.now())); }

    call& in_;
    store::suppression_store& store_;
    import_settings wanted_;
    import_filler filler_;
    import_report report_;
    store::import_state state_;  // as it is durable
    std::string first_octets_;   // those that were read with the header
    std::string trouble_;        // why it can't go on; empty: it can
    std::string_view code_;      // the same for programs; empty: the store's disk, or the store
    std::shared_ptr<store::import_window> window_;
    std::optional<std::future<store::import_answer>> pending_;
    store::import_tally until_;  // lines, rows and rejected so far
    store::running_digest digest_;
    clock::time_point window_began_;
    std::uint64_t octets_ = 0;
    bool store_is_well_ = true;
    bool skipping_ = false;  // lines that are durable already
};

}  // namespace proxy::admin
