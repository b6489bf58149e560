#include "service/app/mirror/trial_market.h"

#include <algorithm>
#include <utility>

#include "engine/base/parallel.h"
#include "engine/base/status_macros.h"
#include "engine/matching/points_table.h"
#include "engine/rules/places_per_opening.h"
#include "service/app/mirror/placements.h"
#include "service/app/mirror/round_facts.h"

namespace walz {
namespace {

using absl::int128;

// Options of one holder that are not free: beyond, only a run can tell.  More than a search may go on from.
constexpr std::size_t kFullMax = 64;

// Whether any two stays at the opening share a day, so that its places are plain capacity.
bool IsStatic(const Problem& problem, OpeningIndex opening) {
  const DaySet& days = *problem.View(opening).days_in_round;
  if (days.empty()) return true;
  const Activity& activity = problem.round().activity;
  const int shortest =
      std::max({1, problem[opening].days_min, std::min(activity.days_min, activity.days_min_fewer_opportunities)});
  const int hull = days.ranges().back().last - days.ranges().front().first + 1;
  return hull < 2 * shortest;
}

}  // namespace

ExchangeMarket::Room RoomBeside(const RunStanding& standing, OpeningIndex opening, const LastPlacementFact* vacated) {
  const Problem& problem = standing.hosts()->problem();
  const std::vector<Quota>& quotas = standing.hosts()->rules().quotas;
  ExchangeMarket::Room room = ExchangeMarket::Room::kFree;
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    // Senders and money are counted when all who move are known.
    if (quotas[q].side == QuotaSide::kSender || quotas[q].weighted) continue;
    const std::optional<QuotaGroup> group = quotas[q].group(problem, ApprenticeIndex(), opening);
    if (!group) continue;
    const std::optional<std::int64_t> limit = quotas[q].limit(problem, *group);
    if (!limit) continue;
    const std::optional<OpeningIndex> given_back =
        vacated == nullptr ? std::nullopt : problem.FindOpening(vacated->opening);
    const bool same = given_back && quotas[q].group(problem, ApprenticeIndex(), *given_back) == group;
    if (standing.UsedOf(q, *group) + (same ? 0 : 1) <= *limit) continue;
    if (quotas[q].name == PlacesPerOpening::kName && IsStatic(problem, opening)) return ExchangeMarket::Room::kFull;
    room = ExchangeMarket::Room::kPerhaps;
  }
  return room;
}

TrialMarket::TrialMarket(const View& view, const RunStanding& standing, const StoreSnapshot& snapshot,
                         const ExchangeLimits& limits, int thread_count)
    : view_(view), standing_(standing), snapshot_(snapshot), limits_(limits), thread_count_(thread_count) {}

absl::StatusOr<std::uint32_t> TrialMarket::Add(absl::Span<const std::string> ids) {
  const RoundHosts& hosts = *standing_.hosts();
  Facts few = hosts.NoFacts();
  for (const std::string& id : ids) {
    const std::shared_ptr<const ApprenticeRow> row = view_.apprentices.Find(id);
    if (row == nullptr || !hosts.problem().FindCentre(row->facts.centre)) continue;
    AddApprentice(*row, hosts.problem(), few);
    for (const HostRankFact& rank : hosts.RanksOf(id)) few.host_ranks.push_back(rank);
    if (standing_.run().last_run().empty()) continue;
    WALZ_ASSIGN_OR_RETURN(std::optional<LastPlacementFact> last,
                          ReadPlacement(snapshot_, standing_.run().last_run(), id));
    if (last && hosts.problem().FindOpening(last->opening)) few.last_run.push_back(*std::move(last));
  }
  WALZ_ASSIGN_OR_RETURN(Problem joined, hosts.Join(std::move(few)));
  const auto problem = std::make_shared<const Problem>(std::move(joined));
  const auto sieve = std::make_shared<const Sieve>(*problem, hosts.rules(), hosts.sieve());
  const auto first = static_cast<std::uint32_t>(people_.size());
  for (std::size_t i = 0; i < problem->apprentices().size(); ++i) {
    Person& person = people_.emplace_back();
    person.problem = problem;
    person.sieve = sieve;
    person.index = ApprenticeIndex(i);
    const LastPlacementFact* const placement = standing_.PlacementOf((*problem)[person.index].id);
    if (placement == nullptr) continue;
    person.opening = problem->FindOpening(placement->opening);
    person.stay = placement->stay;
  }
  return first;
}

int128 TrialMarket::OwnNet(const Person& person) const {
  if (!person.opening) return standing_.SenderPriceOf(*person.problem, person.index);
  const Problem& problem = *person.problem;
  return standing_.NetOf(
      problem, person.index, *person.opening,
      PointsOf(standing_.hosts()->rules(), problem.View(person.index), problem.View(*person.opening)));
}

int128 TrialMarket::AtLeastNothing(int128 loss) {
  if (loss >= 0) return loss;
  contradicts_ = true;
  return 0;
}

int128 TrialMarket::LossAt(std::uint32_t person, OpeningIndex opening) {
  const Person& who = people_[person];
  const int points = PointsOf(standing_.hosts()->rules(), who.problem->View(who.index), who.problem->View(opening));
  return AtLeastNothing(OwnNet(who) - standing_.NetOf(*who.problem, who.index, opening, points));
}

ExchangeMarket::Room TrialMarket::RoomAt(std::uint32_t slot) {
  const Person* const outside = outside_ ? &people_[*outside_] : nullptr;
  return RoomBeside(standing_, OpeningIndex(slot),
                    outside == nullptr ? nullptr : standing_.PlacementOf((*outside->problem)[outside->index].id));
}

std::vector<ExchangeMarket::Holder> TrialMarket::HoldersOf(std::uint32_t slot) {
  std::vector<std::string> ids;
  for (const std::string& id : standing_.HoldersOf(OpeningIndex(slot))) {
    const bool is_outside = outside_ && (*people_[*outside_].problem)[people_[*outside_].index].id == id;
    if (!is_outside) ids.push_back(id);
  }
  const absl::StatusOr<std::uint32_t> first = Add(ids);
  std::vector<Holder> holders;
  if (!first.ok()) {
    status_.Update(first.status());
    return holders;
  }
  holders.resize(people_.size() - *first);
  ParallelFor(holders.size(), 1, thread_count_, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) holders[i] = HolderOf(*first + static_cast<std::uint32_t>(i), slot);
  });
  return holders;
}

ExchangeMarket::Holder TrialMarket::HolderOf(std::uint32_t number, std::uint32_t slot) {
  const Person& person = people_[number];
  const Apprentice& apprentice = (*person.problem)[person.index];
  const int128 own = OwnNet(person);
  Holder holder;
  holder.person = number;
  // Who travels with others moves with them or not at all, and more than one place goes with company.
  holder.may_move = apprentice.group.empty() && apprentice.accompanying == 0;
  holder.loss_left_out = AtLeastNothing(own - standing_.SenderPriceOf(*person.problem, person.index));
  if (!person.problem->PinOf(person.index)) holder.options = OptionsOf(person, slot, own);
  return holder;
}

std::vector<ExchangeMarket::Option> TrialMarket::OptionsOf(const Person& person, std::uint32_t slot, int128 own_net) {
  const Problem& problem = *person.problem;
  std::vector<OpeningIndex> feasible = person.sieve->FeasibleOf(person.index);
  std::erase(feasible, OpeningIndex(slot));
  PointsTable::Ranking ranking(standing_.hosts()->points(), problem, person.index, feasible,
                               {standing_.weights().point, [&](OpeningIndex opening) {
                                  return standing_.NetOf(problem, person.index, opening, /*points=*/0);
                                }});
  const std::optional<OpeningIndex> vacated = outside_ ? people_[*outside_].opening : std::nullopt;
  const int128 price_vacated = vacated ? standing_.HostPriceOf(*vacated) : 0;
  std::vector<Option> options;
  if (vacated && std::binary_search(feasible.begin(), feasible.end(), *vacated)) {
    const int points = PointsOf(standing_.hosts()->rules(), problem.View(person.index), problem.View(*vacated));
    options.push_back(
        {vacated->value, AtLeastNothing(own_net - standing_.NetOf(problem, person.index, *vacated, points))});
  }
  NeededOptions needed(limits_, price_vacated);
  while (needed.full_count() < kFullMax) {
    const std::optional<PointsTable::Ranked> next = ranking.Next();
    if (!next) break;
    const int128 loss = AtLeastNothing(own_net - next->worth);
    if (!needed.Needs(loss)) break;
    options.push_back({next->opening.value, loss});
    needed.Take(loss, RoomAt(next->opening.value) == Room::kFree);
  }
  return options;
}

}  // namespace walz
