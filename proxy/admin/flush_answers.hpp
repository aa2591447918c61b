#pragma once
// What the store says of a flush, as the API says it.
#include <nlohmann/json_fwd.hpp>

#include "proxy/admin/http_message.hpp"
#include "store/suppression_store.hpp"

namespace proxy::admin {

// matched, by_list, sample, preview.
[[nodiscard]] nlohmann::ordered_json json_of(const store::flush_preview& counted);

// flush_id, flushed, event; of one that was not done the problem.
[[nodiscard]] response answer_of(const store::flush_result& result, std::uint64_t confirmed);
[[nodiscard]] response not_flushed(const store::flush_result& result, std::uint64_t confirmed);

[[nodiscard]] response not_counted(const store::flush_preview& counted);

}  // namespace proxy::admin
