#pragma once
// Errors as RFC 9457 problem details: application/problem+json with type, title, status and detail.
#include <chrono>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "proxy/admin/http_message.hpp"

namespace proxy::admin {

// The reason phrase of RFC 9110, for the codes that we use.
[[nodiscard]] std::string_view title_of(unsigned status) noexcept;

// What programs go by, in the member "code". The type is "about:blank" (RFC 9457 §4.2.1): nothing but the status is meant by it.
// A problem that shares its status with others has a code of its own.
[[nodiscard]] std::string_view code_of(unsigned status) noexcept;

// `detail`: a sentence for the person who asked.
[[nodiscard]] response problem(unsigned status, std::string_view detail);
// With members of its own ("matched" of a flush that needs a confirmation). `more` is an object.
[[nodiscard]] response problem(unsigned status, std::string_view detail, const nlohmann::ordered_json& more);

// To a request whose endpoint did not answer in time.
[[nodiscard]] response no_answer();

// 429: ask again after so long.
[[nodiscard]] response too_many(std::string_view detail, std::chrono::duration<double> wait);

// 200, unless said. Octets that are no UTF-8 (addresses may hold any) become U+FFFD.
[[nodiscard]] response json_answer(const nlohmann::ordered_json& body, unsigned status = 200);

}  // namespace proxy::admin
