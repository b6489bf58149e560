#include "service/app/mirror/advisor.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/base/parallel.h"
#include "engine/base/status_macros.h"
#include "engine/explain/apprentice_explanation.h"
#include "engine/explain/pair_explanation.h"
#include "engine/rules/standard_rulebook.h"
#include "service/app/mirror/best_pairs.h"
#include "service/app/mirror/cohort.h"
#include "service/app/mirror/follower.h"
#include "service/app/mirror/pair_answers.h"
#include "service/app/mirror/pair_outcome.h"
#include "service/app/mirror/past_places.h"
#include "service/app/mirror/placement_trial.h"
#include "service/app/mirror/placements.h"
#include "service/app/mirror/round_facts.h"
#include "service/app/mirror/round_hosts.h"
#include "service/app/mirror/run_standing.h"
#include "service/call/errors.h"
#include "service/store/keys.h"

namespace walz {
namespace {

constexpr int kSuggestionsDefault = 10;
constexpr int kSuggestionsMax = 1000;
constexpr int kNearestDefault = 5;
constexpr int kNearestMax = 100;
// Parts that a thread takes at a time: one that is late holds up no more.
constexpr std::size_t kPartsAtOnce = 2;

absl::Status NotThere(absl::string_view name) {
  return Refuse(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND, absl::StrCat("there is no ", name),
                {{"name", std::string(name)}});
}

absl::StatusOr<ResourceName> NameIn(absl::string_view name, Collection collection, absl::string_view example) {
  std::optional<ResourceName> parsed = ParseName(name);
  if (parsed && parsed->collection == collection) return *std::move(parsed);
  return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_NAME,
                absl::StrCat("'", name, "' is no name such as ", example), {{"name", std::string(name)}});
}

// How many, where 0 says the default.
absl::StatusOr<std::size_t> CountOf(int count, int by_default, int most, absl::string_view field) {
  if (count < 0 || count > most) {
    return RefuseFields({{std::string(field), "out_of_range", absl::StrCat("give 0..", most)}});
  }
  return static_cast<std::size_t>(count == 0 ? by_default : count);
}

}  // namespace

class Advisor::Impl {
 public:
  Impl(const Store& store, const Mirror& mirror, RightOfWay& way, int thread_count)
      : store_(store),
        mirror_(mirror),
        way_(way),
        thread_count_(thread_count),
        rules_(StandardRuleBook()),
        keeper_(rules_, thread_count, [this](const View& view, const Round& round) { return LookAhead(view, round); }),
        cohort_(way),
        follower_(mirror,
                  [this](const std::shared_ptr<const View>& view, const std::stop_token& stop) {
                    way_.GiveWay(stop);
                    CatchUp(view, stop);
                  }),
        tidier_(mirror, [this](const std::shared_ptr<const View>&, const std::stop_token& stop) {
          way_.GiveWay(stop);
          cohort_.Tidy(stop).IgnoreError();  // What cannot be linked stands in pieces that are linked.
        }) {}

  // The round's hosts as they stand now.
  struct Scene {
    RightOfWay::Question question;  // Who stands in it.
    std::shared_ptr<const View> view;
    std::shared_ptr<const RoundHosts> hosts;
  };
  absl::StatusOr<Scene> SceneOf(absl::string_view round) {
    Scene scene{way_.Ask(), mirror_.view(), nullptr};
    WALZ_ASSIGN_OR_RETURN(scene.hosts, HostsIn(*scene.view, round));
    const View* const view = scene.view.get();
    scene.view = std::shared_ptr<const View>(
        view, [this, held = std::move(scene.view)](const View*) mutable { follower_.Release(std::move(held)); });
    {
      const std::lock_guard lock(followed_mutex_);
      followed_round_ = std::string(round);
    }
    follower_.Wake();
    tidier_.Wake();
    return scene;
  }

  std::unique_ptr<StoreSnapshot> OpenSnapshot() const { return store_.OpenSnapshot(); }

  absl::StatusOr<std::shared_ptr<const RunStanding>> StandingOf(const Call& call, const Scene& scene,
                                                                const StoreSnapshot& snapshot, const std::string& run) {
    return standings_.Find(snapshot, *scene.view, scene.hosts, run, {.stop = call.stop});
  }

  // Of the published run; null: none is published.
  absl::StatusOr<std::shared_ptr<const RunStanding>> PublishedStanding(const Call& call, const Scene& scene) {
    return PublishedStanding(*scene.view, scene.hosts, call.stop);
  }

  // Of an apprentice that takes part in the round.
  static absl::StatusOr<std::string> FindApprenticeId(const Scene& scene, absl::string_view name) {
    WALZ_ASSIGN_OR_RETURN(const std::shared_ptr<const ApprenticeRow> row, FindApprentice(scene, name));
    return row->id();
  }

  // What is said of one apprentice, to be joined to the hosts.
  absl::StatusOr<Facts> FactsOfOne(const Scene& scene, absl::string_view name) const {
    WALZ_ASSIGN_OR_RETURN(const std::shared_ptr<const ApprenticeRow> row, FindApprentice(scene, name));
    const RoundHosts& hosts = *scene.hosts;
    Facts few = hosts.NoFacts();
    AddApprentice(*row, hosts.problem(), few);
    for (const HostRankFact& rank : hosts.RanksOf(row->id())) few.host_ranks.push_back(rank);
    if (!hosts.round()->published_run.empty()) {
      WALZ_ASSIGN_OR_RETURN(std::optional<LastPlacementFact> last,
                            ReadPlacement(*store_.OpenSnapshot(), hosts.round()->published_run, row->id()));
      if (last) few.last_run.push_back(*std::move(last));
    }
    return few;
  }

  // One apprentice beside the hosts; its index is 0.
  absl::StatusOr<Problem> JoinOne(const Scene& scene, absl::string_view name) const {
    WALZ_ASSIGN_OR_RETURN(Facts few, FactsOfOne(scene, name));
    return scene.hosts->Join(std::move(few));
  }

  // What the published run did with a feasible pair; not set if none is published.
  absl::Status SetOutcome(const Call& call, const Scene& scene, absl::string_view apprentice, OpeningIndex opening,
                          v1::ExplainPairResponse& response) {
    WALZ_ASSIGN_OR_RETURN(const std::shared_ptr<const RunStanding> standing, PublishedStanding(call, scene));
    if (standing == nullptr) return absl::OkStatus();
    WALZ_ASSIGN_OR_RETURN(Facts few, FactsOfOne(scene, apprentice));
    // What the run kept to is what it read, not what it placed.
    few.last_run.clear();
    const std::string& before = standing->run().last_run();
    if (!before.empty()) {
      WALZ_ASSIGN_OR_RETURN(std::optional<LastPlacementFact> last,
                            ReadPlacement(*store_.OpenSnapshot(), before, few.apprentices.front().id));
      if (last) few.last_run.push_back(*std::move(last));
    }
    WALZ_ASSIGN_OR_RETURN(std::optional<v1::OutcomeReport> outcome,
                          PairOutcomeOf({call, *scene.view, *scene.hosts, *standing}, std::move(few), opening));
    if (outcome) *response.mutable_outcome() = *std::move(outcome);
    return absl::OkStatus();
  }

  static absl::StatusOr<OpeningIndex> FindOpening(const Scene& scene, absl::string_view name) {
    WALZ_ASSIGN_OR_RETURN(const ResourceName parsed, NameIn(name, Collection::kOpenings, "companies/H-1/openings/O-1"));
    const Problem& problem = scene.hosts->problem();
    const std::optional<OpeningIndex> opening = problem.FindOpening(parsed.id());
    if (!opening || problem[*opening].company != parsed.ids[0]) return NotThere(name);
    return *opening;
  }

  const RuleBook& rules() const { return rules_; }
  int thread_count() const { return thread_count_; }

  // The best of the round's apprentices as they stand once it is this question's turn.
  absl::StatusOr<v1::SuggestApprenticesResponse> BestApprenticesFor(const Call& call,
                                                                    const v1::SuggestApprenticesRequest& request,
                                                                    std::size_t count) {
    WALZ_RETURN_IF_ERROR(SceneOf(request.round()).status());  // What takes long is done before the turn.
    WALZ_ASSIGN_OR_RETURN(Cohort::Turn turn, cohort_.Await(call.stop));
    WALZ_ASSIGN_OR_RETURN(const Scene scene, SceneOf(request.round()));
    WALZ_ASSIGN_OR_RETURN(const OpeningIndex opening, FindOpening(scene, request.opening()));
    WALZ_ASSIGN_OR_RETURN(const Cohort::Turn::Parts found,
                          turn.PartsAt(*scene.view, scene.hosts, LastRunReader(call.stop),
                                       {.thread_count = thread_count_, .stop = call.stop}));
    const std::vector<Cohort::Part>& parts = found.parts;
    v1::SuggestApprenticesResponse response;
    response.set_revision(found.revision);
    if (parts.empty()) return response;
    KnownOpening known(scene.hosts->columns(), parts.front().linked, opening);
    BestApprentices best(known, count);
    std::mutex best_mutex;
    // Who may see whom is asked by one thread.
    const int threads = call.may_see ? 1 : thread_count_;
    ParallelFor(parts.size(), kPartsAtOnce, threads, [&](std::size_t first, std::size_t last) {
      BestApprentices own(known, count);
      for (std::size_t p = first; p < last && !call.stop.stop_requested(); ++p) {
        const Cohort::Part& part = parts[p];
        own.Add(part.linked, [&](ApprenticeIndex i) {
          return !part.gone[i.value] && (!call.may_see || call.MaySee(NameOfApprentice(part.linked.problem[i])));
        });
      }
      const std::lock_guard lock(best_mutex);
      best.Join(std::move(own));
    });
    if (call.stop.stop_requested()) return CallEnded();
    response.set_feasible_count(best.feasible_count());
    WALZ_ASSIGN_OR_RETURN(const std::shared_ptr<const RunStanding> standing, PublishedStanding(call, scene));
    const bool has_free_place = HasFreePlace(standing.get(), *scene.hosts, opening);
    for (const RankedApprentice& one : std::move(best).Take()) {
      *response.add_suggestions() = SuggestionOf(*one.problem, rules_, one.index, opening, one.points);
      response.mutable_suggestions()->rbegin()->set_free_place(has_free_place);
    }
    return response;
  }

 private:
  absl::StatusOr<std::shared_ptr<const RunStanding>> PublishedStanding(const View& view,
                                                                       const std::shared_ptr<const RoundHosts>& hosts,
                                                                       const std::stop_token& stop) {
    const std::string& run = hosts->round()->published_run;
    if (run.empty()) return nullptr;
    return standings_.FindCounted(*OpenSnapshot(), view, hosts, run, {.stop = stop});
  }

  absl::StatusOr<std::shared_ptr<const RoundHosts>> HostsIn(const View& view, absl::string_view round) {
    WALZ_ASSIGN_OR_RETURN(std::shared_ptr<const RoundRow> row, FindRound(view, round));
    return keeper_.Find(view, std::move(row));
  }

  // As the next run would do.
  absl::StatusOr<std::vector<LaterWorthFact>> LookAhead(const View& view, const Round& round) const {
    const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
    WALZ_ASSIGN_OR_RETURN(const PastRuns past, FindPastRuns(*snapshot, view, round));
    return EstimateLaterWorth(*snapshot, view, past.runs, {});
  }

  Cohort::ReadLastRun LastRunReader(std::stop_token stop) const {
    return [this, stop](const std::string& run) { return ReadPlacements(*store_.OpenSnapshot(), run, stop); };
  }

  // For the round asked about last.  What cannot be done here the next question cannot do either, and says why.
  void CatchUp(const std::shared_ptr<const View>& view, const std::stop_token& stop) {
    std::string round;
    {
      const std::lock_guard lock(followed_mutex_);
      round = followed_round_;
    }
    const absl::StatusOr<std::shared_ptr<const RoundHosts>> hosts = HostsIn(*view, round);
    if (!hosts.ok()) return;
    PublishedStanding(*view, *hosts, stop).status().IgnoreError();
    cohort_.CatchUp(*view, *hosts, LastRunReader(stop), {.thread_count = thread_count_, .stop = stop}).IgnoreError();
  }

  static absl::StatusOr<std::shared_ptr<const ApprenticeRow>> FindApprentice(const Scene& scene,
                                                                             absl::string_view name) {
    WALZ_ASSIGN_OR_RETURN(const ResourceName parsed,
                          NameIn(name, Collection::kApprentices, "centres/C-1/apprentices/A-1"));
    std::shared_ptr<const ApprenticeRow> row = scene.view->apprentices.Find(parsed.id());
    if (row == nullptr || row->facts.centre != parsed.ids[0]) return NotThere(name);
    if (scene.hosts->problem().FindCentre(row->facts.centre)) return row;
    return RefuseFields({{"apprentice", "not_in_round",
                          absl::StrCat("its centre takes no part in the round: the round is for consortium '",
                                       scene.hosts->round()->facts.consortium, "'")}});
  }

  const Store& store_;
  const Mirror& mirror_;
  RightOfWay& way_;
  const int thread_count_;
  const RuleBook rules_;
  RoundHostsKeeper keeper_;
  Cohort cohort_;
  RunStandingKeeper standings_;
  std::mutex followed_mutex_;
  std::string followed_round_;
  // Last: their threads use all others.
  Follower follower_;
  Follower tidier_;
};

Advisor::Advisor(const Store& store, const Mirror& mirror, RightOfWay& way, int thread_count)
    : impl_(std::make_unique<Impl>(store, mirror, way, thread_count)) {}

Advisor::~Advisor() = default;

absl::StatusOr<v1::ExplainPairResponse> Advisor::ExplainPair(const Call& call, const v1::ExplainPairRequest& request) {
  WALZ_ASSIGN_OR_RETURN(const Impl::Scene scene, impl_->SceneOf(request.round()));
  WALZ_ASSIGN_OR_RETURN(const Problem problem, impl_->JoinOne(scene, request.apprentice()));
  WALZ_ASSIGN_OR_RETURN(const OpeningIndex opening, Impl::FindOpening(scene, request.opening()));
  const ApprenticeIndex apprentice(0);
  const PairExplanation explanation = walz::ExplainPair(problem, impl_->rules(), apprentice, opening, nullptr);
  v1::ExplainPairResponse response;
  response.set_revision(scene.view->revision);
  response.set_feasible(explanation.feasible);
  for (const RequirementFinding& finding : explanation.requirements) {
    *response.add_verdicts() = VerdictOf(finding, call.personal);
  }
  if (!explanation.feasible) return response;
  for (const CriterionFinding& finding : explanation.criteria) {
    v1::CriterionPoints& points = *response.add_points();
    points.set_criterion(std::string(finding.name));
    points.set_points(finding.points);
    points.set_weight(finding.weight);
  }
  response.set_points_total(explanation.points);
  if (const auto stay = LongestStayOf(problem, impl_->rules(), apprentice, opening)) {
    response.set_start(FormatDay(stay->first));
    response.set_end(FormatDay(stay->last));
  }
  WALZ_RETURN_IF_ERROR(impl_->SetOutcome(call, scene, request.apprentice(), opening, response));
  return response;
}

absl::StatusOr<v1::ExplainApprenticeResponse> Advisor::ExplainApprentice(const Call& call,
                                                                         const v1::ExplainApprenticeRequest& request) {
  WALZ_ASSIGN_OR_RETURN(const std::size_t nearest_count,
                        CountOf(request.nearest_count(), kNearestDefault, kNearestMax, "nearest_count"));
  WALZ_ASSIGN_OR_RETURN(const Impl::Scene scene, impl_->SceneOf(request.round()));
  WALZ_ASSIGN_OR_RETURN(const Problem problem, impl_->JoinOne(scene, request.apprentice()));
  const Sieve sieve(problem, impl_->rules(), scene.hosts->sieve());
  const ApprenticeExplanation explanation =
      walz::ExplainApprentice(problem, impl_->rules(), sieve, ApprenticeIndex(0), nearest_count);
  v1::ExplainApprenticeResponse response;
  response.set_revision(scene.view->revision);
  response.set_feasible_openings(explanation.refusals.feasible);
  response.set_barrier(std::string(explanation.barrier.name));
  if (call.personal) response.set_what_would_help(explanation.what_would_help);
  for (std::size_t i = 0; i < explanation.refusals.by_requirement.size(); ++i) {
    v1::RequirementRefusals& refusals = *response.add_refusals();
    refusals.set_requirement(std::string(impl_->rules().requirements[i].name));
    refusals.set_refused(explanation.refusals.by_requirement[i].refused);
    refusals.set_only_refused(explanation.refusals.by_requirement[i].only_refused);
  }
  for (const NearOpening& near : explanation.nearest) {
    const std::string name = NameOfOpening(problem[near.opening]);
    if (!call.MaySee(name)) continue;
    v1::NearestOpening& nearest = *response.add_nearest();
    nearest.set_opening(name);
    for (const RequirementFinding& finding : near.refusing) {
      *nearest.add_refusing() = VerdictOf(finding, call.personal);
    }
  }
  return response;
}

absl::StatusOr<v1::SuggestOpeningsResponse> Advisor::SuggestOpenings(const Call& call,
                                                                     const v1::SuggestOpeningsRequest& request) {
  WALZ_ASSIGN_OR_RETURN(const std::size_t count,
                        CountOf(request.count(), kSuggestionsDefault, kSuggestionsMax, "count"));
  WALZ_ASSIGN_OR_RETURN(const Impl::Scene scene, impl_->SceneOf(request.round()));
  WALZ_ASSIGN_OR_RETURN(const Problem problem, impl_->JoinOne(scene, request.apprentice()));
  const Sieve sieve(problem, impl_->rules(), scene.hosts->sieve());
  std::vector<OpeningIndex> feasible = sieve.FeasibleOf(ApprenticeIndex(0));
  if (call.may_see) std::erase_if(feasible, [&](OpeningIndex i) { return !call.MaySee(NameOfOpening(problem[i])); });
  WALZ_ASSIGN_OR_RETURN(const std::shared_ptr<const RunStanding> standing, impl_->PublishedStanding(call, scene));
  v1::SuggestOpeningsResponse response;
  response.set_revision(scene.view->revision);
  response.set_feasible_count(static_cast<std::int64_t>(feasible.size()));
  for (const PointsTable::Ranked& best : scene.hosts->points().BestOf(problem, ApprenticeIndex(0), feasible, count)) {
    *response.add_suggestions() = SuggestionOf(problem, impl_->rules(), ApprenticeIndex(0), best.opening, best.points);
    response.mutable_suggestions()->rbegin()->set_free_place(HasFreePlace(standing.get(), *scene.hosts, best.opening));
  }
  return response;
}

absl::StatusOr<v1::SuggestApprenticesResponse> Advisor::SuggestApprentices(
    const Call& call, const v1::SuggestApprenticesRequest& request) {
  WALZ_ASSIGN_OR_RETURN(const std::size_t count,
                        CountOf(request.count(), kSuggestionsDefault, kSuggestionsMax, "count"));
  return impl_->BestApprenticesFor(call, request, count);
}

absl::StatusOr<v1::TryPlacementResponse> Advisor::TryPlacement(const Call& call,
                                                               const v1::TryPlacementRequest& request) {
  WALZ_ASSIGN_OR_RETURN(const Impl::Scene scene, impl_->SceneOf(request.round()));
  WALZ_ASSIGN_OR_RETURN(const std::string apprentice, Impl::FindApprenticeId(scene, request.apprentice()));
  WALZ_ASSIGN_OR_RETURN(const OpeningIndex opening, Impl::FindOpening(scene, request.opening()));
  const std::string& run = request.run().empty() ? scene.hosts->round()->published_run : request.run();
  if (run.empty()) {
    return RefusePreconditions(v1::ERROR_REASON_REFERENCE_MISSING,
                               absl::StrCat(request.round(), " has published no run; name one"),
                               {{"RUN", request.round(), "no run is published"}}, {{"name", request.round()}});
  }
  const std::unique_ptr<StoreSnapshot> snapshot = impl_->OpenSnapshot();
  WALZ_ASSIGN_OR_RETURN(const std::shared_ptr<const RunStanding> standing,
                        impl_->StandingOf(call, scene, *snapshot, run));
  return TryPlacementIn({call, *scene.view, *standing, *snapshot, impl_->thread_count()}, apprentice, opening);
}

void Advisor::Register(MethodSet& methods) {
  const auto add = [&]<typename Request, typename Response>(
                       absl::string_view name,
                       absl::StatusOr<Response> (Advisor::*answer)(const Call&, const Request&)) {
    methods.Unary<Request, Response>(absl::StrCat("walz.v1.MatchingService/", name), Where::kWorker,
                                     [this, answer](const Call& call, const Request& request, Response& response) {
                                       absl::StatusOr<Response> made = (this->*answer)(call, request);
                                       if (made.ok()) response = *std::move(made);
                                       return made.status();
                                     });
  };
  add("ExplainPair", &Advisor::ExplainPair);
  add("ExplainApprentice", &Advisor::ExplainApprentice);
  add("SuggestOpenings", &Advisor::SuggestOpenings);
  add("SuggestApprentices", &Advisor::SuggestApprentices);
  add("TryPlacement", &Advisor::TryPlacement);
}

}  // namespace walz
