#pragma once
// Every family of metrics that Stopgate shows: one list. Base units (seconds, bytes); label values are bounded by the
// configuration or by the specification, never by what a peer sends. std only.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace metrics {

// The names without their prefix "stopgate_"; those of the process have none, as in every exporter.
enum class family : std::uint8_t {
    pdus_total,
    submits_refused_total,
    keywords_total,
    confirmations_total,
    receipts_total,
    suspicious_replies_total,
    first_message_notices_total,
    staff_commands_total,
    carrier_opt_outs_total,
    suppressions,
    review_waiting,
    filter_mismatch_total,
    filter_state,
    filter_keys,
    filter_bytes,
    store_cache_hits_total,
    store_cache_misses_total,
    store_cache_bytes,
    store_bloom_useful_total,
    store_bloom_positives_total,
    store_bloom_true_positives_total,
    store_wal_syncs_total,
    store_wal_bytes_total,
    store_stall_seconds_total,
    store_writes_stopped,
    store_compaction_read_bytes_total,
    store_compaction_written_bytes_total,
    store_compaction_pending_bytes,
    store_background_errors,
    store_tables_bytes,
    store_memtables_bytes,
    store_disk_bytes,
    store_disk_free_bytes,
    lookup_seconds,
    opt_out_durable_seconds,
    upstream_response_seconds,
    links_bound,
    in_flight,
    held_pdus,
    bytes_total,
    paused_seconds_total,
    store_errors_total,
    malformed_pdus_total,
    connections_denied_total,
    build_info,
    config_generation,
    process_cpu_seconds_total,
    process_resident_memory_bytes,
    process_virtual_memory_bytes,
    process_open_fds,
    process_max_fds,
    process_start_time_seconds,
};
inline constexpr std::size_t family_count = static_cast<std::size_t>(family::process_start_time_seconds) + 1;  // the last one

enum class kind : std::uint8_t { counter, gauge, histogram };

struct description {
    std::string_view name;  // with the prefix
    std::string_view help;
    kind type = kind::counter;
    std::span<const std::string_view> labels;  // names, in the order in which sink::add wants their values
};

// In the order of the enumeration. Static.
[[nodiscard]] std::span<const description, family_count> catalogue() noexcept;
[[nodiscard]] const description& describe(family which) noexcept;

}  // namespace metrics
