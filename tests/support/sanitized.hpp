#pragma once
// Whether AddressSanitizer or ThreadSanitizer is built in: STOPGATE_SANITIZED and, for what is only long, tests::sanitized.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STOPGATE_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define STOPGATE_SANITIZED
#endif
#endif

namespace tests {

#ifdef STOPGATE_SANITIZED
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

}  // namespace tests
