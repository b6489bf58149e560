// Proofs by cases: those of the matcher hold, nothing worse is ever taken for the best, and what is no proof is
// refused.

#include "engine/matching/audit_parts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/matching/audit_score.h"
#include "engine/matching/auditor.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/dice.h"
#include "tests/support/exhaustive_matcher.h"
#include "tests/support/facts_builder.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using testing::HasSubstr;

RandomProblemOptions Small() {
  RandomProblemOptions options;
  options.apprentice_count = 6;
  options.opening_count = 5;
  options.with_groups = false;
  return options;
}

// The same run without one of its placements, saying all the same that nothing is better.
RunOutcome WorseOf(const Problem& problem, const RuleBook& rules, RunOutcome outcome, std::size_t left_out) {
  const bool was_pinned = problem.PinOf(outcome.matching.placements[left_out].apprentice).has_value();
  outcome.matching.placements.erase(outcome.matching.placements.begin() + static_cast<std::ptrdiff_t>(left_out));
  outcome.score = CountScore(problem, rules, outcome.matching);
  outcome.pins_broken += was_pinned ? 1 : 0;
  outcome.bound = outcome.score;
  outcome.points_bound = outcome.score.points;
  outcome.proven = true;
  return outcome;
}

// Changes something somewhere in a proof.
void Tamper(Dice& dice, PartProof& part) {
  ProofTree& tree = part.trees[static_cast<std::size_t>(dice.Between(0, static_cast<int>(part.trees.size()) - 1))];
  ProofNode& node = tree[static_cast<std::size_t>(dice.Between(0, static_cast<int>(tree.size()) - 1))];
  const auto figure = [&] { return absl::int128(dice.Between(1, 100)) << dice.Between(0, 50); };
  switch (dice.Between(0, 8)) {
    case 0:
      if (node.branch) std::swap(node.takes, node.refuses);
      return;
    case 1:
      if (node.branch) node.branch->first_days.first = node.branch->first_days.first + dice.Between(0, 9);
      return;
    case 2:
      if (node.branch) node.branch->opening = OpeningIndex(static_cast<std::size_t>(dice.Between(0, 4)));
      return;
    case 3:
      if (!node.leaf.prices.empty()) node.leaf.prices.pop_back();
      return;
    case 4:
      if (!node.leaf.prices.empty()) node.leaf.prices.front().price = figure();
      return;
    case 5:
      node.leaf.weights.point = figure();
      return;
    case 6:
      if (!node.lone_prices.empty()) node.lone_prices.front().price = figure();
      return;
    case 7:
      node.leaf.weights.tier[static_cast<std::size_t>(dice.Between(0, 9))] = figure();
      return;
    default:
      part.trees.erase(part.trees.begin());
      if (part.trees.empty()) part.trees.emplace_back().emplace_back();
      return;
  }
}

TEST(AuditPartsTest, NothingWorseIsEverTakenForTheBest) {
  const RuleBook rules = StandardRuleBook();
  int with_parts = 0;
  int branched = 0;
  int proven = 0;
  std::size_t lone = 0;
  for (std::uint64_t seed = 0; seed < 250; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem = RandomProblem(seed, Small());
    RunOutcome outcome = MatchAndAudit(problem);
    if (outcome.certificate.parts.empty() || outcome.matching.placements.empty()) continue;
    ++with_parts;
    proven += outcome.proven ? 1 : 0;
    EXPECT_EQ(outcome.score, ExhaustiveMatcher(problem, rules).FindBest().score);
    for (const ProofTree& tree : outcome.certificate.parts[0].trees) {
      branched += tree.size() > 1 ? 1 : 0;
      for (const ProofNode& node : tree) lone += node.lone_prices.size();
    }
    const Sieve sieve(problem, rules, {});
    Dice dice(seed);
    for (int round = 0; round < 12; ++round) {
      const auto left_out = static_cast<std::size_t>(dice.Between(0, static_cast<int>(outcome.score.placed()) - 1));
      EXPECT_FALSE(AuditRun(problem, rules, sieve, WorseOf(problem, rules, outcome, left_out), {}).ok());
      Tamper(dice, outcome.certificate.parts[0]);
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(with_parts, 50);
  EXPECT_GT(proven * 100, with_parts * 90);
  EXPECT_GT(branched, 5);
  EXPECT_GT(lone, 0u);
}

// Two who could reach a least together only may not be looked at apart: each part would say that it is out of reach.
TEST(AuditPartsTest, ALeastIsNotSplit) {
  const RuleBook rules = StandardRuleBook();
  int split = 0;
  for (std::uint64_t seed = 0; seed < 300 && split < 10; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem = RandomProblem(seed, Small());
    RunOutcome outcome = MatchAndAudit(problem);
    if (outcome.certificate.parts.empty()) continue;
    std::vector<ApprenticeIndex>& apprentices = outcome.certificate.parts[0].apprentices;
    for (const auto& [centre, least] : LeastsOf(problem)) {
      const auto is_of = [&, c = centre](ApprenticeIndex i) { return problem.CentreOf(i) == c; };
      // All who can be placed are in the part, and enough to reach the least.
      if (std::count_if(apprentices.begin(), apprentices.end(), is_of) < std::max(least, 2)) continue;
      apprentices.erase(std::find_if(apprentices.begin(), apprentices.end(), is_of));
      const absl::Status audit = AuditRun(problem, rules, Sieve(problem, rules, {}), outcome, {});
      EXPECT_THAT(std::string(audit.message()), HasSubstr("is split between parts"));
      ++split;
      break;
    }
  }
  EXPECT_GT(split, 3);
}

class BrokenProofTest : public testing::Test {
 protected:
  BrokenProofTest() : problem_(Find()), outcome_(MatchAndAudit(problem_)) {}

  // A round whose proof asks something.
  static Problem Find() {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
      Problem problem = RandomProblem(seed, Small());
      const RunOutcome outcome = MatchAndAudit(problem);
      if (!outcome.certificate.parts.empty() && outcome.certificate.parts[0].trees[0].size() > 1) return problem;
    }
    ADD_FAILURE() << "no round with a proof by cases";
    return RandomProblem(0, Small());
  }

  std::string AuditText() const {
    const Sieve sieve(problem_, rules_, {});
    return std::string(AuditRun(problem_, rules_, sieve, outcome_, {}).message());
  }
  PartProof& part() { return outcome_.certificate.parts[0]; }

  const RuleBook rules_ = StandardRuleBook();
  const Problem problem_;
  RunOutcome outcome_;
};

TEST_F(BrokenProofTest, CasesThatAreNoTree) {
  part().trees[0][0].takes = 0;
  EXPECT_THAT(AuditText(), HasSubstr("no tree"));
  part().trees[0][0].takes = 1'000'000;
  EXPECT_THAT(AuditText(), HasSubstr("no tree"));
  part().trees[0].clear();
  EXPECT_THAT(AuditText(), HasSubstr("no tree"));
}

// A node that stands behind many others would make a small file take for ever.
TEST_F(BrokenProofTest, ACaseThatIsAskedTwice) {
  ProofTree& tree = part().trees[0];
  tree[0].refuses = tree[0].takes;
  for (int i = 0; i < 40; ++i) tree.push_back(tree[0]);
  for (std::uint32_t i = 0; i + 1 < tree.size(); ++i) {
    tree[i].branch = tree[0].branch;
    tree[i].takes = tree[i].refuses = i + 1;
  }
  EXPECT_THAT(AuditText(), HasSubstr("no tree"));
}

TEST_F(BrokenProofTest, ApprenticesTwiceOutOfOrderOrNone) {
  const PartProof whole = part();
  outcome_.certificate.parts.push_back(whole);
  EXPECT_THAT(AuditText(), HasSubstr("twice or out of order"));
  outcome_.certificate.parts.pop_back();
  std::reverse(part().apprentices.begin(), part().apprentices.end());
  EXPECT_THAT(AuditText(), HasSubstr("twice or out of order"));
  part().apprentices.clear();
  EXPECT_THAT(AuditText(), HasSubstr("a part of nobody"));
}

TEST_F(BrokenProofTest, APriceOfAllDaysOfADailyQuota) {
  for (ProofNode& node : part().trees[0]) {
    for (Price& price : node.leaf.prices) price.day.reset();
    if (node.leaf.prices.size() > 1) node.leaf.prices.resize(1);
  }
  const bool has_daily = std::any_of(part().trees[0].begin(), part().trees[0].end(), [&](const ProofNode& node) {
    return !node.leaf.prices.empty() && rules_.quotas[node.leaf.prices[0].quota].daily;
  });
  if (has_daily) {
    EXPECT_THAT(AuditText(), HasSubstr("without a day"));
  }
}

}  // namespace
}  // namespace walz
