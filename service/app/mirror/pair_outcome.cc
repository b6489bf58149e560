#include "service/app/mirror/pair_outcome.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/base/status_macros.h"
#include "engine/explain/pair_reason.h"
#include "engine/matching/sieve.h"
#include "service/app/mirror/outcome_names.h"
#include "service/app/mirror/past_places.h"
#include "service/app/mirror/round_facts.h"
#include "service/report/outcome_message.h"
#include "service/store/keys.h"

namespace walz {
namespace {

using absl::int128;

// Placements of those who are in `problem`.
Matching MatchingOf(const Problem& problem, const RunStanding& standing) {
  Matching matching;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const LastPlacementFact* const placement = standing.PlacementOf(problem.apprentices()[i].id);
    if (placement == nullptr) continue;
    const std::optional<OpeningIndex> opening = problem.FindOpening(placement->opening);
    if (opening) matching.placements.push_back({ApprenticeIndex(i), *opening, placement->stay});
  }
  return matching;
}

// The past rounds have published what the run read of them.  Who has published no prices counts as something new.
bool LooksBackAsTheRun(const OutcomeScene& scene) {
  std::vector<std::string> published = PublishedPastRuns(scene.view, scene.hosts.round()->facts);
  std::erase(published, "");
  const auto& read = scene.standing.run().past_runs();
  return std::equal(published.begin(), published.end(), read.begin(), read.end());
}

// The facts are those that the run read, and its prices say what a place for one person costs.
bool HasPrice(const OutcomeScene& scene, const Problem& problem, ApprenticeIndex apprentice) {
  const Apprentice& facts = problem[apprentice];
  return scene.standing.is_priced() && scene.standing.hosts()->hosts_revision() == scene.hosts.hosts_revision() &&
         scene.view.facts_revision <= scene.standing.run().revision() && LooksBackAsTheRun(scene) &&
         facts.group.empty() && facts.accompanying == 0 && !problem.PinOf(apprentice);
}

void SetPricesOf(const OutcomeScene& scene, const Problem& problem, const Sieve& sieve, ApprenticeIndex apprentice,
                 OpeningIndex opening, PairReason& reason) {
  const RunStanding& standing = scene.standing;
  const std::vector<OpeningIndex> feasible = sieve.FeasibleOf(apprentice);
  const std::vector<int> points = scene.hosts.points().PointsOf(problem, apprentice, feasible);
  const int128 sender_price = standing.SenderPriceOf(problem, apprentice);
  int128 best = 0;  // To stay without is free.
  int128 left = 0;
  for (std::size_t i = 0; i < feasible.size(); ++i) {
    const int128 net = standing.NetOf(problem, apprentice, feasible[i], points[i]) - sender_price;
    best = std::max(best, net);
    if (feasible[i] == opening) left = net;
  }
  const int128 price = standing.HostPriceOf(opening) + sender_price + standing.RewardOf(problem, apprentice);
  SetPrices(standing.weights(), /*bound_met=*/true, price, best - left, reason);
}

}  // namespace

absl::StatusOr<std::optional<v1::OutcomeReport>> PairOutcomeOf(const OutcomeScene& scene, Facts few,
                                                               OpeningIndex opening) {
  const RoundHosts& hosts = scene.hosts;
  const std::optional<OpeningIndex> then = scene.standing.hosts()->problem().FindOpening(hosts.problem()[opening].id);
  if (!then) return std::nullopt;
  const std::string id = few.apprentices.front().id;
  for (const std::string& holder : scene.standing.HoldersOf(*then)) {
    const std::shared_ptr<const ApprenticeRow> row = scene.view.apprentices.Find(holder);
    if (holder == id || row == nullptr || !hosts.problem().FindCentre(row->facts.centre)) continue;
    AddApprentice(*row, hosts.problem(), few);
  }
  WALZ_ASSIGN_OR_RETURN(const Problem problem, hosts.Join(std::move(few)));
  const ApprenticeIndex apprentice = *problem.FindApprentice(id);
  const Sieve sieve(problem, hosts.rules(), hosts.sieve());
  const Matching matching = MatchingOf(problem, scene.standing);
  PairReason reason = ReasonOfPlacements(matching, apprentice, opening);
  if (reason.placed_at != opening && HasPrice(scene, problem, apprentice)) {
    SetPricesOf(scene, problem, sieve, apprentice, opening, reason);
  }
  ReportFacts facts{problem, hosts.rules(), sieve, matching, {}};
  for (const Apprentice& one : problem.apprentices()) {
    facts.counted.push_back(scene.call.personal && scene.call.MaySee(FormatName({Collection::kCentres, {one.centre}})));
  }
  v1::OutcomeReport report = MakePairReport(facts, apprentice, opening, reason);
  NameIn(problem, report);
  report.mutable_frame()->set_run(scene.standing.run().name());
  report.mutable_frame()->set_revision(scene.view.revision);
  report.mutable_frame()->set_changed_since_run(scene.view.facts_revision <= scene.standing.run().revision() ? 0 : -1);
  return report;
}

}  // namespace walz
