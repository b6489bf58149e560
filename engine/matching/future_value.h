// FutureValue: what a place will be worth to apprentices who come later, estimated from past rounds.
//
// A price of a past round's certificate says what one place more would have added to that round's goals: what the place
// was worth to whoever came next for it.  Whoever is placed early, week by week, should leave places alone that are
// worth more to those who will come: maximise the sum of (points - estimate), not of points.  A round does so by the
// criterion later_worth, on the level of points and so below pins, tiers and leasts, which it never disturbs: it
// chooses the place, never whether somebody gets one.
//
// Estimate of an opening: the mean over the past rounds that it took part in; an opening that none knows has the mean
// of all that share its field, country and month, else its field and country, else its country; else 0.
//
// Source: the bid prices of revenue management (R. W. Simpson 1989; K. Talluri, G. van Ryzin 1998), used for placing
// refugees week by week by N. Ahani, P. Golz, A. D. Procaccia, A. Teytelboym, A. C. Trapp (2021).  The estimate is no
// bound and proves nothing.  Thread rule: const methods from any thread.

#ifndef ENGINE_MATCHING_FUTURE_VALUE_H_
#define ENGINE_MATCHING_FUTURE_VALUE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// What openings of different rounds have in common.
struct PlaceKind {
  std::string field;  // The first two digits of the opening's first field.
  Country country;    // Of the company.
  int month = 0;      // 1..12, in which the first window begins; 0: none.

  friend auto operator<=>(const PlaceKind&, const PlaceKind&) = default;
};
PlaceKind PlaceKindOf(const Opening& opening, Country country);  // `country`: of its company.

// What a place was worth in one round, in points.
struct PastPlace {
  std::string opening;
  PlaceKind kind;
  std::int64_t points = 0;  // >= 0; 0: places were left.
};

// All openings of a round, by id, with the prices of its certificate for one placement: those of all groups on the
// host's side together, a price by day for each day of the opening's shortest stay at the mean of the priced days.
// A price that decides over placements and not only over points counts as kPlacementPoints.  A round that looked ahead
// itself held some points back from each place: where a place had a price beyond that, both together are its worth.
std::vector<PastPlace> PastPlacesOf(const Problem& problem, const RuleBook& rules, const Certificate& certificate);
inline constexpr std::int64_t kPlacementPoints = std::int64_t{1000} * 100 * kCriterionCount;  // More than any pair has.

class FutureValue {
 public:
  // Of no round: nothing is worth anything.
  FutureValue() = default;
  explicit FutureValue(const std::vector<std::vector<PastPlace>>& past_rounds);

  // One more past round; their order does not matter.  O(places * log).
  void Add(const std::vector<PastPlace>& round);

  // Points, rounded down.
  std::int64_t PointsOf(absl::string_view opening, const PlaceKind& kind) const;
  // The same as a fact; none if it is worth nothing.
  std::optional<LaterWorthFact> FactOf(const Opening& opening, Country country) const;

 private:
  struct Mean {
    std::int64_t sum = 0;
    std::int64_t count = 0;
  };

  std::map<std::string, Mean> by_opening_;
  std::map<PlaceKind, Mean> by_kind_;  // Also with month 0, and with month 0 and no field, for all that share the rest.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_FUTURE_VALUE_H_
