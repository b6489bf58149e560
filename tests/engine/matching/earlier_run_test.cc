// A question about a run, where no proof closes the round: it begins where everybody stood, and only those around what
// was touched may move.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/matching/warm_start.h"
#include "tests/support/facts_builder.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

class EarlierRunTest : public testing::Test {
 protected:
  void MatchBase(int apprentice_count, int opening_count) {
    RandomProblemOptions options{.barrier_rich = true};
    options.apprentice_count = apprentice_count;
    options.opening_count = opening_count;
    options.with_round_quotas = false;
    options.with_budget = false;
    options.with_last_run = false;
    facts_ = RandomFacts(5, options);
    const Problem problem = MakeProblem(facts_);
    base_ = MatchAndAudit(problem);
    ASSERT_FALSE(base_.proven);
    start_ = WarmStartOf(problem, StandardRuleBook(), base_);
    for (const Placement& placement : base_.matching.placements) {
      opening_of_[problem[placement.apprentice].id] = problem[placement.opening].id;
    }
  }

  // Of all who have a place the first one's; returns its id.
  std::string CloseAnOpening() {
    const std::string closed = opening_of_.begin()->second;
    for (Opening& opening : facts_.openings) {
      if (opening.id == closed) opening.places = 0;
    }
    return closed;
  }

  std::size_t CountMoved(const Problem& problem, const RunOutcome& outcome) const {
    return static_cast<std::size_t>(std::count_if(opening_of_.begin(), opening_of_.end(), [&](const auto& placed) {
      return OpeningOf(problem, outcome, placed.first) != placed.second;
    }));
  }

  RunOutcome MatchTouched(const Problem& problem, WarmStart::Touched touched, int thread_count = 1) {
    start_.touched = std::move(touched);
    return MatchAndAudit(problem, thread_count, &start_);
  }

  Facts facts_;
  RunOutcome base_;
  WarmStart start_;
  std::map<std::string, std::string> opening_of_;  // By apprentice.
};

TEST_F(EarlierRunTest, NothingTouchedIsNeverWorse) {
  ASSERT_NO_FATAL_FAILURE(MatchBase(310, 80));
  const Problem problem = MakeProblem(facts_);
  const RunOutcome outcome = MatchTouched(problem, {});
  EXPECT_GE(outcome.score, base_.score);
  // The part as a whole is looked at again, and what it finds is taken.
  EXPECT_LE(CountMoved(problem, outcome), opening_of_.size() / 10);
  EXPECT_LE(outcome.bound, base_.bound);
  EXPECT_GE(MatchTouched(problem, {.everything = true}).score, base_.score);
  EXPECT_GE(MatchTouched(problem, {.apprentices = {"nobody"}, .openings = {"nowhere"}}).score, base_.score);
}

TEST_F(EarlierRunTest, AClosedHostMovesThoseAroundItAlone) {
  ASSERT_NO_FATAL_FAILURE(MatchBase(310, 80));
  const std::string closed = CloseAnOpening();
  const Problem problem = MakeProblem(facts_);
  const WarmStart::Touched touched{.openings = {closed}};
  const RunOutcome outcome = MatchTouched(problem, touched);
  for (const Placement& placement : outcome.matching.placements) EXPECT_NE(problem[placement.opening].id, closed);
  EXPECT_LE(CountMoved(problem, outcome), CountMoved(problem, MatchAndAudit(problem)));
  EXPECT_EQ(MatchTouched(problem, {.openings = {closed, "nowhere", closed}}, 3).matching.placements,
            outcome.matching.placements);
}

// Where a part is large, nobody far from the host moves, and whoever stays keeps its days.
TEST_F(EarlierRunTest, ALargePartStaysAsItWas) {
  ASSERT_NO_FATAL_FAILURE(MatchBase(1200, 200));
  const std::string closed = CloseAnOpening();
  const Problem problem = MakeProblem(facts_);
  const RunOutcome outcome = MatchTouched(problem, {.openings = {closed}}, /*thread_count=*/3);
  EXPECT_LE(CountMoved(problem, outcome), opening_of_.size() / 5);
  std::size_t shifted = 0;
  for (const WarmStart::EarlierPlacement& before : start_.placements) {
    const std::optional<Placement> now = PlacementOf(problem, outcome, before.apprentice);
    if (now && problem[now->opening].id == before.opening) shifted += now->stay == before.stay ? 0 : 1;
  }
  EXPECT_LE(shifted, opening_of_.size() / 20);
}

TEST_F(EarlierRunTest, WhoeverComesFirstNowIsPlacedIfSomebodyCanMakeRoom) {
  ASSERT_NO_FATAL_FAILURE(MatchBase(310, 80));
  // Left out, though there are openings for it: in a tier of its own it is placed before all others.
  Problem problem = MakeProblem(facts_);
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  std::vector<std::string> left_out;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const Apprentice& apprentice = problem[ApprenticeIndex(i)];
    const bool is_placed = opening_of_.contains(apprentice.id);
    if (!is_placed && apprentice.group.empty() && !sieve.FeasibleOf(ApprenticeIndex(i)).empty()) {
      left_out.push_back(apprentice.id);
    }
  }
  ASSERT_GT(left_out.size(), 3u);
  left_out.resize(3);
  for (const std::string& id : left_out) {
    Facts facts = facts_;
    for (Apprentice& apprentice : facts.apprentices) {
      apprentice.tier = apprentice.id == id ? 0 : std::max(1, apprentice.tier);
    }
    problem = MakeProblem(facts);
    const RunOutcome outcome = MatchTouched(problem, {.apprentices = {id}});
    EXPECT_EQ(OpeningOf(problem, outcome, id).empty(), OpeningOf(problem, MatchAndAudit(problem), id).empty()) << id;
  }
}

}  // namespace
}  // namespace walz
