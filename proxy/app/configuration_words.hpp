#pragma once
// The words that keys of the configuration take, each with what it stands for: to read them, and to say them again.
#include <cstddef>
#include <string_view>

#include "protocol/message_text.hpp"
#include "proxy/admin/credential.hpp"
#include "proxy/consent/dictionary.hpp"
#include "proxy/log/line.hpp"
#include "proxy/net/tls.hpp"
#include "proxy/relay/settings.hpp"
#include "store/suppression.hpp"

namespace proxy::app {

template <class Value>
struct word {
    std::string_view text;
    Value value;
};

inline constexpr word<protocol::alphabet> alphabet_words[]{
    {"gsm7", protocol::alphabet::gsm7},   {"gsm7-packed", protocol::alphabet::gsm7_packed},
    {"ascii", protocol::alphabet::ascii}, {"latin1", protocol::alphabet::latin1},
    {"utf8", protocol::alphabet::utf8},   {"ucs2", protocol::alphabet::ucs2}};
inline constexpr word<admin::role> role_words[]{
    {"viewer", admin::role::viewer}, {"operator", admin::role::reserved_operator}, {"admin", admin::role::admin}};
inline constexpr word<log::format> log_format_words[]{{"logfmt", log::format::logfmt}, {"json", log::format::json}};
inline constexpr word<log::level> log_level_words[]{
    {"debug", log::level::debug}, {"info", log::level::info}, {"warn", log::level::warn}, {"error", log::level::error}};
inline constexpr word<relay::refusal_mode> refusal_mode_words[]{{"status", relay::refusal_mode::status},
                                                                {"receipt", relay::refusal_mode::receipt}};
inline constexpr word<relay::on_store_error> on_store_error_words[]{{"refuse", relay::on_store_error::refuse},
                                                                    {"forward", relay::on_store_error::forward}};
inline constexpr word<store::scope> scope_words[]{
    {"sender", store::scope::sender}, {"list", store::scope::list}, {"global", store::scope::global}};
inline constexpr word<consent::match_mode> match_mode_words[]{
    {"exact", consent::match_mode::exact}, {"lenient", consent::match_mode::lenient}, {"prefix", consent::match_mode::prefix}};
inline constexpr word<consent::review_mode> review_words[]{
    {"off", consent::review_mode::off}, {"queue", consent::review_mode::queue}, {"opt-out", consent::review_mode::opt_out}};
inline constexpr word<bool> lifted_by_words[]{{"operator", false}, {"admin", true}};

inline constexpr word<net::peer_check> verify_words[]{
    {"require", net::peer_check::require}, {"optional", net::peer_check::optional}, {"none", net::peer_check::none}};

// The word for a value; empty when none stands for it.
template <class Value, std::size_t Count>
[[nodiscard]] constexpr std::string_view word_for(Value value, const word<Value> (&among)[Count]) {
    for (const auto& each : among) {
        if (each.value == value) return each.text;
    }
    return {};
}

}  // namespace proxy::app
