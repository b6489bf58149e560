// Arrangement: a lawful set of placements under change, with its value and what else could be chosen.
//
// A unit is what is placed together or not at all: one apprentice, or a travel group.  A choice places a whole unit.
// Thread rule: not for concurrent use.

#ifndef ENGINE_MATCHING_ARRANGEMENT_H_
#define ENGINE_MATCHING_ARRANGEMENT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include <absl/container/inlined_vector.h>
#include <absl/numeric/int128.h>

#include "engine/matching/ledger.h"
#include "engine/matching/matching.h"
#include "engine/matching/objective.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/stay_finder.h"

namespace walz {

using UnitIndex = Index<struct UnitTag>;

struct Choice {
  absl::InlinedVector<Placement, 1> placements;  // One a member, in the order of the unit's members.
  absl::int128 value = 0;                        // Sum over the members.
};

class Arrangement {
 public:
  // All arguments must outlive this object.
  Arrangement(const Problem& problem, const PairOptions& options, const Objective& objective,
              const std::vector<QuotaGroups>& quotas, StayFinder& stays);

  std::size_t unit_count() const { return members_.size(); }
  UnitIndex UnitOf(ApprenticeIndex apprentice) const { return unit_of_[apprentice.value]; }
  absl::Span<const ApprenticeIndex> MembersOf(UnitIndex unit) const { return members_[unit.value]; }
  const std::optional<Choice>& ChoiceOf(UnitIndex unit) const { return choices_[unit.value]; }
  bool IsPlaced(UnitIndex unit) const { return choices_[unit.value].has_value(); }

  // Adds the choice if every quota holds with it; says whether it did.  REQUIRES: the unit is not placed.
  bool Place(UnitIndex unit, const Choice& choice);
  // Takes the unit out and returns what it had.  REQUIRES: the unit is placed.
  Choice Remove(UnitIndex unit);

  // Values of the placed, and the weight of each centre at its least.
  absl::int128 value() const { return value_; }
  const Ledger& ledger() const { return ledger_; }
  // How many of a centre with a least are placed.
  std::int32_t PlacedOf(CentreIndex centre) const { return placed_of_centre_[centre.value]; }
  // The most that centres below their least could still add.
  absl::int128 least_room() const { return least_room_; }

  // Choices of the unit for one opening of its first member, at the shortest lawful length, best first; at most `most`,
  // spread over the first days.
  std::vector<Choice> ChoicesAt(UnitIndex unit, const PairOption& option, std::size_t most) const;

  // Those of them with this first day; at most `most` of a travel group are looked at.
  std::vector<Choice> ChoicesFrom(UnitIndex unit, const PairOption& option, Day first, std::size_t most) const;

  // By apprentice; of all, and of some (in ascending order).
  std::vector<Placement> placements() const;
  std::vector<Placement> PlacementsOf(absl::Span<const ApprenticeIndex> apprentices) const;

  // The outcome of a policy whose claim is no bound on the score.
  RunOutcome OutcomeOf(Policy policy, bool proven) const;

  const Objective& objective() const { return objective_; }
  const PairOptions& options() const { return options_; }
  const Problem& problem() const { return problem_; }
  StayFinder& stays() const { return stays_; }

 private:
  Choice SingleChoice(ApprenticeIndex apprentice, const PairOption& option, DayRange stay) const;
  std::vector<Choice> GroupChoices(UnitIndex unit, const PairOption& option, std::size_t most) const;
  void CountCentre(ApprenticeIndex apprentice, int sign);

  const Problem& problem_;
  const PairOptions& options_;
  const Objective& objective_;
  StayFinder& stays_;
  Ledger ledger_;
  std::vector<std::vector<ApprenticeIndex>> members_;
  std::vector<UnitIndex> unit_of_;
  std::vector<std::optional<Choice>> choices_;
  std::vector<std::int32_t> least_of_centre_;  // 0: none.
  std::vector<std::int32_t> placed_of_centre_;
  absl::int128 value_ = 0;
  absl::int128 least_room_ = 0;
};

// Those of one that are not in the other, of both; by apprentice, as both are.
std::vector<Placement> ChangedPlacements(const std::vector<Placement>& before, const std::vector<Placement>& after);

// What units have in these placements, by apprentice; values are of `options`, which have all of them.
std::map<UnitIndex, Choice> ChoicesOf(const PairOptions& options, const std::vector<Placement>& placements,
                                      const Arrangement& arrangement);

// Gives those who have `before` what they have in `after` instead, by apprentice; values are of `options`.  False, and
// nothing changed, if that does not fit.  Stays of a travel group have to be in both as a whole.
bool Rearrange(const PairOptions& options, const std::vector<Placement>& before, const std::vector<Placement>& after,
               Arrangement& arrangement);

}  // namespace walz

#endif  // ENGINE_MATCHING_ARRANGEMENT_H_
