#include "engine/matching/arrangement.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "engine/base/check.h"
#include "engine/matching/joint_options.h"

namespace walz {
namespace {

// At most `most` first days of `starts`: all of them, or an even spread with both ends.
std::vector<Day> SomeStarts(const std::vector<DayRange>& starts, std::size_t most) {
  std::vector<Day> days;
  for (const DayRange& range : starts) {
    for (Day day = range.first; day <= range.last; day = day + 1) days.push_back(day);
  }
  if (days.size() <= most) return days;
  std::vector<Day> some;
  for (std::size_t i = 0; i < most; ++i)
    some.push_back(days[i * (days.size() - 1) / std::max<std::size_t>(most - 1, 1)]);
  some.erase(std::unique(some.begin(), some.end()), some.end());
  return some;
}

}  // namespace

Arrangement::Arrangement(const Problem& problem, const PairOptions& options, const Objective& objective,
                         const std::vector<QuotaGroups>& quotas, StayFinder& stays)
    : problem_(problem), options_(options), objective_(objective), stays_(stays), ledger_(problem, quotas) {
  unit_of_.resize(problem.apprentices().size());
  std::vector<bool> grouped(problem.apprentices().size());
  for (const std::vector<ApprenticeIndex>& group : problem.groups()) {
    for (const ApprenticeIndex member : group) {
      unit_of_[member.value] = UnitIndex(members_.size());
      grouped[member.value] = true;
    }
    members_.push_back(group);
  }
  for (std::size_t i = 0; i < grouped.size(); ++i) {
    if (grouped[i]) continue;
    unit_of_[i] = UnitIndex(members_.size());
    members_.push_back({ApprenticeIndex(i)});
  }
  choices_.resize(members_.size());
  least_of_centre_.resize(problem.centres().size());
  placed_of_centre_.resize(problem.centres().size());
  for (const auto& [centre, least] : objective.leasts()) {
    least_of_centre_[centre.value] = least;
    (least > 0 ? least_room_ : value_) += objective.weights().least;
  }
}

void Arrangement::CountCentre(ApprenticeIndex apprentice, int sign) {
  const std::size_t centre = problem_.CentreOf(apprentice).value;
  const std::int32_t least = least_of_centre_[centre];
  const bool before = placed_of_centre_[centre] >= least;
  placed_of_centre_[centre] += sign;
  const bool after = placed_of_centre_[centre] >= least;
  if (before == after) return;
  value_ += objective_.weights().least * sign;
  least_room_ -= objective_.weights().least * sign;
}

bool Arrangement::Place(UnitIndex unit, const Choice& choice) {
  std::size_t added = 0;
  while (added < choice.placements.size() && ledger_.Fits(choice.placements[added])) {
    ledger_.Add(choice.placements[added++]);
  }
  if (added < choice.placements.size()) {
    while (added > 0) ledger_.Remove(choice.placements[--added]);
    return false;
  }
  choices_[unit.value] = choice;
  value_ += choice.value;
  for (const ApprenticeIndex member : members_[unit.value]) CountCentre(member, +1);
  return true;
}

Choice Arrangement::Remove(UnitIndex unit) {
  Choice choice = *std::move(choices_[unit.value]);
  choices_[unit.value].reset();
  for (const Placement& placement : choice.placements) ledger_.Remove(placement);
  value_ -= choice.value;
  for (const ApprenticeIndex member : members_[unit.value]) CountCentre(member, -1);
  return choice;
}

Choice Arrangement::SingleChoice(ApprenticeIndex apprentice, const PairOption& option, DayRange stay) const {
  return {{{apprentice, option.opening, stay}}, objective_.ValueOf(apprentice, option)};
}

std::vector<Choice> Arrangement::ChoicesAt(UnitIndex unit, const PairOption& option, std::size_t most) const {
  const std::vector<ApprenticeIndex>& members = members_[unit.value];
  if (members.size() > 1) return GroupChoices(unit, option, most);
  const StaySet& stays = stays_.ShortestOf(members[0], option.opening);
  std::vector<Choice> choices;
  for (const Day first : SomeStarts(stays.starts, most)) {
    choices.push_back(SingleChoice(members[0], option, {first, first + (stays.days - 1)}));
  }
  return choices;
}

std::vector<Choice> Arrangement::ChoicesFrom(UnitIndex unit, const PairOption& option, Day first,
                                             std::size_t most) const {
  const std::vector<ApprenticeIndex>& members = members_[unit.value];
  if (members.size() > 1) {
    std::vector<Choice> choices = GroupChoices(unit, option, most);
    std::erase_if(choices, [&](const Choice& choice) { return choice.placements[0].stay.first != first; });
    return choices;
  }
  const StaySet& stays = stays_.ShortestOf(members[0], option.opening);
  if (!stays.StartsOn(first)) return {};
  return {SingleChoice(members[0], option, {first, first + (stays.days - 1)})};
}

std::vector<Choice> Arrangement::GroupChoices(UnitIndex unit, const PairOption& option, std::size_t most) const {
  const std::vector<ApprenticeIndex>& members = members_[unit.value];
  std::vector<Choice> choices;
  for (const JointOption& joint : JointOptionsAt(problem_, options_, stays_, members, option, most)) {
    for (const Day first : SomeStarts(joint.stays.starts, most)) {
      Choice choice;
      for (std::size_t m = 0; m < members.size(); ++m) {
        choice.placements.push_back({members[m], joint.options[m].opening, {first, first + (joint.stays.days - 1)}});
        choice.value += objective_.ValueOf(members[m], joint.options[m]);
      }
      choices.push_back(std::move(choice));
    }
  }
  std::stable_sort(choices.begin(), choices.end(), [](const Choice& a, const Choice& b) { return a.value > b.value; });
  if (choices.size() > most) choices.resize(most);
  return choices;
}

std::vector<Placement> Arrangement::placements() const {
  std::vector<Placement> all;
  for (const std::optional<Choice>& choice : choices_) {
    if (choice) all.insert(all.end(), choice->placements.begin(), choice->placements.end());
  }
  std::sort(all.begin(), all.end(), [](const Placement& a, const Placement& b) { return a.apprentice < b.apprentice; });
  return all;
}

std::vector<Placement> Arrangement::PlacementsOf(absl::Span<const ApprenticeIndex> apprentices) const {
  std::vector<Placement> placements;
  for (const ApprenticeIndex apprentice : apprentices) {
    const std::optional<Choice>& choice = ChoiceOf(UnitOf(apprentice));
    if (!choice) continue;
    const auto own = std::find_if(choice->placements.begin(), choice->placements.end(),
                                  [&](const Placement& placement) { return placement.apprentice == apprentice; });
    placements.push_back(*own);
  }
  return placements;
}

RunOutcome Arrangement::OutcomeOf(Policy policy, bool proven) const {
  RunOutcome outcome;
  outcome.policy = policy;
  outcome.matching.placements = placements();
  outcome.score = objective_.ScoreOf(outcome.matching.placements);
  outcome.bound = outcome.score;
  outcome.points_bound = outcome.score.points;
  outcome.proven = proven;
  return outcome;
}

std::vector<Placement> ChangedPlacements(const std::vector<Placement>& before, const std::vector<Placement>& after) {
  std::vector<Placement> changed;
  std::set_symmetric_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(changed),
                                [](const Placement& a, const Placement& b) {
                                  return std::tuple(a.apprentice, a.opening, a.stay) <
                                         std::tuple(b.apprentice, b.opening, b.stay);
                                });
  return changed;
}

std::map<UnitIndex, Choice> ChoicesOf(const PairOptions& options, const std::vector<Placement>& placements,
                                      const Arrangement& arrangement) {
  std::map<UnitIndex, Choice> choices;  // Members of a travel group stand in the order of apprentices.
  for (const Placement& placement : placements) {
    Choice& choice = choices[arrangement.UnitOf(placement.apprentice)];
    choice.placements.push_back(placement);
    choice.value +=
        arrangement.objective().ValueOf(placement.apprentice, *options.Find(placement.apprentice, placement.opening));
  }
  return choices;
}

bool Rearrange(const PairOptions& options, const std::vector<Placement>& before, const std::vector<Placement>& after,
               Arrangement& arrangement) {
  std::vector<std::pair<UnitIndex, Choice>> taken;
  for (const Placement& placement : before) {
    const UnitIndex unit = arrangement.UnitOf(placement.apprentice);
    if (arrangement.IsPlaced(unit)) taken.emplace_back(unit, arrangement.Remove(unit));
  }
  const std::map<UnitIndex, Choice> choices = ChoicesOf(options, after, arrangement);
  std::vector<UnitIndex> placed;
  for (const auto& [unit, choice] : choices) {
    if (!arrangement.Place(unit, choice)) break;
    placed.push_back(unit);
  }
  if (placed.size() == choices.size()) return true;
  for (const UnitIndex unit : placed) arrangement.Remove(unit);
  for (const auto& [unit, choice] : taken) WALZ_CHECK(arrangement.Place(unit, choice));
  return false;
}

}  // namespace walz
