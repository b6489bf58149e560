// What TryPlacement says of a pair agrees with a run over the same facts with that pair pinned.

#include <algorithm>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <gtest/gtest.h>
#include <walz/v1/matching_service.pb.h>

#include "service/app/mirror/round_facts.h"
#include "service/call/errors.h"
#include "tests/service/app/runs/run_world.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

// Counted over all pairs of a test.
struct Tally {
  int tried = 0;
  int found = 0;
  int exact = 0;
  int others_move = 0;
};

// One world with a run that has succeeded, and the same facts for the matcher.
class Trials {
 public:
  explicit Trials(const Facts& all) : facts_(CohortOf(all)), world_(all), rules_(StandardRuleBook()) {
    run_ = world_.StartAndAwait();
    EXPECT_EQ(run_.state(), v1::RUN_STATE_SUCCEEDED) << run_.error();
    problem_ = Problem::Create(facts_).problem;
  }

  absl::StatusOr<v1::TryPlacementResponse> Try(const Call& call, ApprenticeIndex apprentice, OpeningIndex opening) {
    v1::TryPlacementRequest request;
    request.set_round("rounds/round");
    request.set_run(run_.name());
    request.set_apprentice(NameOfApprentice((*problem_)[apprentice]));
    request.set_opening(NameOfOpening((*problem_)[opening]));
    return world_.advisor->TryPlacement(call, request);
  }

  // The best matching with the pair pinned.
  RunOutcome Pinned(ApprenticeIndex apprentice, OpeningIndex opening) const {
    Facts facts = facts_;
    facts.pairs.push_back({(*problem_)[apprentice].id, (*problem_)[opening].id, PairMark::kPin, {}, {}, ""});
    const Problem problem = *Problem::Create(facts).problem;
    const Sieve sieve(problem, rules_, {});
    return *FindMatching(problem, rules_, sieve, {});
  }

  void CheckPair(ApprenticeIndex apprentice, OpeningIndex opening, Tally& tally) {
    const absl::StatusOr<v1::TryPlacementResponse> said = Try(world_.call, apprentice, opening);
    ASSERT_TRUE(said.ok()) << said.status();
    ASSERT_EQ(said->feasible(), IsFeasible(rules_, problem_->View(apprentice), problem_->View(opening)));
    ASSERT_EQ(said->feasible(), said->refusing().empty());
    if (!said->feasible()) return;
    const RunOutcome pinned = Pinned(apprentice, opening);
    if (pinned.pins_broken > 0) return;  // No matching has the pair.
    ++tally.tried;
    const std::int64_t placed = pinned.score.placed() - run_.result().placed();
    const std::int64_t points = pinned.score.points - run_.result().points();
    if (said->costs_a_placement()) {
      ASSERT_LT(placed, 0);
    }
    if (placed == 0) {
      ASSERT_LE(said->points_lost_least(), -points) << said->ShortDebugString();
    }
    if (!said->found()) {
      ASSERT_NE(said->limit(), "");
      return;
    }
    ++tally.found;
    tally.others_move += said->moves_size() > 1 ? 1 : 0;
    // A lawful way is never better than the best one.
    ASSERT_LE(std::pair(std::int64_t{said->placed_change()}, said->points_change()), std::pair(placed, points))
        << said->ShortDebugString();
    ASSERT_EQ(said->exact(), said->limit().empty());
    if (!said->exact()) return;
    ++tally.exact;
    ASSERT_EQ(std::pair(std::int64_t{said->placed_change()}, said->points_change()), std::pair(placed, points))
        << said->ShortDebugString();
  }

  void CheckAll(Tally& tally) {
    for (std::size_t a = 0; a < problem_->apprentices().size(); ++a) {
      for (std::size_t o = 0; o < problem_->openings().size(); ++o) {
        CheckPair(ApprenticeIndex(a), OpeningIndex(o), tally);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  }

  RunWorld& world() { return world_; }
  const Problem& problem() const { return *problem_; }
  const v1::Run& run() const { return run_; }

 private:
  const Facts facts_;
  RunWorld world_;
  const RuleBook rules_;
  v1::Run run_;
  std::optional<Problem> problem_;
};

RandomProblemOptions PlainOptions() {
  return {.apprentice_count = 9,
          .opening_count = 6,
          .with_budget = false,
          .with_least = false,
          .with_groups = false,
          .with_accompanying = false,
          .with_pins = false,
          .with_tiers = false,
          .with_last_run = false};
}

TEST(TryPlacementTest, SaysWhatARunWithThePairPinnedFinds) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    RandomProblemOptions options = PlainOptions();
    options.static_only = true;
    options.with_round_quotas = seed % 4 == 0;
    options.with_company_places = seed % 3 == 0;
    const Facts facts = Storable(RandomFacts(seed, options));
    if (!Problem::Create(CohortOf(facts)).problem) continue;
    Trials trials(facts);
    trials.CheckAll(tally);
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
  RecordProperty("tried", tally.tried);
  EXPECT_GT(tally.tried, 200);
  EXPECT_GT(tally.exact, tally.tried / 2) << tally.found << " of " << tally.tried;
  EXPECT_GT(tally.others_move, 20);
}

TEST(TryPlacementTest, ClaimsNothingFalseWhereStaysFollowEachOtherAndQuotasCross) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    RandomProblemOptions options = PlainOptions();
    options.with_budget = seed % 2 == 0;
    options.with_accompanying = options.with_groups = seed % 3 == 0;
    const Facts facts = Storable(RandomFacts(seed, options));
    if (!Problem::Create(CohortOf(facts)).problem) continue;
    Trials trials(facts);
    // Where the matcher itself proves nothing, nothing can be compared.
    if (!trials.run().result().proven()) continue;
    trials.CheckAll(tally);
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(tally.found, 20);
}

// Pairs that somebody would have to move for, and of which nothing better is possible.
int CountExact(Trials& trials) {
  int exact = 0;
  for (std::size_t a = 0; a < trials.problem().apprentices().size(); ++a) {
    for (std::size_t o = 0; o < trials.problem().openings().size(); ++o) {
      const auto said = trials.Try(trials.world().call, ApprenticeIndex(a), OpeningIndex(o));
      exact += said.ok() && said->exact() && said->moves_size() > 0 ? 1 : 0;
    }
  }
  return exact;
}

TEST(TryPlacementTest, IsNotExactOnceAFactHasChanged) {
  RandomProblemOptions options = PlainOptions();
  options.static_only = true;
  options.with_round_quotas = options.with_company_places = false;
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Trials trials(Storable(RandomFacts(seed, options)));
    const int before = CountExact(trials);
    if (before == 0) continue;
    ++tried;
    // Publishing changes no fact.
    v1::PublishRunRequest publish;
    publish.set_name(trials.run().name());
    ASSERT_TRUE(trials.world().runs->Publish(trials.world().call, publish).ok());
    EXPECT_EQ(CountExact(trials), before);
    const auto row = trials.world().mirror->view()->apprentices.Find(trials.problem().apprentices()[0].id);
    PutAll(*trials.world().store, {PutOf(ApprenticeMessageOf(row->facts, Facts()))});
    EXPECT_EQ(CountExact(trials), 0);
  }
  EXPECT_GT(tried, 2);
}

TEST(TryPlacementTest, NamesOnlyPeopleWhomTheCallerMaySee) {
  RandomProblemOptions options = PlainOptions();
  options.static_only = true;
  int hidden = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Trials trials(Storable(RandomFacts(seed, options)));
    Call narrow = trials.world().call;
    const std::string own = NameOfApprentice(trials.problem().apprentices()[0]);
    narrow.may_see = [&](absl::string_view name) { return !absl::StrContains(name, "/apprentices/") || name == own; };
    for (std::size_t o = 0; o < trials.problem().openings().size(); ++o) {
      const auto all = trials.Try(trials.world().call, ApprenticeIndex(0), OpeningIndex(o));
      const auto some = trials.Try(narrow, ApprenticeIndex(0), OpeningIndex(o));
      ASSERT_TRUE(all.ok() && some.ok());
      for (const v1::PlacementMove& move : some->moves()) EXPECT_EQ(move.apprentice(), own);
      EXPECT_EQ(some->moves_size() + some->hidden_moves(), all->moves_size());
      EXPECT_EQ(some->points_change(), all->points_change());
      hidden += some->hidden_moves();
    }
  }
  EXPECT_GT(hidden, 0);
}

TEST(TryPlacementTest, AsksForARunThatSucceeded) {
  Trials trials(Storable(RandomFacts(3, PlainOptions())));
  v1::TryPlacementRequest request;
  request.set_round("rounds/round");
  request.set_apprentice(NameOfApprentice(trials.problem().apprentices()[0]));
  request.set_opening(NameOfOpening(trials.problem().openings()[0]));
  const auto reason = [&] {
    return ReasonOf(trials.world().advisor->TryPlacement(trials.world().call, request).status());
  };
  EXPECT_EQ(reason(), v1::ERROR_REASON_REFERENCE_MISSING);  // Nothing is published.
  request.set_run("rounds/round/runs/99");
  EXPECT_EQ(reason(), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_run("rounds/round");
  EXPECT_EQ(reason(), v1::ERROR_REASON_BAD_NAME);
}

}  // namespace
}  // namespace walz
