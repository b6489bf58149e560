#include "engine/matching/stay_finder.h"

#include "engine/base/check.h"

namespace walz {
namespace {

std::uint64_t PairKey(std::uint32_t a, std::uint32_t b) { return (std::uint64_t{a} << 32) | b; }

}  // namespace

StayFinder::StayFinder(const Problem& problem, const RuleBook& rules, const Sieve& sieve)
    : StayFinder(problem, rules, sieve.facets(rules.stays.dates_requirement)) {
  WALZ_CHECK(dates_ != nullptr);
}

std::unique_ptr<StayFinder> StayFinder::Another() const {
  return std::unique_ptr<StayFinder>(new StayFinder(problem_, rules_, dates_));
}

const StaySet& StayFinder::ShortestOf(ApprenticeIndex apprentice, OpeningIndex opening) {
  const std::optional<Pin>& pin = problem_.PinOf(apprentice);
  if (pin && pin->stay) {
    std::unique_ptr<StaySet>& stays = pinned_[PairKey(apprentice.value, opening.value)];
    if (!stays) stays = std::make_unique<StaySet>(OfLength(apprentice, opening, pin->stay->days()));
    return *stays;
  }
  std::unique_ptr<StaySet>& stays =
      shortest_[PairKey(dates_->LearnerFacetOf(apprentice), dates_->HostFacetOf(opening))];
  if (!stays) {
    const auto lengths = rules_.stays.permitted_lengths(problem_.View(apprentice), problem_.View(opening));
    WALZ_CHECK(lengths.has_value());
    stays = std::make_unique<StaySet>(OfLength(apprentice, opening, lengths->min));
  }
  return *stays;
}

int StayFinder::LongestOf(ApprenticeIndex apprentice, OpeningIndex opening) const {
  const std::optional<Pin>& pin = problem_.PinOf(apprentice);
  if (pin && pin->stay) return pin->stay->days();
  const auto lengths = rules_.stays.permitted_lengths(problem_.View(apprentice), problem_.View(opening));
  WALZ_CHECK(lengths.has_value());
  return lengths->max;
}

StaySet StayFinder::OfLength(ApprenticeIndex apprentice, OpeningIndex opening, int days) const {
  const std::optional<Pin>& pin = problem_.PinOf(apprentice);
  if (pin && pin->stay) {
    if (days != pin->stay->days()) return {days, {}};
    return {days, {{pin->stay->first, pin->stay->first}}};
  }
  return {days, rules_.stays.lawful_starts(problem_.View(apprentice), problem_.View(opening), days)};
}

}  // namespace walz
