#include "service/app/reports/report_service.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "service/app/mirror/round_facts.h"
#include "service/call/errors.h"
#include "tests/service/app/runs/run_world.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

class ReportServiceTest : public testing::Test {
 protected:
  static Facts SomeFacts() {
    Facts facts = Storable(
        RandomFacts(4, {.apprentice_count = 40, .opening_count = 20, .with_groups = false, .with_last_run = false}));
    facts.round.consortium.clear();
    return facts;
  }

  ReportServiceTest() : ReportServiceTest(SomeFacts()) {}
  explicit ReportServiceTest(const Facts& facts) : world_(facts), reports_(*world_.store, *world_.mirror, 1) {
    reports_.Register(methods_);
    run_ = world_.StartAndAwait();
    EXPECT_EQ(run_.state(), v1::RUN_STATE_SUCCEEDED) << run_.error();
  }

  template <typename Report>
  absl::StatusOr<Report> Ask(const std::string& method, const std::string& run) {
    v1::ReportRequest request;
    request.set_name(run);
    return Do<Report>(method, request);
  }
  template <typename Report, typename Request>
  absl::StatusOr<Report> Do(const std::string& method, const Request& request) {
    Report report;
    absl::Status status = absl::UnknownError("not called");
    methods_.Find(absl::StrCat("walz.v1.ReportService/", method))
        ->unary(world_.call, request, report, [&](absl::Status done) { status = std::move(done); });
    if (!status.ok()) return status;
    return report;
  }

  RunWorld world_;
  ReportService reports_;
  MethodSet methods_;
  v1::Run run_;
};

TEST_F(ReportServiceTest, CountsWhatTheRunProposes) {
  const auto fairness = Ask<v1::FairnessReport>("ReportFairness", run_.name());
  ASSERT_TRUE(fairness.ok()) << fairness.status();
  EXPECT_EQ(fairness->frame().run(), run_.name());
  EXPECT_EQ(fairness->frame().changed_since_run(), 0);
  EXPECT_FALSE(fairness->frame().folded());
  EXPECT_EQ(fairness->all().placed(), run_.result().placed());
  EXPECT_EQ(fairness->all().points(), run_.result().points());
  EXPECT_EQ(fairness->all().apprentices() - fairness->all().placed(), run_.result().unmatched());
  const auto points = Ask<v1::HistogramReport>("ReportPoints", run_.name());
  ASSERT_TRUE(points.ok()) << points.status();
  EXPECT_EQ(points->frame().apprentices(), run_.result().placed());
  EXPECT_TRUE(Ask<v1::HistogramReport>("ReportWishes", run_.name()).ok());
  const auto occupancy = Ask<v1::OccupancyReport>("ReportOccupancy", run_.name());
  ASSERT_TRUE(occupancy.ok()) << occupancy.status();
  EXPECT_GT(occupancy->hosts_size(), 0);
}

TEST_F(ReportServiceTest, SaysWhatKeepsPeopleFromPlaces) {
  const auto funnel = Ask<v1::FunnelReport>("ReportFunnel", run_.name());
  ASSERT_TRUE(funnel.ok()) << funnel.status();
  EXPECT_EQ(funnel->stages(funnel->stages_size() - 1).apprentices(), run_.result().placed());
  v1::ReportBarriersRequest request;
  request.set_name(run_.name());
  const auto report = Do<v1::BarrierReport>("ReportBarriers", request);
  ASSERT_TRUE(report.ok()) << report.status();
  std::map<std::string, std::int64_t> told;
  for (const v1::BarrierCount& barrier : report->barriers()) told[barrier.barrier()] = barrier.apprentices();
  EXPECT_EQ(told,
            (std::map<std::string, std::int64_t>(run_.result().barriers().begin(), run_.result().barriers().end())));
  EXPECT_EQ(report->apprentices_size(), run_.result().unmatched());
  for (const v1::ApprenticeBarrier& row : report->apprentices()) {
    EXPECT_TRUE(absl::StartsWith(row.apprentice(), "centres/")) << row.apprentice();
  }
  request.set_apprentice_count_max(1);
  EXPECT_EQ(Do<v1::BarrierReport>("ReportBarriers", request)->apprentices_size(), 1);
  request.set_apprentice_count_max(-1);
  EXPECT_EQ(ReasonOf(Do<v1::BarrierReport>("ReportBarriers", request).status()), v1::ERROR_REASON_FIELD_INVALID);
  // Roles without personal view are told of nobody.
  world_.call.personal = false;
  world_.call.principal.role = Role::kAuditor;
  request.set_apprentice_count_max(0);
  const auto folded = Do<v1::BarrierReport>("ReportBarriers", request);
  ASSERT_TRUE(folded.ok());
  EXPECT_TRUE(folded->apprentices().empty());
  for (const v1::BarrierAct& act : folded->acts()) {
    EXPECT_TRUE(act.newly_placed().empty());
    EXPECT_GE(act.gain(), 5);
  }
  for (const v1::BarrierCount& barrier : folded->barriers()) EXPECT_GE(barrier.apprentices(), 5);
}

TEST_F(ReportServiceTest, ExplainsAnOutcomeWhileTheFactsAreThoseOfTheRun) {
  const std::vector<v1::Proposal> proposals = world_.ProposalsOf(run_.name(), "opening != \"\"");
  ASSERT_FALSE(proposals.empty());
  v1::ExplainOutcomeRequest request;
  request.set_name(run_.name());
  request.set_apprentice(proposals[0].apprentice());
  const auto placed = Do<v1::OutcomeReport>("ExplainOutcome", request);
  ASSERT_TRUE(placed.ok()) << placed.status();
  EXPECT_EQ(placed->placed_at(), proposals[0].opening());
  for (const v1::Proposal& proposal : world_.ProposalsOf(run_.name())) {
    request.set_apprentice(proposal.apprentice());
    request.set_opening(proposals[0].opening());
    const auto report = Do<v1::OutcomeReport>("ExplainOutcome", request);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_FALSE(report->words().empty());
    for (const std::string& holder : report->holders()) EXPECT_TRUE(absl::StartsWith(holder, "centres/"));
    // A role that may see one centre alone is told of nobody else.
    const std::string centre = proposal.apprentice().substr(0, proposal.apprentice().find("/apprentices/"));
    world_.call.may_see = [&](absl::string_view name) { return absl::StartsWith(name, centre); };
    const auto own = Do<v1::OutcomeReport>("ExplainOutcome", request);
    world_.call.may_see = nullptr;
    ASSERT_TRUE(own.ok());
    for (const std::string& holder : own->holders()) EXPECT_TRUE(absl::StartsWith(holder, centre)) << holder;
  }
  request.set_opening("companies/X/openings/X");
  EXPECT_EQ(ReasonOf(Do<v1::OutcomeReport>("ExplainOutcome", request).status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  CommitRequest commit;
  commit.mutations.push_back({KeyOf(*ParseName(proposals[0].opening())), std::nullopt, std::nullopt});
  ASSERT_TRUE(world_.store->Commit(std::move(commit)).ok());
  request.clear_opening();
  EXPECT_EQ(ReasonOf(Do<v1::OutcomeReport>("ExplainOutcome", request).status()), v1::ERROR_REASON_REFERENCE_MISSING);
}

// Stays do not follow one another, so that prices speak of places.
class StaticReportServiceTest : public ReportServiceTest, public testing::WithParamInterface<std::uint64_t> {
 protected:
  static Facts StaticFacts() {
    Facts facts = Storable(RandomFacts(
        GetParam(), {.apprentice_count = 30, .opening_count = 8, .static_only = true, .with_last_run = false}));
    facts.round.consortium.clear();
    return facts;
  }

  StaticReportServiceTest() : ReportServiceTest(StaticFacts()) {}

  int priced_ = 0;
  int chosen_ = 0;
  int hidden_ = 0;
};

// The advisor answers in a moment, from what the run left: it must say what the report says, which reads all facts
// anew.
TEST_P(StaticReportServiceTest, AgreesWithWhatTheAdvisorSaysOfAPair) {
  v1::PublishRunRequest publish;
  publish.set_name(run_.name());
  ASSERT_TRUE(world_.runs->Publish(world_.call, publish).ok());
  const std::shared_ptr<const View> view = world_.mirror->view();
  std::vector<std::string> openings;
  view->openings.ForEach([&](const OpeningRow& row) { openings.push_back(NameOfOpening(row.facts)); });
  for (const v1::Proposal& proposal : world_.ProposalsOf(run_.name())) {
    v1::ExplainPairRequest pair;
    pair.set_round("rounds/round");
    pair.set_apprentice(proposal.apprentice());
    v1::ExplainOutcomeRequest request;
    request.set_name(run_.name());
    request.set_apprentice(proposal.apprentice());
    const std::string centre = proposal.apprentice().substr(0, proposal.apprentice().find("/apprentices/"));
    for (const std::string& opening : openings) {
      pair.set_opening(opening);
      const auto said = world_.Ask<v1::ExplainPairResponse>("ExplainPair", pair);
      ASSERT_TRUE(said.ok()) << said.status();
      ASSERT_EQ(said->has_outcome(), said->feasible());
      if (!said->feasible()) continue;
      request.set_opening(opening);
      const auto report = Do<v1::OutcomeReport>("ExplainOutcome", request);
      ASSERT_TRUE(report.ok()) << report.status();
      v1::OutcomeReport outcome = said->outcome();
      ASSERT_EQ(outcome.frame().run(), run_.name());
      ASSERT_EQ(outcome.frame().changed_since_run(), 0);
      ASSERT_EQ(outcome.placed_at(), report->placed_at());
      chosen_ += outcome.placed_at() == opening ? 1 : 0;
      *outcome.mutable_frame() = report->frame();
      if (!outcome.price().empty() || report->price().empty()) {
        ASSERT_EQ(outcome.SerializeAsString(), report->SerializeAsString()) << pair.DebugString();
      }
      priced_ += outcome.price().empty() ? 0 : 1;

      // Who may see one centre alone is told of nobody else, and who may not see what is personal of nobody.
      world_.call.may_see = [&](absl::string_view name) {
        return !absl::StartsWith(name, "centres/") || absl::StartsWith(name, centre);
      };
      const auto own = world_.Ask<v1::ExplainPairResponse>("ExplainPair", pair);
      world_.call.may_see = nullptr;
      ASSERT_TRUE(own.ok());
      for (const std::string& holder : own->outcome().holders())
        EXPECT_TRUE(absl::StartsWith(holder, centre)) << holder;
      world_.call.personal = false;
      const auto plain = world_.Ask<v1::ExplainPairResponse>("ExplainPair", pair);
      world_.call.personal = true;
      ASSERT_TRUE(plain.ok());
      EXPECT_EQ(plain->outcome().holder_count(), outcome.holder_count());
      for (const std::string& holder : outcome.holders()) {
        if (holder == proposal.apprentice()) continue;
        const std::string id = holder.substr(holder.rfind('/') + 1);
        EXPECT_FALSE(absl::StrContains(plain->outcome().words(), absl::StrCat(" ", id, ","))) << id;
        ++hidden_;
      }
      EXPECT_TRUE(plain->outcome().holders().empty());
    }
  }
  if (GetParam() == 2) {  // Has something of everything to tell.
    EXPECT_GT(priced_, 50);
    EXPECT_GT(chosen_, 5);
    EXPECT_GT(hidden_, 40);
  }
}

INSTANTIATE_TEST_SUITE_P(Worlds, StaticReportServiceTest, testing::Range<std::uint64_t>(1, 13));

// After a change prices belong to other facts; who holds the place is still said.
TEST_F(ReportServiceTest, TheAdvisorGivesNoPricesOfOtherFacts) {
  v1::PublishRunRequest publish;
  publish.set_name(run_.name());
  ASSERT_TRUE(world_.runs->Publish(world_.call, publish).ok());
  const std::vector<v1::Proposal> proposals = world_.ProposalsOf(run_.name(), "opening != \"\"");
  ASSERT_FALSE(proposals.empty());
  const Facts facts = SomeFacts();
  PutAll(*world_.store, {PutOf(ApprenticeMessageOf(facts.apprentices.back(), facts))});
  v1::ExplainPairRequest pair;
  pair.set_round("rounds/round");
  pair.set_apprentice(proposals[0].apprentice());
  pair.set_opening(proposals[0].opening());
  const auto said = world_.Ask<v1::ExplainPairResponse>("ExplainPair", pair);
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_EQ(said->outcome().placed_at(), proposals[0].opening());
  EXPECT_EQ(said->outcome().frame().changed_since_run(), -1);
  EXPECT_TRUE(said->outcome().price().empty());
}

TEST_F(ReportServiceTest, RefusesRunsThatProposeNothing) {
  EXPECT_EQ(ReasonOf(Ask<v1::HistogramReport>("ReportPoints", "rounds/round/runs/9").status()),
            v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Ask<v1::HistogramReport>("ReportPoints", "centres/C").status()), v1::ERROR_REASON_BAD_NAME);
}

TEST_F(ReportServiceTest, ACentreIsToldOfItsOwnAlone) {
  std::string centre;
  std::int64_t own = 0;
  world_.mirror->view()->apprentices.ForEach([&](const ApprenticeRow& row) {
    if (centre.empty()) centre = row.facts.centre;
    own += row.facts.centre == centre ? 1 : 0;
  });
  world_.call.principal = {.name = "n", .role = Role::kCentre, .centre = centre};
  world_.call.may_see = [&](absl::string_view name) {
    return name == absl::StrCat("centres/", centre) ||
           absl::StartsWith(name, absl::StrCat("centres/", centre, "/apprentices/"));
  };
  const auto fairness = Ask<v1::FairnessReport>("ReportFairness", run_.name());
  ASSERT_TRUE(fairness.ok()) << fairness.status();
  ASSERT_EQ(fairness->centres_size(), 1);
  EXPECT_EQ(fairness->centres(0).centre(), centre);
  EXPECT_EQ(fairness->all().apprentices(), own);
  EXPECT_EQ(fairness->frame().apprentices(), own);
  EXPECT_EQ(Ask<v1::HistogramReport>("ReportWishes", run_.name())->frame().apprentices(), own);
}

TEST_F(ReportServiceTest, AHostIsToldOfItsOwnWeeksAndNotOfThoseWithoutAPlace) {
  const std::string company = Ask<v1::OccupancyReport>("ReportOccupancy", run_.name())->hosts(0).company();
  world_.call.principal = {.name = "h", .role = Role::kHost, .company = company};
  world_.call.personal = false;
  world_.call.may_see = [&](absl::string_view name) { return name == absl::StrCat("companies/", company); };
  const auto report = Ask<v1::OccupancyReport>("ReportOccupancy", run_.name());
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->hosts_size(), 1);
  EXPECT_EQ(report->hosts(0).company(), company);
  EXPECT_EQ(report->unassigned_size(), 0);
  EXPECT_EQ(report->frame().apprentices(), 0);
  EXPECT_FALSE(report->frame().folded());
}

TEST_F(ReportServiceTest, WithoutPersonalViewNoFigureCountsFew) {
  world_.call.principal.role = Role::kAuditor;
  world_.call.personal = false;
  const auto points = Ask<v1::HistogramReport>("ReportPoints", run_.name());
  ASSERT_TRUE(points.ok()) << points.status();
  EXPECT_TRUE(points->frame().folded());
  for (const v1::HistogramBar& bar : points->bars()) EXPECT_TRUE(bar.apprentices() == 0 || bar.apprentices() >= 5);
  EXPECT_TRUE(Ask<v1::FairnessReport>("ReportFairness", run_.name())->frame().folded());
  EXPECT_TRUE(Ask<v1::HistogramReport>("ReportWishes", run_.name())->frame().folded());
  const auto occupancy = Ask<v1::OccupancyReport>("ReportOccupancy", run_.name());
  for (const v1::HostOccupancy& host : occupancy->hosts()) {
    for (const std::int64_t held : host.held()) EXPECT_TRUE(held <= 0 || held >= 5);
  }
}

TEST_F(ReportServiceTest, SaysHowFarTheFactsHaveMovedOn) {
  CommitRequest commit;
  std::string opening;
  world_.mirror->view()->openings.ForEach([&](const OpeningRow& row) { opening = NameOfOpening(row.facts); });
  commit.mutations.push_back({KeyOf(*ParseName(opening)), std::nullopt, std::nullopt});
  ASSERT_TRUE(world_.store->Commit(std::move(commit)).ok());
  const auto report = Ask<v1::OccupancyReport>("ReportOccupancy", run_.name());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->frame().changed_since_run(), 1);
}

}  // namespace
}  // namespace walz
