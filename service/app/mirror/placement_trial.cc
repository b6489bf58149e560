#include "service/app/mirror/placement_trial.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "engine/explain/pair_explanation.h"
#include "engine/solve/exchange_search.h"
#include "service/app/mirror/pair_answers.h"
#include "service/app/mirror/round_facts.h"
#include "service/app/mirror/trial_market.h"
#include "service/call/errors.h"

namespace walz {
namespace {

using absl::int128;

// Openings whose holders are linked and sifted, and holders, about half a millisecond each.
constexpr ExchangeLimits kLimits{.slots_max = 16, .holders_max = 24};

// Somebody who goes somewhere else.
struct Relocation {
  const TrialMarket::Person* person;
  std::optional<OpeningIndex> opening;  // None: left out.
};

// Empty if every quota holds with the relocations, each counted over the whole round; else which may not.
std::string FindQuotaInTheWay(const RunStanding& standing, const std::vector<Relocation>& relocations) {
  const std::vector<Quota>& quotas = standing.hosts()->rules().quotas;
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    std::map<QuotaGroup, std::int64_t> used;
    const auto count = [&](const TrialMarket::Person& person, OpeningIndex opening, DayRange stay, int sign) {
      const std::optional<QuotaGroup> group = quotas[q].group(*person.problem, person.index, opening);
      if (!group) return;
      used.try_emplace(*group, standing.UsedOf(q, *group)).first->second +=
          sign * quotas[q].amount(person.problem->View(person.index), person.problem->View(opening), stay);
    };
    std::vector<std::pair<const Problem*, QuotaGroup>> grown;
    for (const Relocation& relocation : relocations) {
      const TrialMarket::Person& person = *relocation.person;
      if (person.opening) count(person, *person.opening, *person.stay, -1);
      if (!relocation.opening) continue;
      const std::optional<DayRange> stay =
          LongestStayOf(*person.problem, standing.hosts()->rules(), person.index, *relocation.opening);
      if (!stay) return "the days of a stay";
      count(person, *relocation.opening, *stay, +1);
      const std::optional<QuotaGroup> group = quotas[q].group(*person.problem, person.index, *relocation.opening);
      if (group) grown.emplace_back(person.problem.get(), *group);
    }
    for (const auto& [problem, group] : grown) {
      const std::optional<std::int64_t> limit = quotas[q].limit(*problem, group);
      if (limit && used[group] > *limit) return absl::StrCat(quotas[q].name, " of ", quotas[q].label(*problem, group));
    }
  }
  return "";
}

std::string WhyNotExact(const TrialScene& scene, const TrialMarket& market, const ExchangeResult& chain) {
  if (!scene.standing.is_priced()) return "the run has no proof that speaks of single places";
  if (scene.view.facts_revision > scene.standing.run().revision()) return "facts have changed since the run";
  if (market.contradicts()) return "the run's prices do not fit its placements";
  if (!chain.proven()) return "places that stays share one after another, or groups of openings, are in the way";
  return "";
}

// Fills in who moves, as far as the caller may see them, and what that comes to.
void SetMoves(const TrialScene& scene, const std::vector<Relocation>& relocations, v1::TryPlacementResponse& response) {
  const RuleBook& rules = scene.standing.hosts()->rules();
  for (const Relocation& relocation : relocations) {
    const TrialMarket::Person& person = *relocation.person;
    const Problem& problem = *person.problem;
    const auto points_at = [&](std::optional<OpeningIndex> opening) {
      return opening ? PointsOf(rules, problem.View(person.index), problem.View(*opening)) : 0;
    };
    const int before = points_at(person.opening);
    const int after = points_at(relocation.opening);
    response.set_points_change(response.points_change() + after - before);
    response.set_placed_change(response.placed_change() + (relocation.opening ? 1 : 0) - (person.opening ? 1 : 0));
    const std::string name = NameOfApprentice(problem[person.index]);
    if (!scene.call.MaySee(name)) {
      response.set_hidden_moves(response.hidden_moves() + 1);
      continue;
    }
    v1::PlacementMove& move = *response.add_moves();
    move.set_apprentice(name);
    if (person.opening) move.set_opening_before(NameOfOpening(problem[*person.opening]));
    if (relocation.opening) move.set_opening_after(NameOfOpening(problem[*relocation.opening]));
    move.set_points_before(before);
    move.set_points_after(after);
  }
}

// What no run over the same facts can spare, where the prices say so.
void SetBound(const TrialScene& scene, int128 loss_least, v1::TryPlacementResponse& response) {
  const Weights& weights = scene.standing.weights();
  if (weights.point <= 0) return;
  const int128 tier = *std::min_element(weights.tier.begin(), weights.tier.end());
  if (tier > 0 && loss_least >= tier) {
    response.set_costs_a_placement(true);
  } else {
    // Levels below the points cannot make up for a whole one.
    response.set_points_lost_least(static_cast<std::int64_t>((loss_least + weights.point - 1) / weights.point) -
                                   (loss_least > 0 ? 1 : 0));
  }
}

}  // namespace

absl::StatusOr<v1::TryPlacementResponse> TryPlacementIn(const TrialScene& scene, const std::string& apprentice_id,
                                                        OpeningIndex opening) {
  const RunStanding& standing = scene.standing;
  const RuleBook& rules = standing.hosts()->rules();
  v1::TryPlacementResponse response;
  response.set_run(standing.run().name());
  response.set_revision(scene.view.revision);
  response.set_run_revision(standing.run().revision());
  TrialMarket market(scene.view, standing, scene.snapshot, kLimits, scene.thread_count);
  WALZ_ASSIGN_OR_RETURN(const std::uint32_t number, market.Add({apprentice_id}));
  const TrialMarket::Person who = market[number];
  const Problem& problem = *who.problem;
  const PairExplanation pair = ExplainPair(problem, rules, who.index, opening, nullptr);
  response.set_feasible(pair.feasible);
  if (!pair.feasible) {
    for (const RequirementFinding& finding : pair.requirements) {
      if (finding.refuses) *response.add_refusing() = VerdictOf(finding, scene.call.personal);
    }
    return response;
  }
  *response.mutable_pair() = SuggestionOf(problem, rules, who.index, opening, pair.points);
  if (who.opening == opening) {
    response.set_found(true);
    response.set_exact(true);
    return response;
  }
  if (!problem[who.index].group.empty() || problem[who.index].accompanying > 0) {
    response.set_limit("who travels with others is placed with them: only a run can tell");
    return response;
  }

  market.SetOutside(number);
  ExchangeTask task{.slot = opening.value};
  if (who.opening) {
    task.slot_vacated = who.opening->value;
    task.price_vacated = standing.HostPriceOf(*who.opening);
  }
  const int128 own_loss = market.LossAt(number, opening);
  const ExchangeResult chain = FindExchange(market, task, kLimits, scene.call.stop);
  WALZ_RETURN_IF_ERROR(market.status());
  if (scene.call.stop.stop_requested()) return CallEnded();
  const std::string why_not = WhyNotExact(scene, market, chain);
  const bool bound_holds =
      standing.is_priced() && !market.contradicts() && scene.view.facts_revision <= standing.run().revision();
  if (bound_holds) SetBound(scene, own_loss + chain.loss_least, response);
  if (!chain.found) {
    response.set_limit("no lawful way was found near by: only a run can tell");
    return response;
  }
  std::vector<Relocation> relocations = {{&market[number], opening}};
  for (const ExchangeMove& move : chain.moves) {
    relocations.push_back({&market[move.person], std::nullopt});
    if (move.slot) relocations.back().opening = OpeningIndex(*move.slot);
  }
  if (const std::string quota = FindQuotaInTheWay(standing, relocations); !quota.empty()) {
    response.set_limit(absl::StrCat(quota, " may be in the way: only a run can tell"));
    return response;
  }
  response.set_found(true);
  response.set_exact(why_not.empty());
  response.set_limit(why_not);
  SetMoves(scene, relocations, response);
  return response;
}

bool HasFreePlace(const RunStanding* standing, const RoundHosts& hosts, OpeningIndex opening) {
  const Problem& problem = hosts.problem();
  if (standing == nullptr) return problem[opening].places > 0;
  const Problem& counted = standing->hosts()->problem();
  const std::optional<OpeningIndex> then = counted.FindOpening(problem[opening].id);
  if (!then) return false;
  const std::vector<Quota>& quotas = hosts.rules().quotas;
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    if (quotas[q].side == QuotaSide::kSender || quotas[q].weighted) continue;
    const std::optional<QuotaGroup> group = quotas[q].group(problem, ApprenticeIndex(), opening);
    const std::optional<QuotaGroup> group_then = quotas[q].group(counted, ApprenticeIndex(), *then);
    if (!group || !group_then) continue;
    const std::optional<std::int64_t> limit = quotas[q].limit(problem, *group);
    if (limit && standing->UsedOf(q, *group_then) >= *limit) return false;
  }
  return true;
}

}  // namespace walz
