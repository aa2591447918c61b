#pragma once
// The system calls of a proxy into which counted_calls is preloaded.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tests::bench {

enum class call_kind : std::uint8_t { receive, receive_nothing, send, wait, control };
inline constexpr std::size_t call_kinds = 5;
inline constexpr std::array<const char*, call_kinds> call_names{"receive", "receive_nothing", "send", "wait", "control"};

using call_counts = std::array<std::uint64_t, call_kinds>;
// From the file that the proxy was told by STOPGATE_CALLS.
[[nodiscard]] call_counts calls_of(const std::string& file);

}  // namespace tests::bench
