#include "metrics/catalogue.hpp"

#include <array>

namespace metrics {
namespace {

using names = std::span<const std::string_view>;

// Label sets. "direction" is upstream (to the SMSC) or downstream (to the sender); "link" and "list" are configured names.
constexpr std::array<std::string_view, 0> none{};
constexpr std::array<std::string_view, 4> pdus{"link", "direction", "command", "outcome"};
constexpr std::array<std::string_view, 2> link_list{"link", "list"};
constexpr std::array<std::string_view, 3> keywords{"link", "list", "keyword_class"};
constexpr std::array<std::string_view, 2> link_outcome{"link", "outcome"};
constexpr std::array<std::string_view, 1> list{"list"};
constexpr std::array<std::string_view, 1> link{"link"};
constexpr std::array<std::string_view, 2> link_bind{"link", "bind_type"};
constexpr std::array<std::string_view, 2> link_direction{"link", "direction"};
constexpr std::array<std::string_view, 2> link_reason{"link", "reason"};
constexpr std::array<std::string_view, 1> operation{"operation"};
constexpr std::array<std::string_view, 2> link_flaw{"link", "flaw"};
constexpr std::array<std::string_view, 1> state{"state"};
constexpr std::array<std::string_view, 2> build{"version", "revision"};

constexpr std::array<description, family_count> all{{
    {"stopgate_pdus_total", "PDUs read, by the leg's direction, command and what became of them.", kind::counter, names{pdus}},
    {"stopgate_submits_refused_total", "Submits refused because their recipient is suppressed.", kind::counter, names{link_list}},
    {"stopgate_keywords_total", "Replies that were keywords, by what they ask for.", kind::counter, names{keywords}},
    {"stopgate_confirmations_total", "Texts sent in answer to keywords, by how they ended.", kind::counter, names{link_outcome}},
    {"stopgate_receipts_total", "Receipts for refused submits, by how they ended.", kind::counter, names{link_outcome}},
    {"stopgate_suspicious_replies_total", "Replies that read like an opt-out and were relayed.", kind::counter, names{link_list}},
    {"stopgate_first_message_notices_total", "First texts to somebody that got the notice.", kind::counter, names{link}},
    {"stopgate_staff_commands_total", "Orders of staff in submits that were carried out.", kind::counter, names{link}},
    {"stopgate_carrier_opt_outs_total", "Opt-outs that the carrier's codes told of.", kind::counter, names{link}},
    {"stopgate_suppressions", "Entries of the suppression list.", kind::gauge, names{list}},
    {"stopgate_review_waiting", "Replies that read like opt-outs and wait for people.", kind::gauge, names{none}},
    {"stopgate_filter_mismatch_total", "Listed numbers that the memory filter ruled out.", kind::counter, names{none}},
    {"stopgate_filter_state", "1 for what the memory filter is: off, filling or ready.", kind::gauge, names{state}},
    {"stopgate_filter_keys", "Numbers in the memory filter, about.", kind::gauge, names{none}},
    {"stopgate_filter_bytes", "Memory of the memory filter.", kind::gauge, names{none}},
    {"stopgate_store_cache_hits_total", "Blocks of table files that were in the cache.", kind::counter, names{none}},
    {"stopgate_store_cache_misses_total", "Blocks of table files that were read from the disk.", kind::counter, names{none}},
    {"stopgate_store_cache_bytes", "Memory of the cached blocks.", kind::gauge, names{none}},
    {"stopgate_store_bloom_useful_total", "Reads of table files that their Bloom filters spared.", kind::counter, names{none}},
    {"stopgate_store_bloom_positives_total", "Reads of table files that their Bloom filters let pass.", kind::counter,
     names{none}},
    {"stopgate_store_bloom_true_positives_total", "Those of them that found what was asked for.", kind::counter, names{none}},
    {"stopgate_store_wal_syncs_total", "Times that the write-ahead log was synced to the disk.", kind::counter, names{none}},
    {"stopgate_store_wal_bytes_total", "Octets written to the write-ahead log.", kind::counter, names{none}},
    {"stopgate_store_stall_seconds_total", "Time for which RocksDB slowed writes down or stopped them.", kind::counter,
     names{none}},
    {"stopgate_store_writes_stopped", "1 while RocksDB takes no writes because compaction is behind.", kind::gauge, names{none}},
    {"stopgate_store_compaction_read_bytes_total", "Octets that compactions read.", kind::counter, names{none}},
    {"stopgate_store_compaction_written_bytes_total", "Octets that compactions wrote.", kind::counter, names{none}},
    {"stopgate_store_compaction_pending_bytes", "What compactions have yet to rewrite, about.", kind::gauge, names{none}},
    {"stopgate_store_background_errors", "Errors of flushes and compactions since the start.", kind::gauge, names{none}},
    {"stopgate_store_tables_bytes", "Size of all table files.", kind::gauge, names{none}},
    {"stopgate_store_memtables_bytes", "Memory of what is not in table files yet.", kind::gauge, names{none}},
    {"stopgate_store_disk_bytes", "Size of the file system that holds the store.", kind::gauge, names{none}},
    {"stopgate_store_disk_free_bytes", "What is free of it.", kind::gauge, names{none}},
    {"stopgate_lookup_seconds", "Time to the verdicts on all submits of one read, from memory.", kind::histogram, names{none}},
    {"stopgate_opt_out_durable_seconds", "Time from reading an opt-out to its being on disk.", kind::histogram, names{none}},
    {"stopgate_upstream_response_seconds", "Time from a request to the SMSC to its answer.", kind::histogram, names{link}},
    {"stopgate_links_bound", "Links bound now.", kind::gauge, names{link_bind}},
    {"stopgate_in_flight", "Requests passed on and not answered yet.", kind::gauge, names{link_direction}},
    {"stopgate_held_pdus", "PDUs that wait for a verdict or for the store.", kind::gauge, names{link}},
    {"stopgate_bytes_total", "Octets read.", kind::counter, names{link_direction}},
    {"stopgate_paused_seconds_total", "Time in which a leg was not read, by reason.", kind::counter, names{link_reason}},
    {"stopgate_store_errors_total", "Store operations that failed.", kind::counter, names{operation}},
    {"stopgate_malformed_pdus_total", "PDUs that did not parse, by what was wrong.", kind::counter, names{link_flaw}},
    {"stopgate_connections_denied_total", "Senders' connections turned away before a word of SMPP.", kind::counter,
     names{link_reason}},
    {"stopgate_build_info", "Always 1; the labels name the build.", kind::gauge, names{build}},
    {"stopgate_config_generation", "1 at the start, and one more with each reload of the configuration.", kind::gauge,
     names{none}},
    {"process_cpu_seconds_total", "Processor time, of user and system.", kind::counter, names{none}},
    {"process_resident_memory_bytes", "Memory that is in RAM.", kind::gauge, names{none}},
    {"process_virtual_memory_bytes", "Address space.", kind::gauge, names{none}},
    {"process_open_fds", "Open file descriptors.", kind::gauge, names{none}},
    {"process_max_fds", "As many file descriptors as may be open.", kind::gauge, names{none}},
    {"process_start_time_seconds", "When the process began, in seconds since 1970.", kind::gauge, names{none}},
}};

}  // namespace

std::span<const description, family_count> catalogue() noexcept { return all; }

const description& describe(family which) noexcept { return all[static_cast<std::size_t>(which)]; }

}  // namespace metrics
