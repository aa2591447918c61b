// From the counters of all threads to the metrics' families, at scrape time.
#include <array>

#include "metrics/exposition.hpp"
#include "metrics/process.hpp"
#include "proxy/app/application.hpp"
#include "proxy/app/version.hpp"
#include "proxy/relay/tally.hpp"

namespace proxy::app {
namespace {

using metrics::family;
using relay::side;

// Octets and PDUs that came from the sender go upstream.
constexpr std::array<std::string_view, relay::side_count> direction_from{"upstream", "downstream"};
constexpr std::array<std::string_view, relay::side_count> direction_to{"downstream", "upstream"};

void add_pdus(metrics::sink& into, std::string_view link, const relay::tally& counts) {
    for (std::size_t from = 0; from < relay::side_count; ++from) {
        for (std::size_t command = 0; command < relay::command_count; ++command) {
            const auto label = relay::command_label(command);
            if (label.empty()) continue;
            for (std::size_t what = 0; what < relay::outcome_count; ++what) {
                const auto& counter = counts.pdus[from][command][what];
                // Zero from the start where it can happen in every link; the rest when it does.
                const bool usual = command == relay::command_index(protocol::command_id::submit_sm) ||
                                   command == relay::command_index(protocol::command_id::deliver_sm);
                if (!usual && counter.value() == 0) continue;
                into.add(family::pdus_total, {link, direction_from[from], label, relay::name(static_cast<relay::outcome>(what))},
                         counter);
            }
        }
    }
}

void add_link(metrics::sink& into, const net::named_tally& from) {
    const auto& [link, lists, counts] = from;
    add_pdus(into, link, counts);
    for (std::size_t i = 0; i <= lists.size(); ++i) {
        const std::string_view list = i < lists.size() ? std::string_view{lists[i]} : "none";
        into.add(family::submits_refused_total, {link, list}, counts.by_list[i].refused);
        if (i < lists.size()) into.add(family::suspicious_replies_total, {link, list}, counts.by_list[i].suspicious);
        for (std::size_t c = 1; c < consent::keyword_class_count && i < lists.size(); ++c) {
            into.add(family::keywords_total, {link, list, consent::name(static_cast<consent::keyword_class>(c))},
                     counts.by_list[i].keywords[c]);
        }
    }
    for (std::size_t i = 1; i < protocol::flaw_count; ++i) {
        into.add(family::malformed_pdus_total, {link, protocol::name(static_cast<protocol::flaw>(i))}, counts.malformed[i]);
    }
    for (std::size_t i = 0; i < relay::side_count; ++i) {
        into.add(family::bytes_total, {link, direction_from[i]}, counts.octets[i]);
        into.add(family::in_flight, {link, direction_to[i]}, counts.in_flight[i]);
    }
    for (std::size_t i = 1; i < relay::stall_count; ++i) {
        into.add(family::paused_seconds_total, {link, relay::name(static_cast<relay::stall>(i))},
                 static_cast<double>(counts.paused_ms[i].value()) / 1000);
    }
    for (std::size_t i = 0; i < relay::denial_count; ++i) {
        into.add(family::connections_denied_total, {link, relay::name(static_cast<relay::denial>(i))}, counts.denied[i]);
    }
    for (std::size_t i = 0; i < relay::bind_type_count; ++i) {
        into.add(family::links_bound, {link, relay::name(static_cast<relay::bind_type>(i))}, counts.bound[i]);
    }
    into.add(family::receipts_total, {link, "unstored"}, counts.receipts_unstored);
    into.add(family::first_message_notices_total, {link}, counts.notices);
    into.add(family::staff_commands_total, {link}, counts.staff_commands);
    into.add(family::carrier_opt_outs_total, {link}, counts.learned);
    into.add(family::held_pdus, {link}, counts.held);
    into.add(family::upstream_response_seconds, {link}, counts.upstream_response);
}

void add_filter(metrics::sink& into, const store::suppression_store& from) {
    const auto now = from.memory_filter_status();
    for (std::size_t i = 0; i < store::filter_state_count; ++i) {
        const auto state = static_cast<store::filter_state>(i);
        into.add(family::filter_state, {store::name(state)}, state == now.state ? 1 : 0);
    }
    into.add(family::filter_keys, {}, now.keys);
    into.add(family::filter_bytes, {}, now.octets);
    into.add(family::filter_mismatch_total, {}, from.tally().filter_mismatches.load(std::memory_order_relaxed));
}

void add_database(metrics::sink& into, const store::store_figures& now) {
    into.add(family::store_cache_hits_total, {}, now.cache_hits);
    into.add(family::store_cache_misses_total, {}, now.cache_misses);
    into.add(family::store_cache_bytes, {}, now.cache);
    into.add(family::store_bloom_useful_total, {}, now.bloom_useful);
    into.add(family::store_bloom_positives_total, {}, now.bloom_positives);
    into.add(family::store_bloom_true_positives_total, {}, now.bloom_true_positives);
    into.add(family::store_wal_syncs_total, {}, now.wal_syncs);
    into.add(family::store_wal_bytes_total, {}, now.wal_octets);
    into.add(family::store_stall_seconds_total, {}, static_cast<double>(now.stall_us) / 1e6);
    into.add(family::store_writes_stopped, {}, now.writes_stopped ? 1 : 0);
    into.add(family::store_compaction_read_bytes_total, {}, now.compaction_read);
    into.add(family::store_compaction_written_bytes_total, {}, now.compaction_written);
    into.add(family::store_compaction_pending_bytes, {}, now.compaction_pending);
    into.add(family::store_background_errors, {}, now.background_errors);
    into.add(family::store_tables_bytes, {}, now.tables);
    into.add(family::store_memtables_bytes, {}, now.memtables);
    if (now.disk == 0) return;
    into.add(family::store_disk_bytes, {}, now.disk);
    into.add(family::store_disk_free_bytes, {}, now.disk_free);
}

}  // namespace

std::string application::metrics() {
    return metrics::exposition([this](metrics::sink& into) {
        for (const auto& one : workers_) {
            one->counts().each([&](const net::named_tally& counts) { add_link(into, counts); });
            into.add(family::lookup_seconds, {}, one->lookup_seconds());
        }
        courier_->each_settled([&](const std::string& link, const net::courier::outcomes& counts) {
            for (std::size_t i = 0; i < store::confirmation_outcome_count; ++i) {
                const auto outcome = static_cast<store::confirmation_outcome>(i + 1);
                into.add(family::confirmations_total, {link, store::name(outcome)}, counts.of_confirmations[i]);
                if (outcome == store::confirmation_outcome::unknown) continue;  // a receipt goes out until it is answered
                into.add(family::receipts_total, {link, store::name(outcome)}, counts.of_receipts[i]);
            }
        });
        const auto current = now();
        for (const auto& one : current->lists->all()) into.add(family::suppressions, {one.name}, 0);
        for (const auto& [list, entries] : store_->counts()) into.add(family::suppressions, {list}, entries);
        into.add(family::review_waiting, {}, store_->suspicions_waiting());
        add_filter(into, *store_);
        add_database(into, store_->figures());
        metrics::add_process(into);
        into.add(family::opt_out_durable_seconds, {}, store_->tally().opt_out_durable_seconds);
        for (std::size_t i = 0; i < store::operation_count; ++i) {
            const auto what = static_cast<store::operation>(i);
            into.add(family::store_errors_total, {store::name(what)}, store_->tally().errors_of(what));
        }
        into.add(family::build_info, {version(), revision()}, 1);
        into.add(family::config_generation, {}, current->number);
    });
}

}  // namespace proxy::app
