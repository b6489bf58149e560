// Marks: 32 bits that tell of most pairs at once that a rule has nothing to say of them.
//
// What one side names (openings, a country) and what the other side is are each given marks: where the two share none,
// neither names the other; where they share some, it may.

#ifndef ENGINE_RULEBOOK_MARK_H_
#define ENGINE_RULEBOOK_MARK_H_

#include <cstdint>

namespace walz {

using Marks = std::uint32_t;

// Of a thing by its number; others may have the same.
constexpr Marks MarkOf(std::uint32_t number) { return Marks{1} << number % 32; }

}  // namespace walz

#endif  // ENGINE_RULEBOOK_MARK_H_
