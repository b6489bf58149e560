#include "engine/matching/best_matcher.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "engine/matching/arrangement.h"
#include "engine/matching/assignment_model.h"
#include "engine/matching/components.h"
#include "engine/matching/count_order.h"
#include "engine/matching/proven_parts.h"
#include "engine/matching/repair.h"

namespace walz {
namespace {

// Where not all options are kept, repair makes do with so many of each apprentice.
constexpr std::size_t kRepairOptions = 32;

// Whether equality of bound and value proves the optimum level by level: always with lexicographic weights; with others
// only if everybody counts once in a nested flow and either no more groups of senders have a price than the weights
// were chosen for, or the prices themselves say so.
bool BoundProvesLevels(const Problem& problem, const OptionReach& reach, const Objective& objective,
                       const std::vector<QuotaGroups>& quotas, const Pricing& pricing, const CrossingQuotas& crossing) {
  if (objective.lexicographic()) return true;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (problem[apprentice].accompanying > 0 && reach.HasOption(apprentice)) return false;
  }
  std::int64_t senders = 0;
  std::set<std::uint32_t> sender_quotas;
  for (const Price& price : pricing.prices) {
    if (quotas[price.quota].quota().side != QuotaSide::kSender) continue;
    ++senders;
    sender_quotas.insert(price.quota);
  }
  if (!crossing.priced.empty() && sender_quotas.size() > 1) return false;  // It may cross another with a price.
  return senders <= objective.senders_max() || CountsAreBest(problem, objective, reach, quotas, pricing, senders);
}

// What is asked of those outside of the parts alone: only their options, and the prices of groups that they may use.
bool RestIsProven(const Problem& problem, const OptionReach& reach, const Objective& objective,
                  const std::vector<QuotaGroups>& quotas, const SolvedParts& solved, const RunOutcome& outcome) {
  if (solved.rest.is_empty || !solved.rest.is_proven) return solved.rest.is_empty;
  if (solved.parts.empty()) {
    return BoundProvesLevels(problem, reach, objective, quotas, outcome.certificate, outcome.crossing);
  }
  OptionReach of_rest = reach;
  for (const SolvedPart& part : solved.parts) {
    for (const ApprenticeIndex i : part.proof.apprentices) of_rest.points_max[i.value] = OptionReach::kNoOption;
  }
  const Pricing pricing{outcome.certificate.weights, solved.rest.prices, outcome.certificate.rewards};
  return BoundProvesLevels(problem, of_rest, objective, quotas, pricing, outcome.crossing);
}

// How many groups of senders' quotas can bind.
std::int64_t BindingSenders(const std::vector<QuotaGroups>& quotas, const std::vector<GroupCapacities>& capacities) {
  std::int64_t count = 0;
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    if (quotas[q].quota().side != QuotaSide::kSender) continue;
    count += std::count_if(capacities[q].begin(), capacities[q].end(),
                           [](const GroupCapacity& capacity) { return capacity.CanBind(); });
  }
  return count;
}

// What is lawful where nothing was solved: whoever has most at stake first, each at its best of what is left.
RunOutcome PlaceInHaste(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const AllOptions& all,
                        const std::vector<QuotaGroups>& quotas, const WorkOptions& work) {
  const Objective objective(problem, all.kept());
  StayFinder stays(problem, rules, sieve);
  Arrangement arrangement(problem, all.kept(), objective, quotas, stays);
  PlaceLeftOut(arrangement, work);
  LengthenStays(arrangement, PlacementsOfLastRun(problem), work);
  RunOutcome outcome = arrangement.OutcomeOf(Policy::kBest, /*proven=*/false);
  outcome.certificate.weights = objective.weights();
  ClaimNothing(problem, outcome);
  return outcome;
}

// The run that the start belongs to; none if it does not say what is otherwise.
std::optional<EarlierRun> EarlierRunOf(const WarmStart* start, const Problem& problem) {
  if (start == nullptr || !start->touched) return std::nullopt;
  EarlierRun run{.placements = PlacementsOf(*start, problem),
                 .everything_touched = start->touched->everything,
                 .is_touched = std::vector<char>(problem.apprentices().size(), 0)};
  for (const std::string& id : start->touched->apprentices) {
    if (const std::optional<ApprenticeIndex> i = problem.FindApprentice(id)) run.is_touched[i->value] = 1;
  }
  for (const std::string& id : start->touched->openings) {
    if (const std::optional<OpeningIndex> i = problem.FindOpening(id)) run.touched_openings.push_back(*i);
  }
  // Whoever names them may do so in any order, and more than once.
  std::vector<OpeningIndex>& openings = run.touched_openings;
  std::sort(openings.begin(), openings.end());
  openings.erase(std::unique(openings.begin(), openings.end()), openings.end());
  return run;
}

// Where everybody was, if that is still feasible.
void AddOptionsOf(const EarlierPlacements& earlier, const Problem& problem, const RuleBook& rules, PairOptions& few) {
  for (std::size_t i = 0; i < earlier.size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (!earlier[i] || problem.PinOf(apprentice)) continue;
    const ApprenticeView learner = problem.View(apprentice);
    const OpeningView host = problem.View(earlier[i]->opening);
    if (IsFeasible(rules, learner, host)) few.Insert(apprentice, {earlier[i]->opening, PointsOf(rules, learner, host)});
  }
}

// Where the relaxation seats somebody elsewhere than the matching.
std::vector<RelaxedSeat> SeatsBeside(const std::vector<std::uint32_t>& opening_of, const Matching& matching) {
  std::vector<RelaxedSeat> seats;
  auto placed = matching.placements.begin();
  for (std::size_t i = 0; i < opening_of.size(); ++i) {
    std::uint32_t opening = kNoSlot;
    if (placed != matching.placements.end() && placed->apprentice.value == i) opening = (placed++)->opening.value;
    if (opening == opening_of[i]) continue;
    seats.push_back({ApprenticeIndex(i), std::nullopt});
    if (opening_of[i] != kNoSlot) seats.back().opening = OpeningIndex(opening_of[i]);
  }
  return seats;
}

// Those of groups that somebody outside of the parts may use.
std::vector<Price> PricesBeside(const std::vector<QuotaGroups>& quotas, const Components& components,
                                const std::vector<SolvedPart>& parts, const std::vector<Price>& prices) {
  std::set<std::uint32_t> in_parts;
  for (const SolvedPart& part : parts) in_parts.insert(components.Of(part.proof.apprentices[0]));
  const std::vector<std::uint32_t> groups = GroupsOfPrices(quotas, prices);
  std::vector<Price> beside;
  for (std::size_t p = 0; p < prices.size(); ++p) {
    const std::uint32_t component = components.OfGroup(prices[p].quota, groups[p]);
    if (component != Components::kNone && !in_parts.contains(component)) beside.push_back(prices[p]);
  }
  return beside;
}

// Sums up the components and solves those apart that the relaxation left open; none if stopped.  What they take is
// added to `few`, the arrangement's options where not all are kept.
// `earlier` may be null.
std::optional<ComponentSums> Prove(const SiftFacts& facts, const AssignmentModel& model,
                                   const std::vector<GroupCapacities>& capacities, Relaxation& relaxation,
                                   const EarlierRun* earlier, PairOptions& few, Arrangement& arrangement,
                                   SolvedParts& solved, const WorkOptions& work) {
  const Components components(facts.problem, facts.all, facts.objective, facts.quotas, capacities, model, work);
  if (!components.finished()) return std::nullopt;
  const std::vector<Placement> placements = arrangement.placements();
  PairOptions& seen = relaxation.some;
  if (relaxation.is_sifted) {
    // Repair may have taken what the solver did not see.
    for (const Placement& placement : placements) {
      seen.Insert(placement.apprentice, *arrangement.options().Find(placement.apprentice, placement.opening));
    }
  }
  std::vector<ComponentSum> sums =
      SumUpComponents(facts.problem, components, relaxation.is_sifted ? seen : facts.all.kept(), facts.objective,
                      facts.quotas, capacities, model, arrangement.stays(), relaxation.certificate, {placements});
  if (solved.rest.is_proven) return SumsByKind(components, sums);
  PairOptions found;  // Where not all are kept.
  if (!facts.all.is_whole()) {
    found = OptionsOfParts(facts.problem, facts.all, components, sums, work);
    if (!found.complete) return SumsByKind(components, sums);
  }
  const PairOptions& options = facts.all.is_whole() ? facts.all.kept() : found;
  solved = SolveParts({facts.problem, options, facts.objective, facts.quotas, arrangement.stays()}, facts.all.reach(),
                      components, earlier, std::move(solved.earlier), arrangement,
                      facts.all.is_whole() ? nullptr : &few, sums, work);
  if (!solved.parts.empty()) {
    solved.rest.prices = PricesBeside(facts.quotas, components, solved.parts, relaxation.certificate.prices);
  }
  return SumsByKind(components, sums);
}

}  // namespace

RunOutcome FindBestMatching(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const AllOptions& all,
                            const WarmStart* start, const SiftLimits& limits, const WorkOptions& work) {
  const auto tell = [&](absl::string_view stage) {
    if (work.progress) work.progress(stage, 0, 0);
  };
  RunOutcome outcome;
  outcome.policy = Policy::kBest;
  const auto without_claim = [&problem, &outcome](const Objective& objective) {
    outcome.certificate.weights = objective.weights();
    ClaimNothing(problem, outcome);
    return std::move(outcome);
  };
  const std::vector<QuotaGroups> quotas = MakeQuotaGroups(problem, rules);
  if (!all.complete()) return PlaceInHaste(problem, rules, sieve, all, quotas, work);
  PairOptions few(problem.apprentices().size());  // For repair, where not all are kept.
  const PairOptions& options = all.is_whole() ? all.kept() : few;
  StayFinder stays(problem, rules, sieve);
  tell("model");
  const std::vector<GroupCapacities> capacities = MakeAllCapacities(problem, rules, sieve, all, quotas, work);
  if (capacities.size() != quotas.size()) {  // Stopped.
    return PlaceInHaste(problem, rules, sieve, all, quotas, work);
  }
  const Objective objective(problem, options, all.reach(), BindingSenders(quotas, capacities));
  AssignmentModel model(problem, objective, quotas, capacities, stays);
  tell("assign");
  const SiftFacts facts{problem, rules, sieve, all, objective, quotas};
  Relaxation relaxation = SolveRelaxation(facts, model, start, limits, work);
  if (work.abandon.stop_requested()) return without_claim(objective);
  tell("place");
  const EarlierPlacements last_run = PlacementsOfLastRun(problem);
  const std::optional<EarlierRun> earlier = EarlierRunOf(start, problem);
  if (!all.is_whole()) {
    few = relaxation.stopped ? relaxation.some : BestOptions(facts, kRepairOptions, relaxation.opening_of, work);
    AddOptionsOf(last_run, problem, rules, few);
    if (earlier) AddOptionsOf(earlier->placements, problem, rules, few);
  }
  Arrangement arrangement(problem, options, objective, quotas, stays);
  PlaceLawfully(relaxation.opening_of, arrangement, work);
  tell("improve");
  if (!relaxation.bound || arrangement.value() < *relaxation.bound) PlaceLeftOut(arrangement, work);
  if (relaxation.stopped) StartFromEarlier(AllUnits(arrangement), last_run, arrangement, work);  // Else part by part.
  if (relaxation.bound) Improve(*relaxation.bound, arrangement, work);
  SolvedParts solved{.earlier = last_run};
  if (relaxation.bound) {
    solved.rest = {*relaxation.bound, arrangement.value() == *relaxation.bound};
    if (!relaxation.stopped)
      outcome.components =
          Prove(facts, model, capacities, relaxation, earlier ? &*earlier : nullptr, few, arrangement, solved, work);
  }
  if (work.abandon.stop_requested()) return without_claim(objective);
  tell("stays");
  LengthenStays(arrangement, solved.earlier, work);

  outcome.matching.placements = arrangement.placements();
  outcome.score = objective.ScoreOf(outcome.matching.placements);
  outcome.certificate = std::move(relaxation.certificate);
  if (!relaxation.bound) return without_claim(objective);
  if (!relaxation.stopped) {
    outcome.certificate.seats = SeatsBeside(relaxation.opening_of, outcome.matching);
  }
  outcome.crossing = model.CrossingQuotasOf(outcome.certificate);
  solved.rest.is_proven = RestIsProven(problem, all.reach(), objective, quotas, solved, outcome);
  ClaimBounds(objective, std::move(solved), outcome);
  return outcome;
}

}  // namespace walz
