// Seeds: how many random problems a test tries.

#ifndef TESTS_SUPPORT_SEEDS_H_
#define TESTS_SUPPORT_SEEDS_H_

#include <cstdint>

namespace walz {

// Whether clang watches this build: it looks for harm to memory and numbers, which a part of the problems meet as well
// as all, and takes several times as long for each.  What is wrong in a result the other build finds.
#if defined(__has_feature)
inline constexpr bool kIsSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool kIsSanitized = false;
#endif

// For tests that take seconds.
constexpr std::uint64_t SeedCount(std::uint64_t count) { return kIsSanitized ? (count + 3) / 4 : count; }

}  // namespace walz

#endif  // TESTS_SUPPORT_SEEDS_H_
