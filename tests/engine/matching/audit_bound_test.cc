// The bound formula is right: whatever the prices, no lawful matching is worth more than the certificate allows.
//
// Random problems of every kind, random nonnegative weights, prices and rewards; the exhaustive matcher knows the best
// lawful matching.  Every lawful matching must pass the audit with any such certificate.

#include "engine/matching/audit_bound.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include <absl/numeric/int128.h>
#include <absl/status/statusor.h>
#include <gtest/gtest.h>

#include "engine/matching/audit_score.h"
#include "engine/matching/audit_stays.h"
#include "engine/matching/auditor.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/dice.h"
#include "tests/support/exhaustive_matcher.h"
#include "tests/support/random_problem.h"
#include "tests/support/seeds.h"

namespace walz {
namespace {

// Nobody is left out of a proof.
std::vector<bool> Nobody(const Problem& problem) { return std::vector<bool>(problem.apprentices().size()); }

RandomProblemOptions OptionsOf(std::uint64_t seed) {
  RandomProblemOptions options;
  options.apprentice_count = 4 + static_cast<int>(seed % 3);
  options.opening_count = 2 + static_cast<int>(seed % 4);
  options.static_only = seed % 2 == 0;
  return options;
}

// Everything that a price can be asked for: groups with a limit that some placement belongs to.
std::vector<std::pair<std::uint32_t, QuotaGroup>> LimitedGroups(const Problem& problem, const RuleBook& rules) {
  std::set<std::pair<std::uint32_t, QuotaGroup>> groups;
  for (std::uint32_t q = 0; q < rules.quotas.size(); ++q) {
    for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
      for (std::size_t o = 0; o < problem.openings().size(); ++o) {
        const auto group = rules.quotas[q].group(problem, ApprenticeIndex(a), OpeningIndex(o));
        if (group && rules.quotas[q].limit(problem, *group)) groups.insert({q, *group});
      }
    }
  }
  return {groups.begin(), groups.end()};
}

// The kept weight stays 0 in half of the cases, and so on: prices must meet every mix of weights.
Weights RandomWeights(Dice& dice) {
  Weights weights;
  weights.pin = dice.Percent(80) ? dice.Between(0, 1000) : 0;
  for (absl::int128& tier : weights.tier) tier = dice.Between(0, 400);
  weights.least = dice.Percent(50) ? dice.Between(0, 2000) : 0;
  weights.point = dice.Percent(70) ? dice.Between(0, 3) : 0;
  weights.kept = dice.Percent(50) ? dice.Between(0, 100) : 0;
  for (absl::int128* weight : {&weights.pin, &weights.least, &weights.kept}) *weight <<= 32;  // Against the lottery.
  for (absl::int128& tier : weights.tier) tier <<= 32;
  weights.point <<= 16;
  weights.lottery_shift = dice.Percent(30) ? dice.Between(0, 31) : 0;
  return weights;
}

Certificate RandomCertificate(const Problem& problem, const RuleBook& rules, Dice& dice) {
  Certificate certificate;
  certificate.weights = RandomWeights(dice);
  for (const auto& [quota, group] : LimitedGroups(problem, rules)) {
    const absl::int128 most = dice.Percent(50) ? 400 : 40;
    if (dice.Percent(60)) {
      certificate.prices.push_back({quota, group, std::nullopt, (most * dice.Between(1, 100) / 100) << 32});
    }
    if (!rules.quotas[quota].daily || !dice.Percent(40)) continue;
    for (Day day = problem.round().dates.first; day <= problem.round().dates.last; day = day + dice.Between(1, 9)) {
      certificate.prices.push_back({quota, group, day, absl::int128(dice.Between(1, 200)) << 32});
    }
  }
  for (const auto& [centre, least] : LeastsOf(problem)) {
    if (dice.Percent(30)) continue;
    certificate.rewards.push_back({centre, certificate.weights.least / std::max(least, 1) * dice.Between(0, 4) / 4});
  }
  return certificate;
}

// The stay that the quotas were counted with is not the only lawful one: make some longer where all stays lawful.
void LengthenSome(const Problem& problem, const RuleBook& rules, Dice& dice, Matching& matching) {
  for (Placement& placement : matching.placements) {
    const Placement before = placement;
    placement.stay.last = placement.stay.last + dice.Between(0, 9);
    if (!AuditLawful(problem, rules, matching).ok()) placement = before;
  }
}

RunOutcome OutcomeOf(const Problem& problem, const RuleBook& rules, Matching matching) {
  RunOutcome outcome;
  outcome.score = CountScore(problem, rules, matching);
  outcome.matching = std::move(matching);
  for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
    outcome.pins_broken += problem.PinOf(ApprenticeIndex(a)) ? 1 : 0;
  }
  outcome.pins_broken -= outcome.score.pins_kept;
  return outcome;
}

TEST(AuditBoundPropertyTest, IsNeverBelowALawfulMatching) {
  const RuleBook rules = StandardRuleBook();
  int placed = 0;
  for (std::uint64_t seed = 1; seed <= SeedCount(800); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    const Problem problem = RandomProblem(seed, OptionsOf(seed));
    const Sieve sieve(problem, rules, {});
    ExhaustiveMatcher::Best best = ExhaustiveMatcher(problem, rules).FindBest();
    ASSERT_TRUE(AuditLawful(problem, rules, best.matching).ok()) << AuditLawful(problem, rules, best.matching);
    LengthenSome(problem, rules, dice, best.matching);
    RunOutcome outcome = OutcomeOf(problem, rules, best.matching);
    ASSERT_EQ(outcome.score, best.score);
    placed += static_cast<int>(outcome.score.placed());
    for (int round = 0; round < 5; ++round) {
      outcome.certificate = RandomCertificate(problem, rules, dice);
      const absl::StatusOr<absl::int128> value =
          ValueOf(outcome.certificate.weights, outcome.score,
                  LotterySumOf(problem, outcome.certificate.weights, outcome.matching));
      ASSERT_TRUE(value.ok());
      const absl::StatusOr<Proof> proof =
          ProofOf(problem, rules, sieve, outcome.certificate, Nobody(problem), outcome.score, *value, {});
      ASSERT_TRUE(proof.ok()) << proof.status();
      EXPECT_GE(proof->bound, *value);
      // The best score of all is within what any certificate implies.
      EXPECT_GE(proof->score, best.score);
      EXPECT_GE(proof->points, best.score.points);
      outcome.bound = proof->score;
      outcome.points_bound = proof->points;
      EXPECT_TRUE(AuditRun(problem, rules, sieve, outcome, {}).ok()) << AuditRun(problem, rules, sieve, outcome, {});
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(placed * 8, 7 * static_cast<int>(SeedCount(800)));  // The problems are worth the trouble.
}

// Weights in the order of the goals, each far above the sum of the lower ones in a tiny problem.
Weights OrderedWeights() {
  Weights weights;
  weights.kept = absl::int128(1) << 36;
  weights.point = absl::int128(1) << 40;
  weights.least = absl::int128(1) << 66;
  absl::int128 worth = absl::int128(1) << 103;
  for (absl::int128& tier : weights.tier) tier = worth >>= 3;
  weights.pin = absl::int128(1) << 104;
  return weights;
}

std::int64_t SendersOf(const Certificate& certificate, const RuleBook& rules) {
  std::set<std::pair<std::uint32_t, QuotaGroup>> senders;
  for (const Price& price : certificate.prices) {
    if (rules.quotas[price.quota].side == QuotaSide::kSender) senders.insert({price.quota, price.group});
  }
  return static_cast<std::int64_t>(senders.size());
}

// For so many groups of senders with a price.
void RankTiers(std::int64_t senders, Weights& weights) {
  const absl::int128 step = absl::int128(1) << 76;
  absl::int128 worth = 0;
  for (std::size_t tier = kTierCount; tier-- > 0;) weights.tier[tier] = worth = worth * (senders + 1) + step;
  weights.pin = worth * (senders + 1) + step;
}

// Random weights are rarely in order; these are, so that the implied score is tight and any error in it shows.  Some
// tiers outweigh fewer of the next than they should; then prices of counts may speak, for a matching that is the best.
TEST(AuditBoundPropertyTest, ImpliesNoScoreBelowTheBest) {
  const RuleBook rules = StandardRuleBook();
  int tight = 0;
  int past_senders = 0;
  int by_counts = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    const Problem problem = RandomProblem(seed, OptionsOf(seed));
    const Sieve sieve(problem, rules, {});
    const ExhaustiveMatcher matcher(problem, rules);
    const ExhaustiveMatcher::Best best = matcher.FindBest();
    Certificate certificate = RandomCertificate(problem, rules, dice);
    certificate.weights = OrderedWeights();
    const bool by_rank = dice.Percent(50);
    // Of a nested flow, more often than by chance.
    if (by_rank && dice.Percent(70)) {
      const bool without_senders = dice.Percent(40);
      const auto end = std::remove_if(certificate.prices.begin(), certificate.prices.end(), [&](const Price& price) {
        return price.day.has_value() || (without_senders && rules.quotas[price.quota].side == QuotaSide::kSender);
      });
      certificate.prices.erase(end, certificate.prices.end());
    }
    const std::int64_t senders = SendersOf(certificate, rules);
    const bool falls_short = by_rank && senders > 0 && dice.Percent(50);
    if (by_rank) RankTiers(falls_short ? dice.Between(0, static_cast<int>(senders) - 1) : senders, certificate.weights);
    for (LeastReward& reward : certificate.rewards) reward.reward = 0;
    const int shift = dice.Between(0, 44);  // Prices of the order of points up to that of tiers.
    for (Price& price : certificate.prices) {
      price.price <<= shift;
      if (falls_short) price.price += certificate.weights.tier[static_cast<std::size_t>(dice.Between(0, 9))];
    }
    Matching matching = best.matching;
    if (dice.Percent(30) && !matching.placements.empty()) matching.placements.pop_back();
    const Score score = CountScore(problem, rules, matching);
    const absl::StatusOr<absl::int128> value =
        ValueOf(certificate.weights, score, LotterySumOf(problem, certificate.weights, matching));
    ASSERT_TRUE(value.ok());
    const absl::StatusOr<Proof> proof = ProofOf(problem, rules, sieve, certificate, Nobody(problem), score, *value, {});
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_GE(proof->score, best.score);
    EXPECT_GE(proof->points, best.score.points);
    tight += proof->score.placed_by_tier == best.score.placed_by_tier ? 1 : 0;
    past_senders += by_rank && !falls_short && proof->is_optimal_order && senders > 0 ? 1 : 0;
    by_counts += falls_short && proof->is_optimal_order ? 1 : 0;
    if (HasFailure()) break;
  }
  EXPECT_GT(tight, 50);
  EXPECT_GT(past_senders, 25);
  EXPECT_GT(by_counts, 10);
}

// Searches for the lowest bound by changing one price at a time: the way a wrong formula would be found out.
class PriceSearch {
 public:
  PriceSearch(const Problem& problem, const RuleBook& rules, std::uint64_t seed)
      : problem_(problem),
        rules_(rules),
        sieve_(problem, rules, {}),
        dice_(seed),
        groups_(LimitedGroups(problem, rules)) {}

  // The lowest bound found in `steps` steps; each step must prove itself.
  absl::StatusOr<absl::int128> FindLowestBound(const Score& score, absl::int128 value, int steps) {
    std::map<Key, absl::int128> prices;
    std::map<CentreIndex, absl::int128> rewards;
    std::optional<absl::int128> lowest;
    for (int step = 0; step < steps; ++step) {
      auto changed_prices = prices;
      auto changed_rewards = rewards;
      if (step > 0) Change(changed_prices, changed_rewards);
      const absl::StatusOr<Proof> proof = ProofOf(
          problem_, rules_, sieve_, CertificateOf(changed_prices, changed_rewards), Nobody(problem_), score, value, {});
      if (!proof.ok()) return proof.status();
      if (lowest && *lowest < proof->bound) continue;
      lowest = proof->bound;
      prices = std::move(changed_prices);
      rewards = std::move(changed_rewards);
    }
    return *lowest;
  }

 private:
  using Key = std::tuple<std::uint32_t, QuotaGroup, std::optional<Day>>;

  static Certificate CertificateOf(const std::map<Key, absl::int128>& prices,
                                   const std::map<CentreIndex, absl::int128>& rewards) {
    Certificate certificate;
    certificate.weights = OrderedWeights();
    for (const auto& [key, price] : prices) {
      certificate.prices.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), price});
    }
    for (const auto& [centre, reward] : rewards) certificate.rewards.push_back({centre, reward});
    return certificate;
  }

  // What placements of some tier or points are worth, or a little more or less.
  absl::int128 SomeWorth() {
    const Weights weights = OrderedWeights();
    absl::int128 worth = 0;
    if (dice_.Percent(70)) worth += weights.tier[static_cast<std::size_t>(dice_.Between(0, kTierCount - 1))];
    if (dice_.Percent(20)) worth += weights.pin;
    if (dice_.Percent(60)) worth += weights.point * dice_.Between(0, 1000) * 1000;
    return worth / dice_.Between(1, 3);
  }

  void Change(std::map<Key, absl::int128>& prices, std::map<CentreIndex, absl::int128>& rewards) {
    const std::vector<std::pair<CentreIndex, int>> leasts = LeastsOf(problem_);
    if (!leasts.empty() && dice_.Percent(15)) {
      const auto [centre, least] = dice_.OneOf(leasts);
      rewards[centre] = OrderedWeights().least / std::max(least, 1) * dice_.Between(0, 4) / 4;
    } else if (!groups_.empty()) {
      const auto [quota, group] = dice_.OneOf(groups_);
      std::optional<Day> day;
      if (rules_.quotas[quota].daily && dice_.Percent(50)) {
        day = problem_.round().dates.first + dice_.Between(0, problem_.round().dates.days() - 1);
      }
      prices[{quota, group, day}] = dice_.Percent(20) ? 0 : SomeWorth();
    }
  }

  const Problem& problem_;
  const RuleBook& rules_;
  const Sieve sieve_;
  Dice dice_;
  const std::vector<std::pair<std::uint32_t, QuotaGroup>> groups_;
};

TEST(AuditBoundPropertyTest, NoSearchForPricesGoesBelowTheBest) {
  const RuleBook rules = StandardRuleBook();
  int lowered = 0;
  for (std::uint64_t seed = 1; seed <= SeedCount(300); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomProblemOptions options = OptionsOf(seed);
    options.apprentice_count = 6;
    const Problem problem = RandomProblem(seed, options);
    const ExhaustiveMatcher::Best best = ExhaustiveMatcher(problem, rules).FindBest();
    const absl::StatusOr<absl::int128> value =
        ValueOf(OrderedWeights(), best.score, LotterySumOf(problem, OrderedWeights(), best.matching));
    ASSERT_TRUE(value.ok());
    PriceSearch search(problem, rules, seed);
    const absl::StatusOr<absl::int128> unpriced = search.FindLowestBound(best.score, *value, 1);
    ASSERT_TRUE(unpriced.ok()) << unpriced.status();
    const absl::StatusOr<absl::int128> lowest = search.FindLowestBound(best.score, *value, 120);
    ASSERT_TRUE(lowest.ok()) << lowest.status();
    lowered += *lowest < *unpriced ? 1 : 0;
  }
  EXPECT_GT(lowered * 5, static_cast<int>(SeedCount(300)));  // Quotas bind often enough for prices to matter.
}

TEST(AuditStaysPropertyTest, FamiliesAreTheLawfulStaysOfEachPair) {
  const RuleBook rules = StandardRuleBook();
  int pairs = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem = RandomProblem(seed, OptionsOf(seed));
    const Sieve sieve(problem, rules, {});
    const StayBook book(problem, rules, sieve);
    for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
      if (problem.PinOf(ApprenticeIndex(a))) continue;
      for (std::size_t o = 0; o < problem.openings().size(); ++o) {
        const ApprenticeView apprentice = problem.View(ApprenticeIndex(a));
        const OpeningView opening = problem.View(OpeningIndex(o));
        if (!IsFeasible(rules, apprentice, opening)) continue;
        const StayFamily& family = book.Of(apprentice, opening);
        EXPECT_EQ(family.length, rules.stays.permitted_lengths(apprentice, opening)->min);
        std::vector<Day> listed;
        for (const DayRange& starts : family.starts) {
          for (Day day = starts.first; day <= starts.last; day = day + 1) listed.push_back(day);
        }
        std::vector<Day> lawful;
        for (Day day = problem.round().dates.first; day <= problem.round().dates.last; day = day + 1) {
          if (IsLawfulStay(rules, apprentice, opening, {day, day + (family.length - 1)})) lawful.push_back(day);
        }
        EXPECT_EQ(listed, lawful) << apprentice.apprentice.id << " at " << opening.opening.id;
        EXPECT_FALSE(lawful.empty());
        ++pairs;
      }
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(pairs, 500);
}

// Against all sets of days of a small horizon.
TEST(AuditStaysPropertyTest, CountsTheFewestDaysThatMeetAllStays) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    std::vector<StayFamily> families(static_cast<std::size_t>(dice.Between(0, 4)));
    std::vector<const StayFamily*> pointers;
    for (StayFamily& family : families) {
      family.length = dice.Between(1, 4);
      for (int day = dice.Between(0, 3); day + family.length <= 12; day += dice.Between(2, 6)) {
        const int last = std::min(day + dice.Between(0, 3), 12 - family.length);
        family.starts.push_back({Day{day}, Day{last}});
        day = last;
      }
      pointers.push_back(&family);
    }
    int fewest = 12;
    for (unsigned days = 0; days < 1u << 12; ++days) {
      bool meets_all = true;
      for (const StayFamily& family : families) {
        for (const DayRange& starts : family.starts) {
          for (int first = starts.first.number; first <= starts.last.number; ++first) {
            meets_all = meets_all && (days >> first & ((1u << family.length) - 1)) != 0;
          }
        }
      }
      if (meets_all) fewest = std::min(fewest, __builtin_popcount(days));
    }
    EXPECT_EQ(CountStabbingDays(pointers), fewest);
  }
}

}  // namespace
}  // namespace walz
