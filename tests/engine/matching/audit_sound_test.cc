// A run that was tampered with: what is not lawful is taken out with all that hangs on it, and nothing else.

#include "engine/matching/audit_sound.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/matching/auditor.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

class AuditSoundTest : public testing::Test {
 protected:
  AuditSoundTest()
      : problem_(RandomProblem(11, {.apprentice_count = 60,
                                    .opening_count = 40,
                                    .static_only = true,
                                    .with_round_quotas = false,
                                    .with_least = false,
                                    .with_last_run = false})),
        sieve_(problem_, rules_, {}),
        outcome_(*FindMatching(problem_, rules_, sieve_, {})) {}

  absl::StatusOr<RunOutcome> Keep(const RunOutcome& outcome) const {
    return KeepSound(problem_, rules_, sieve_, outcome, {});
  }

  static bool Holds(const RunOutcome& outcome, ApprenticeIndex apprentice) {
    return std::any_of(outcome.matching.placements.begin(), outcome.matching.placements.end(),
                       [&](const Placement& placement) { return placement.apprentice == apprentice; });
  }

  const RuleBook rules_ = StandardRuleBook();
  const Problem problem_;
  const Sieve sieve_;
  const RunOutcome outcome_;
};

TEST_F(AuditSoundTest, KeepsAllOfASoundRunButItsProof) {
  const absl::StatusOr<RunOutcome> sound = Keep(outcome_);
  ASSERT_TRUE(sound.ok()) << sound.status();
  EXPECT_EQ(sound->matching.placements, outcome_.matching.placements);
  EXPECT_TRUE(sound->withheld.empty());
  EXPECT_EQ(sound->bound, outcome_.bound);
}

TEST_F(AuditSoundTest, WithholdsTheUnlawfulPartAlone) {
  ASSERT_GE(outcome_.matching.placements.size(), 10u);
  RunOutcome tampered = outcome_;
  Placement& bad = tampered.matching.placements[4];
  bad.stay = {bad.stay.first, bad.stay.first + 900};
  ASSERT_FALSE(AuditRun(problem_, rules_, sieve_, tampered, {}).ok());
  const absl::StatusOr<RunOutcome> sound = Keep(tampered);
  ASSERT_TRUE(sound.ok()) << sound.status();
  ASSERT_EQ(sound->withheld.size(), 1u);
  const WithheldPart& part = sound->withheld[0];
  EXPECT_NE(std::find(part.apprentices.begin(), part.apprentices.end(), bad.apprentice), part.apprentices.end());
  EXPECT_NE(part.reason.find(problem_[bad.apprentice].id), std::string::npos) << part.reason;
  EXPECT_FALSE(Holds(*sound, bad.apprentice));
  EXPECT_FALSE(sound->proven);
  EXPECT_EQ(sound->matching.placements.size() + part.apprentices.size(), outcome_.matching.placements.size());
  EXPECT_LT(part.apprentices.size(), outcome_.matching.placements.size() / 2);
  EXPECT_TRUE(AuditRun(problem_, rules_, sieve_, *sound, {}).ok());
}

TEST_F(AuditSoundTest, APriceThatLiesCostsTheBoundAlone) {
  RunOutcome tampered = outcome_;
  tampered.certificate.weights.point = -1;
  const absl::StatusOr<RunOutcome> sound = Keep(tampered);
  ASSERT_TRUE(sound.ok()) << sound.status();
  EXPECT_EQ(sound->matching.placements, outcome_.matching.placements);
  EXPECT_TRUE(sound->withheld.empty());
  EXPECT_FALSE(sound->proven);
  EXPECT_GT(sound->bound, sound->score);
}

TEST_F(AuditSoundTest, NothingLawfulIsNothingToPublish) {
  RunOutcome tampered = outcome_;
  for (Placement& placement : tampered.matching.placements) placement.stay = {placement.stay.first, kDayMin};
  EXPECT_EQ(Keep(tampered).status().code(), absl::StatusCode::kInternal);
}

TEST_F(AuditSoundTest, PlacementsOfNobodyAndOfSomebodyTwiceAreLeftOut) {
  RunOutcome tampered = outcome_;
  tampered.matching.placements.push_back({ApprenticeIndex(1'000'000), OpeningIndex(0), {}});
  tampered.matching.placements.push_back(tampered.matching.placements[0]);
  const absl::StatusOr<RunOutcome> sound = Keep(tampered);
  ASSERT_TRUE(sound.ok()) << sound.status();
  EXPECT_EQ(sound->matching.placements.size(), outcome_.matching.placements.size() - 1);
  EXPECT_FALSE(Holds(*sound, outcome_.matching.placements[0].apprentice));
  ASSERT_EQ(sound->withheld.size(), 1u);
}

}  // namespace
}  // namespace walz
