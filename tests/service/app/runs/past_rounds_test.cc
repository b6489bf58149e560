// A round that looks ahead: it estimates from what past rounds published, keeps what it used, and is matched as its
// exported folder is; without prices it says so and does without.

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/check.h"
#include "engine/matching/future_value.h"
#include "service/convert/catalogue_reader.h"
#include "service/convert/certificate_file.h"
#include "service/convert/folder_reader.h"
#include "service/convert/later_worth_file.h"
#include "tests/service/app/runs/exported_folder.h"
#include "tests/service/app/runs/run_world.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kPast[] = "rounds/round";
constexpr char kNext[] = "rounds/next";

class PastRoundsTest : public testing::Test {
 protected:
  PastRoundsTest()
      : dir_(std::filesystem::path(testing::TempDir()) / absl::StrCat("walz_past_rounds.", getpid())),
        catalogue_(*ReadCatalogue(kShippedData)) {}
  ~PastRoundsTest() override { std::filesystem::remove_all(dir_); }

  // Few places for many, in a round that is over and in one that looks back at it.
  void Fill(std::uint64_t seed) {
    facts_ = Storable(RandomFacts(seed, {.apprentice_count = 16,
                                         .opening_count = 7,
                                         .static_only = true,
                                         .with_groups = false,
                                         .with_last_run = false}));
    for (Opening& opening : facts_.openings) opening.places = std::min(opening.places, 1);
    world_.emplace(MutationsOf(facts_), catalogue_);
    PutRound(100, {kPast});
  }

  void PutRound(int weight, const std::vector<std::string>& past_rounds) {
    v1::Round next = RoundMessageOf(facts_.round);
    next.set_id("next");
    next.set_name(kNext);
    next.mutable_weights()->set_later_worth(weight);
    for (const std::string& name : past_rounds) next.add_past_rounds(name);
    PutAll(*world_->store, {PutOf(next)});
  }

  v1::Run RunOf(const char* round) {
    v1::StartRunRequest request;
    request.set_parent(round);
    v1::Run run = world_->StartAndAwait(request);
    EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.error();
    return run;
  }

  void Publish(const v1::Run& run) {
    v1::PublishRunRequest publish;
    publish.set_name(run.name());
    ASSERT_TRUE(world_->runs->Publish(world_->call, publish).ok());
  }

  // The facts of the exported folder; the test fails unless they are matched as the run has matched them.
  Problem ExpectMatchedAsExported(const char* round, const v1::Run& run) {
    std::filesystem::create_directories(dir_);
    ExportFolder(*world_, round, dir_);
    absl::StatusOr<ReadResult> folder = ReadFolder(dir_.string(), {.catalogue_dir = kShippedData}, {});
    WALZ_CHECK(folder.ok() && folder->problem);
    EXPECT_EQ(run.result().input_hash(), folder->report.input_hash);
    ExpectSameFiles(world_->FilesOf(run.name()), MatchFiles(*folder->problem, folder->report.input_hash));
    return *std::move(folder->problem);
  }

  // The points of the pairs of a run's proposals, as questions are answered now.
  void ExpectExplainedAsProposed(const char* round, const v1::Run& run) {
    for (const v1::Proposal& proposal : world_->ProposalsOf(run.name())) {
      if (proposal.opening().empty()) continue;
      v1::ExplainPairRequest request;
      request.set_round(round);
      request.set_apprentice(proposal.apprentice());
      request.set_opening(proposal.opening());
      const auto said = world_->Ask<v1::ExplainPairResponse>("ExplainPair", request);
      ASSERT_TRUE(said.ok()) << said.status();
      EXPECT_EQ(said->points_total(), proposal.points());
      for (const std::string& reason : proposal.reasons()) EXPECT_NE(reason, "later_worth");
    }
  }

  const std::filesystem::path dir_;
  const std::shared_ptr<const Catalogue> catalogue_;
  Facts facts_;
  std::optional<RunWorld> world_;
};

TEST_F(PastRoundsTest, ARoundThatLooksAheadIsMatchedAsItsFolderIs) {
  int worth_something = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Fill(seed);
    const v1::Run past = RunOf(kPast);
    const Problem problem = ExpectMatchedAsExported(kPast, past);
    Publish(past);
    std::filesystem::remove_all(dir_);

    const v1::Run next = RunOf(kNext);
    EXPECT_THAT(next.past_runs(), ElementsAre(past.name()));
    EXPECT_THAT(next.notes(), IsEmpty());
    ExpectMatchedAsExported(kNext, next);

    // What it used stands beside its files, is what the folder says, and what the past run's certificate says.
    const absl::StatusOr<std::string> prices = world_->FileOf(past.name(), kPlacePricesFile);
    ASSERT_TRUE(prices.ok()) << prices.status();
    const RuleBook rules = StandardRuleBook();
    const auto certificate =
        ParseCertificate(problem, rules, *world_->FileOf(past.name(), kCertificateFile), past.result().input_hash());
    ASSERT_TRUE(certificate.ok()) << certificate.status();
    const std::vector<PastPlace> places = PastPlacesOf(problem, rules, *certificate);
    EXPECT_EQ(*prices, PlacePricesCsv(places));
    std::vector<LaterWorthFact> expected;
    for (const PastPlace& place : places) {
      if (place.points > 0) expected.push_back({place.opening, static_cast<int>(place.points)});
    }
    EXPECT_EQ(world_->FileOf(next.name(), kLaterWorthFile).ok(), !expected.empty());
    EXPECT_EQ(std::filesystem::exists(dir_ / kLaterWorthFile), !expected.empty());
    if (!expected.empty()) {
      EXPECT_EQ(*world_->FileOf(next.name(), kLaterWorthFile), LaterWorthCsv(expected));
      ++worth_something;
    }
    ExpectExplainedAsProposed(kNext, next);
    std::filesystem::remove_all(dir_);
    if (HasFailure()) return;
  }
  EXPECT_GT(worth_something, 5);
}

TEST_F(PastRoundsTest, SaysWhatItHasToDoWithout) {
  Fill(3);
  PutRound(100, {kPast, "rounds/never"});
  const v1::Run without = RunOf(kNext);
  EXPECT_THAT(without.past_runs(), IsEmpty());
  EXPECT_THAT(without.notes(), ElementsAre(HasSubstr("rounds/round has published no run"),
                                           HasSubstr("rounds/never has published no run")));
  EXPECT_FALSE(world_->FileOf(without.name(), kLaterWorthFile).ok());
  ExpectExplainedAsProposed(kNext, without);

  // What was asked before is answered by what has been published since.
  const v1::Run past = RunOf(kPast);
  Publish(past);
  const v1::Run with = RunOf(kNext);
  EXPECT_THAT(with.past_runs(), ElementsAre(past.name()));
  EXPECT_THAT(with.notes(), ElementsAre(HasSubstr("rounds/never")));
  ExpectExplainedAsProposed(kNext, with);
}

TEST_F(PastRoundsTest, APolicyWithoutPricesSaysNothing) {
  Fill(3);
  v1::Round past = RoundMessageOf(facts_.round);
  past.set_policy(v1::POLICY_SERIAL);
  PutAll(*world_->store, {PutOf(past)});
  const v1::Run serial = RunOf(kPast);
  EXPECT_FALSE(world_->FileOf(serial.name(), kPlacePricesFile).ok());
  Publish(serial);
  const v1::Run next = RunOf(kNext);
  EXPECT_THAT(next.past_runs(), IsEmpty());
  EXPECT_THAT(next.notes(), ElementsAre(HasSubstr("only runs of policy BEST")));
}

TEST_F(PastRoundsTest, ARoundThatDoesNotWeighItDoesNotLook) {
  Fill(3);
  const v1::Run past = RunOf(kPast);
  Publish(past);
  PutRound(0, {kPast});
  const v1::Run run = RunOf(kNext);
  EXPECT_THAT(run.past_runs(), IsEmpty());
  EXPECT_THAT(run.notes(), IsEmpty());
  EXPECT_FALSE(world_->FileOf(run.name(), kLaterWorthFile).ok());
  EXPECT_EQ(world_->FilesOf(run.name())[kProposalsFile], world_->FilesOf(past.name())[kProposalsFile]);
}

}  // namespace
}  // namespace walz
