// AuditMarket: who likes what, and who has what, as plain arrays; and what they prove about a stable matching.
//
// Apprentices list seats, the best first; options of one level are equally good.  A seat likes an apprentice by
// `liking` (less is better), equals by draw, then by number.  Thread rule: free functions of their arguments.

#ifndef ENGINE_MATCHING_AUDIT_MARKET_H_
#define ENGINE_MATCHING_AUDIT_MARKET_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <absl/types/span.h>

namespace walz {

struct AuditMarket {
  struct Option {
    std::uint32_t seat = 0;
    std::uint32_t level = 0;  // Never falls along a list.
    std::uint64_t liking = 0;
  };
  static constexpr std::int32_t kNone = -1;

  std::uint32_t LevelOf(std::uint32_t apprentice) const {
    const std::int32_t at = own[apprentice];
    return at == kNone ? 0xffffffffu : options[apprentice][static_cast<std::size_t>(at)].level;
  }

  // The options before its own in its list; all if it has none.
  absl::Span<const Option> BetterThanOwn(std::uint32_t apprentice) const {
    const absl::Span<const Option> all = options[apprentice];
    return own[apprentice] == kNone ? all : all.first(static_cast<std::size_t>(own[apprentice]));
  }

  std::vector<std::vector<Option>> options;  // By apprentice.
  std::vector<std::uint64_t> draw;           // By apprentice: the lottery; less is better.
  std::vector<std::int64_t> places;          // By seat.
  std::vector<std::int32_t> own;             // By apprentice: the position in its options, or kNone.
};

// Who has the places of one seat.
struct Occupants {
  std::int64_t count = 0;
  std::int64_t worst = AuditMarket::kNone;  // The apprentice that the seat likes least.
  std::uint64_t worst_liking = 0;
};
std::vector<Occupants> OccupantsOf(const AuditMarket& market);

// The first apprentice, and its best option, that would rather have each other.  If `ties_are_broken`, equals count as
// told apart by lottery: by position in the list and by draw.  O(options before everybody's own).
std::optional<std::pair<std::uint32_t, std::uint32_t>> FindBlockingPair(const AuditMarket& market,
                                                                        bool ties_are_broken);

// Whether no matching that is stable once ties are broken is better for any apprentice (any seat).  Source: such a
// matching could be left by a rotation (R. W. Irving, P. Leather 1986; D. Gusfield, R. W. Irving 1989), which is a
// cycle in a graph with one edge a seat (an apprentice).  O(options).  REQUIRES: no blocking pair, ties broken.
bool IsBestForApprentices(const AuditMarket& market);
bool IsBestForSeats(const AuditMarket& market);

// StableFigures::could_improve.  Strongly connected components by two searches (Kosaraju, Sharir 1981).
// REQUIRES: no blocking pair.
std::int64_t CountWhoCouldImprove(const AuditMarket& market);

// The most that any matching places: grows the market's own along alternating paths (Berge 1957).
// O(options * apprentices) at worst, a few passes as a rule.
std::int64_t CountPlaceable(const AuditMarket& market);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_MARKET_H_
