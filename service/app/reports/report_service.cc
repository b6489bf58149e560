#include "service/app/reports/report_service.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "engine/rules/standard_rulebook.h"
#include "service/app/mirror/outcome_names.h"
#include "service/app/mirror/past_places.h"
#include "service/app/mirror/placements.h"
#include "service/app/mirror/round_facts.h"
#include "service/app/resources/list_query.h"
#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_io.h"
#include "service/app/runs/facts_drift.h"
#include "service/app/runs/run_records.h"
#include "service/app/runs/run_work.h"
#include "service/app/runs/stored_certificate.h"
#include "service/call/errors.h"
#include "service/report/barrier_messages.h"
#include "service/report/occupancy_report.h"
#include "service/report/outcome_message.h"
#include "service/report/report_folding.h"
#include "service/report/run_reports.h"

namespace walz {
namespace {

constexpr std::chrono::milliseconds kStopCheckInterval(50);
constexpr int kApprenticesDefault = 1'000;
constexpr int kApprenticesMax = 10'000;

std::string MethodName(absl::string_view method) { return absl::StrCat("walz.v1.ReportService/", method); }

absl::StatusOr<v1::Run> ReadSucceeded(const StoreSnapshot& snapshot, const std::string& name) {
  WALZ_ASSIGN_OR_RETURN(StoredRunRecord stored, ReadRunRecord(snapshot, name));
  if (stored.run.state() == v1::RUN_STATE_SUCCEEDED) return std::move(stored.run);
  return RefusePreconditions(v1::ERROR_REASON_REFERENCE_MISSING,
                             absl::StrCat(name, " proposes nothing: it has not succeeded"),
                             {{"RUN", name, "it has not succeeded"}}, {{"name", name}});
}

// Placements of people and openings that are still there.
Matching MatchingOf(const Problem& problem, const std::vector<LastPlacementFact>& placements) {
  Matching matching;
  for (const LastPlacementFact& placement : placements) {
    const std::optional<ApprenticeIndex> apprentice = problem.FindApprentice(placement.apprentice);
    const std::optional<OpeningIndex> opening = problem.FindOpening(placement.opening);
    if (apprentice && opening) matching.placements.push_back({*apprentice, *opening, placement.stay});
  }
  std::sort(matching.placements.begin(), matching.placements.end(),
            [](const Placement& a, const Placement& b) { return a.apprentice < b.apprentice; });
  return matching;
}

// Who may be counted: the apprentices of centres that the caller may see.
std::vector<bool> CountedOf(const Problem& problem, const Call& call) {
  if (!call.may_see) return {};
  std::vector<bool> seen;
  for (const Centre& centre : problem.centres()) {
    seen.push_back(call.MaySee(FormatName({Collection::kCentres, {centre.id}})));
  }
  std::vector<bool> counted(problem.apprentices().size());
  for (std::uint32_t i = 0; i < counted.size(); ++i) {
    counted[i] = seen[problem.CentreOf(ApprenticeIndex(i)).value];
  }
  return counted;
}

absl::Status NotOfTheRun(const std::string& run) {
  return RefusePreconditions(
      v1::ERROR_REASON_REFERENCE_MISSING,
      absl::StrCat("the facts have changed since ", run, " read them; start a run, and ask about that one"),
      {{"RUN", run, "the facts have changed since"}}, {{"name", run}});
}

// Ids become names of the API.
void NameIn(const Problem& problem, v1::BarrierReport& report) {
  for (auto* const acts : {report.mutable_acts(), report.mutable_wide_acts()}) {
    for (v1::BarrierAct& act : *acts) {
      if (!act.company().empty()) act.set_company(FormatName({Collection::kCompanies, {act.company()}}));
      NameOpening(problem, *act.mutable_opening());
      for (std::string& id : *act.mutable_newly_placed()) NameApprentice(problem, id);
    }
  }
  for (v1::ApprenticeBarrier& row : *report.mutable_apprentices()) NameApprentice(problem, *row.mutable_apprentice());
}

// What the run claims, as far as reasons need it.  Prices that cannot be read, or are of other facts, are none.
absl::StatusOr<RunOutcome> OutcomeOf(const StoreSnapshot& snapshot, const v1::Run& run, const ReportFacts& facts,
                                     std::stop_token stop) {
  RunOutcome outcome;
  outcome.policy = facts.problem.round().policy;
  outcome.matching = facts.matching;
  outcome.proven = run.result().proven();
  if (outcome.policy != Policy::kBest) return outcome;
  absl::StatusOr<Certificate> certificate = ReadStoredCertificate(snapshot, run, facts.problem, facts.rules, stop);
  if (absl::IsCancelled(certificate.status())) return certificate.status();
  if (certificate.ok()) outcome.certificate = *std::move(certificate);
  return outcome;
}

// Hosts hear of each of their guests anyway.
bool FoldsFor(const Call& call) { return !call.personal && call.principal.role != Role::kHost; }

}  // namespace

ReportService::ReportService(const Store& store, const Mirror& mirror, int thread_count)
    : store_(store), mirror_(mirror), thread_count_(thread_count), rules_(StandardRuleBook()) {}

absl::Status ReportService::Make(const Call& call, const std::string& run_name,
                                 const std::function<absl::StatusOr<v1::ReportFrame*>(const Scene&)>& make) {
  std::unique_lock making(making_, std::defer_lock);
  while (!making.try_lock_for(kStopCheckInterval)) {
    if (call.stop.stop_requested()) return Stopped();
  }
  const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
  WALZ_ASSIGN_OR_RETURN(const v1::Run run, ReadSucceeded(*snapshot, run_name));
  const ResourceName name = ParseName(run.name()).value();
  const std::shared_ptr<const View> view = mirror_.view();
  WALZ_ASSIGN_OR_RETURN(const std::shared_ptr<const RoundRow> round,
                        FindRound(*view, FormatName({Collection::kRounds, {name.ids.front()}})));
  EarlierRuns earlier;
  if (!run.last_run().empty()) {
    WALZ_ASSIGN_OR_RETURN(earlier.last_run, ReadPlacements(*snapshot, run.last_run(), call.stop));
  }
  WALZ_ASSIGN_OR_RETURN(earlier.later_worth, ReadLaterWorthOf(*snapshot, *view, run.name(), call.stop));
  const WorkOptions work{.thread_count = thread_count_, .stop = call.stop};
  WALZ_ASSIGN_OR_RETURN(const RunInput input, ReadRunInput(*view, *round, std::move(earlier), work));
  WALZ_ASSIGN_OR_RETURN(const std::vector<LastPlacementFact> placements,
                        ReadPlacements(*snapshot, run.name(), call.stop));
  const Sieve sieve(input.problem, rules_, work);
  const Matching matching = MatchingOf(input.problem, placements);
  const ReportFacts facts{input.problem, rules_, sieve, matching, CountedOf(input.problem, call)};
  WALZ_ASSIGN_OR_RETURN(v1::ReportFrame* const frame,
                        make({facts, run, input.input_hash == run.result().input_hash(), work}));
  if (call.stop.stop_requested()) return Stopped();
  frame->set_run(run.name());
  frame->set_revision(view->revision);
  WALZ_ASSIGN_OR_RETURN(const ChangedFacts changed, FindChangedFacts(store_, run.revision()));
  frame->set_changed_since_run(CountOf(changed));
  return absl::OkStatus();
}

template <typename Report>
void ReportService::Offer(MethodSet& methods, absl::string_view method,
                          std::function<Report(const Call&, const Scene&)> report_of) {
  methods.Unary<v1::ReportRequest, Report>(
      MethodName(method), Where::kWorker,
      [this, report_of = std::move(report_of)](const Call& call, const v1::ReportRequest& request, Report& response) {
        return Make(call, request.name(), [&](const Scene& scene) -> absl::StatusOr<v1::ReportFrame*> {
          response = report_of(call, scene);
          if (FoldsFor(call)) FoldSmallGroups(response);
          return response.mutable_frame();
        });
      });
}

absl::Status ReportService::ReportBarriers(const Call& call, const v1::ReportBarriersRequest& request,
                                           v1::BarrierReport& report) {
  if (request.apprentice_count_max() < 0 || request.apprentice_count_max() > kApprenticesMax) {
    return RefuseFields({{"apprentice_count_max", "out_of_range", absl::StrCat("give 0..", kApprenticesMax)}});
  }
  const int most = request.apprentice_count_max() == 0 ? kApprenticesDefault : request.apprentice_count_max();
  return Make(call, request.name(), [&](const Scene& scene) -> absl::StatusOr<v1::ReportFrame*> {
    report = MakeBarrierMessage(
        scene.facts, {.apprentices_max = static_cast<std::size_t>(most), .with_gains = scene.same_facts}, scene.work);
    NameIn(scene.facts.problem, report);
    if (FoldsFor(call)) FoldSmallGroups(report);
    return report.mutable_frame();
  });
}

absl::Status ReportService::ExplainOutcome(const Call& call, const v1::ExplainOutcomeRequest& request,
                                           v1::OutcomeReport& report) {
  WALZ_ASSIGN_OR_RETURN(const ResourceName person, ReadName(KindOf(Collection::kApprentices), request.apprentice()));
  std::optional<ResourceName> place;
  if (!request.opening().empty()) {
    WALZ_ASSIGN_OR_RETURN(place, ReadName(KindOf(Collection::kOpenings), request.opening()));
  }
  return Make(call, request.name(), [&](const Scene& scene) -> absl::StatusOr<v1::ReportFrame*> {
    const Problem& problem = scene.facts.problem;
    if (!scene.same_facts) return NotOfTheRun(scene.run.name());
    const std::optional<ApprenticeIndex> apprentice = problem.FindApprentice(person.id());
    if (!apprentice || problem[*apprentice].centre != person.ids.front()) return NoSuchResource(request.apprentice());
    std::optional<OpeningIndex> opening;
    if (place) {
      opening = problem.FindOpening(place->id());
      if (!opening || problem[*opening].company != place->ids.front()) return NoSuchResource(request.opening());
    }
    const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
    WALZ_ASSIGN_OR_RETURN(const RunOutcome outcome, OutcomeOf(*snapshot, scene.run, scene.facts, call.stop));
    ReportFacts shown = scene.facts;
    if (!call.personal) shown.counted.assign(problem.apprentices().size(), false);
    report = MakeOutcomeReport(shown, outcome, *apprentice, opening, scene.work);
    NameIn(problem, report);
    return report.mutable_frame();
  });
}

void ReportService::Register(MethodSet& methods) {
  Offer<v1::FunnelReport>(methods, "ReportFunnel",
                          [](const Call&, const Scene& scene) { return MakeFunnelReport(scene.facts, scene.work); });
  methods.Unary<v1::ReportBarriersRequest, v1::BarrierReport>(
      MethodName("ReportBarriers"), Where::kWorker,
      [this](const Call& call, const v1::ReportBarriersRequest& request, v1::BarrierReport& report) {
        return ReportBarriers(call, request, report);
      });
  methods.Unary<v1::ExplainOutcomeRequest, v1::OutcomeReport>(
      MethodName("ExplainOutcome"), Where::kWorker,
      [this](const Call& call, const v1::ExplainOutcomeRequest& request, v1::OutcomeReport& report) {
        return ExplainOutcome(call, request, report);
      });
  Offer<v1::OccupancyReport>(methods, "ReportOccupancy", [](const Call& call, const Scene& scene) {
    v1::OccupancyReport report = MakeOccupancyReport(scene.facts, [&](CompanyIndex company) {
      return call.MaySee(FormatName({Collection::kCompanies, {scene.facts.problem[company].id}}));
    });
    if (call.principal.role == Role::kHost) {
      report.clear_unassigned();
      report.mutable_frame()->clear_apprentices();
    }
    return report;
  });
  Offer<v1::HistogramReport>(methods, "ReportPoints",
                             [](const Call&, const Scene& scene) { return PointsHistogram(scene.facts); });
  Offer<v1::HistogramReport>(methods, "ReportWishes",
                             [](const Call&, const Scene& scene) { return WishHistogram(scene.facts); });
  Offer<v1::FairnessReport>(methods, "ReportFairness", [](const Call&, const Scene& scene) {
    return MakeFairnessReport(scene.facts, scene.work);
  });
}

}  // namespace walz
