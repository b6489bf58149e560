// The round's lottery: numbers made from stable ids and the seed alone.  Part of the problem's statement: matcher and
// auditor must agree on it, and it never changes.

#ifndef ENGINE_MATCHING_LOTTERY_H_
#define ENGINE_MATCHING_LOTTERY_H_

#include <cstdint>

#include <absl/strings/string_view.h>

#include "engine/base/hash.h"

namespace walz {

// The lottery number of an apprentice; orders apprentices where a policy needs an order.  Smaller is drawn first.
constexpr std::uint64_t LotteryOf(std::uint64_t seed, absl::string_view apprentice_id) {
  return Hash64(Hash64(seed, std::uint64_t{1}), apprentice_id);
}

// The lottery number of a pair, 32 bits; the last level of the objective sums them up, more is better.
constexpr std::uint32_t PairLotteryOf(std::uint64_t apprentice_lottery, std::uint64_t opening_hash) {
  return static_cast<std::uint32_t>(Hash64(apprentice_lottery, opening_hash) >> 32);
}

// The part of PairLotteryOf that depends on the opening.
constexpr std::uint64_t OpeningHashOf(absl::string_view opening_id) { return Hash64(std::uint64_t{2}, opening_id); }

}  // namespace walz

#endif  // ENGINE_MATCHING_LOTTERY_H_
