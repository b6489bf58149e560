#include "engine/matching/audit_stays.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace walz {

StayBook::StayBook(const Problem& problem, const RuleBook& rules, const Sieve& sieve)
    : rules_(rules), facets_(sieve.facets(rules.stays.dates_requirement)), problem_(problem) {
  if (facets_ != nullptr) learner_facets_ = facets_->learner_count();
}

std::uint32_t StayBook::LearnerFacetOf(ApprenticeIndex i) const {
  const std::optional<Pin>& pin = problem_.PinOf(i);
  if (facets_ == nullptr || (pin && pin->stay)) return learner_facets_ + i.value;
  return facets_->LearnerFacetOf(i);
}

std::uint32_t StayBook::HostFacetOf(OpeningIndex i) const {
  return facets_ != nullptr ? facets_->HostFacetOf(i) : i.value;
}

const StayFamily& StayBook::Of(const ApprenticeView& apprentice, const OpeningView& opening) const {
  const Key key{LearnerFacetOf(apprentice.index), HostFacetOf(opening.index)};
  Shard& shard = shards_[(key.first * 31 + key.second) % shards_.size()];
  {
    const std::lock_guard lock(shard.mutex);
    if (const auto at = shard.families.find(key); at != shard.families.end()) return *at->second;
  }
  std::unique_ptr<const StayFamily> family = FamilyOf(apprentice, opening);
  const std::lock_guard lock(shard.mutex);
  return *shard.families.try_emplace(key, std::move(family)).first->second;
}

std::unique_ptr<const StayFamily> StayBook::FamilyOf(const ApprenticeView& apprentice,
                                                     const OpeningView& opening) const {
  auto family = std::make_unique<StayFamily>();
  const std::optional<Pin>& pin = problem_.PinOf(apprentice.index);
  if (pin && pin->stay) {
    family->length = pin->stay->days();
    if (IsLawfulStay(rules_, apprentice, opening, *pin->stay)) {
      family->starts.push_back({pin->stay->first, pin->stay->first});
    }
  } else if (const std::optional<LengthRange> lengths = rules_.stays.permitted_lengths(apprentice, opening)) {
    family->length = lengths->min;
    family->starts = rules_.stays.lawful_starts(apprentice, opening, lengths->min);
  }
  return family;
}

// Greedy by the earliest end: the stay that ends first must be met, and its last day meets all that any other of its
// days would meet among those not yet met.
int CountStabbingDays(const std::vector<const StayFamily*>& families) {
  int day_count = 0;
  Day met = kDayMin;  // Stays that start on or before this day are met.
  while (true) {
    std::optional<Day> earliest_end;
    for (const StayFamily* family : families) {
      const auto range = std::find_if(family->starts.begin(), family->starts.end(),
                                      [met](const DayRange& starts) { return starts.last > met; });
      if (range == family->starts.end()) continue;
      const Day end = std::max(range->first, met + 1) + (family->length - 1);
      if (!earliest_end || end < *earliest_end) earliest_end = end;
    }
    if (!earliest_end) return day_count;
    ++day_count;
    met = *earliest_end;
  }
}

}  // namespace walz
