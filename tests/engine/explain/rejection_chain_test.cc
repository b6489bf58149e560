#include "engine/explain/rejection_chain.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/matching/all_options.h"
#include "engine/matching/quota_groups.h"
#include "engine/matching/seat_market.h"
#include "engine/matching/seat_plan.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using Cause = RejectionChain::Cause;

constexpr std::int64_t kPairsKept = 1'000'000;

// The matcher's own market, and who has which of its arcs.
class MatchersView {
 public:
  MatchersView(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching)
      : problem_(problem),
        options_(problem, rules, sieve, kPairsKept, {}),
        stays_(problem, rules, sieve),
        plan_(*MakeSeatPlan(problem, options_.kept(), MakeQuotaGroups(problem, rules), stays_)),
        by_lottery_(problem.round().stable_size == StableSize::kLottery) {
    std::vector<std::int32_t> places;
    for (const Seat& seat : plan_.seats) places.push_back(seat.places - PinnedAt(seat, matching));
    market_ = MakeSeatMarket(problem, options_.kept(), plan_, places, stays_, {}).market;
    own_.assign(problem.apprentices().size(), std::nullopt);
    for (const Placement& placement : matching.placements) {
      if (problem.PinOf(placement.apprentice)) continue;
      for (std::uint64_t a = First(placement.apprentice); a < End(placement.apprentice); ++a) {
        const Seat& seat = plan_.seats[market_.arcs[a].slot];
        if (seat.opening != placement.opening || (seat.slot && !seat.slot->Contains(placement.stay))) continue;
        own_[placement.apprentice.value] = a;
        holders_[market_.arcs[a].slot].emplace_back(market_.arcs[a].key, placement.apprentice);
      }
    }
  }

  std::uint64_t First(ApprenticeIndex i) const { return market_.arc_starts[i.value]; }
  std::uint64_t End(ApprenticeIndex i) const { return market_.arc_starts[i.value + 1]; }

  // The first arc to a seat of the opening, and to the very seat; none.
  std::optional<std::uint64_t> ArcTo(ApprenticeIndex i, OpeningIndex opening) const {
    for (std::uint64_t a = First(i); a < End(i); ++a) {
      if (plan_.seats[market_.arcs[a].slot].opening == opening) return a;
    }
    return std::nullopt;
  }
  std::optional<std::uint64_t> ArcTo(const Rejection& step) const {
    for (std::uint64_t a = First(step.rejected); a < End(step.rejected); ++a) {
      const Seat& seat = plan_.seats[market_.arcs[a].slot];
      if (seat.opening == step.opening && seat.slot == step.slot) return a;
    }
    return std::nullopt;
  }

  bool Prefers(ApprenticeIndex i, std::uint64_t arc) const {
    const std::optional<std::uint64_t>& own = own_[i.value];
    if (!own) return true;
    return by_lottery_ ? arc < *own : market_.arcs[arc].level < market_.arcs[*own].level;
  }
  // The last arc that is preferred to the own one.
  std::optional<std::uint64_t> NextAbove(ApprenticeIndex i) const {
    std::optional<std::uint64_t> next;
    for (std::uint64_t a = First(i); a < End(i); ++a) {
      if (Prefers(i, a)) next = a;
    }
    return next;
  }

  void Check(const RejectionChain& chain, ApprenticeIndex apprentice, OpeningIndex opening) const {
    const std::optional<std::uint64_t> asked = ArcTo(apprentice, opening);
    const Cause cause = !asked ? Cause::kFitsNoSlot : Prefers(apprentice, *asked) ? Cause::kRejected : Cause::kLikesOwn;
    ASSERT_EQ(chain.cause, cause);
    ASSERT_EQ(chain.steps.empty(), cause != Cause::kRejected);
    std::set<ApprenticeIndex> rejected;
    std::optional<std::uint64_t> next = asked;
    for (std::size_t i = 0; i < chain.steps.size(); ++i) {
      const Rejection& step = chain.steps[i];
      ASSERT_EQ(step.rejected, i == 0 ? apprentice : *chain.steps[i - 1].holder);
      ASSERT_TRUE(rejected.insert(step.rejected).second);
      ASSERT_EQ(ArcTo(step), next);
      CheckStep(step, *next);
      if (!step.holder) {
        ASSERT_EQ(i + 1, chain.steps.size());
        return;
      }
      next = NextAbove(*step.holder);
    }
    ASSERT_TRUE(chain.steps.empty() || !next || rejected.count(*chain.steps.back().holder) > 0);
  }

 private:
  std::int32_t PinnedAt(const Seat& seat, const Matching& matching) const {
    std::vector<DayRange> stays;
    for (const Placement& placement : matching.placements) {
      if (placement.opening == seat.opening && problem_.PinOf(placement.apprentice)) stays.push_back(placement.stay);
    }
    if (!seat.slot) return static_cast<std::int32_t>(stays.size());
    std::int32_t most = 0;
    for (Day day = seat.slot->first; day <= seat.slot->last; day = day + 1) {
      most = std::max(most, static_cast<std::int32_t>(std::count_if(
                                stays.begin(), stays.end(), [&](const DayRange& stay) { return stay.Contains(day); })));
    }
    return most;
  }

  // The seat is full of people whom it likes no less, and its holder is the one whom it likes least.
  void CheckStep(const Rejection& step, std::uint64_t arc) const {
    const StableMarket::Arc& asked = market_.arcs[arc];
    ASSERT_TRUE(Prefers(step.rejected, arc));
    const auto at = holders_.find(asked.slot);
    const std::size_t held = at == holders_.end() ? 0 : at->second.size();
    ASSERT_EQ(static_cast<std::int32_t>(held), market_.capacities[asked.slot]);
    ASSERT_EQ(step.holder.has_value(), held > 0);
    if (!step.holder) return;
    const auto& [key, holder] = *std::max_element(at->second.begin(), at->second.end());
    ASSERT_EQ(*step.holder, holder);
    const std::uint64_t holders_class = key >> StableMarket::kLotteryBits;
    ASSERT_LE(holders_class, asked.key_class());
    ASSERT_EQ(step.equally, holders_class == asked.key_class());
    if (by_lottery_) {
      ASSERT_LT(key, asked.key);
    }
  }

  const Problem& problem_;
  const AllOptions options_;
  StayFinder stays_;
  const SeatPlan plan_;
  const bool by_lottery_;
  StableMarket market_;
  std::vector<std::optional<std::uint64_t>> own_;
  std::map<std::uint32_t, std::vector<std::pair<std::uint64_t, ApprenticeIndex>>> holders_;
};

TEST(RejectionChainTest, SaysWhatTheMatchersMarketSaysInEveryMode) {
  const RuleBook rules = StandardRuleBook();
  std::map<Cause, int> causes;
  int long_count = 0;
  int equal_count = 0;
  int slot_count = 0;
  int pinned_count = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    RandomProblemOptions options;
    options.apprentice_count = 4 + static_cast<int>(seed % 9);
    options.opening_count = 2 + static_cast<int>(seed % 4);
    options.static_only = seed % 3 == 0;
    options.with_round_quotas = options.with_company_places = options.with_absences = false;
    options.with_budget = options.with_least = options.with_groups = options.with_accompanying = false;
    options.policy = Policy::kStable;
    Facts facts = RandomFacts(seed, options);
    if (seed % 2 == 0) facts.round.weights = {};  // Then many are equal.
    for (const StableSize size : {StableSize::kLottery, StableSize::kMaximum}) {
      for (const StableSide side : {StableSide::kApprentices, StableSide::kHosts}) {
        SCOPED_TRACE(testing::Message() << "seed " << seed << " size " << static_cast<int>(size) << " side "
                                        << static_cast<int>(side));
        facts.round.stable_size = size;
        facts.round.stable_side = side;
        const Problem problem = MakeProblem(facts);
        const Sieve sieve(problem, rules, {});
        const RunOutcome outcome = MatchAndAudit(problem);
        const MatchersView matcher(problem, rules, sieve, outcome.matching);
        for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
          const ApprenticeIndex apprentice(a);
          if (problem.PinOf(apprentice)) continue;
          for (const OpeningIndex opening : sieve.FeasibleOf(apprentice)) {
            if (OpeningOf(problem, outcome, problem[apprentice].id) == problem[opening].id) continue;
            const RejectionChain chain =
                FindRejections(problem, rules, sieve, outcome.matching, apprentice, opening, {});
            ASSERT_NO_FATAL_FAILURE(matcher.Check(chain, apprentice, opening));
            ++causes[chain.cause];
            long_count += chain.steps.size() > 1 ? 1 : 0;
            for (const Rejection& step : chain.steps) {
              equal_count += step.equally ? 1 : 0;
              slot_count += step.slot ? 1 : 0;
              pinned_count += step.holder ? 0 : 1;
            }
          }
        }
      }
    }
  }
  EXPECT_EQ(causes[Cause::kNotKnown], 0);
  EXPECT_GT(causes[Cause::kLikesOwn], 500);
  EXPECT_GT(causes[Cause::kFitsNoSlot], 2);
  EXPECT_GT(causes[Cause::kRejected], 500);
  EXPECT_GT(long_count, 100);
  EXPECT_GT(equal_count, 100);
  EXPECT_GT(slot_count, 100);
  EXPECT_GT(pinned_count, 10);
}

TEST(RejectionChainTest, ClaimsNothingOfAMatchingThatIsNotStable) {
  Facts facts = SmallFacts();
  facts.round.policy = Policy::kStable;
  facts.openings[0].windows = Days(facts, {R("2027-04-01..2027-04-20")});
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
  facts.host_ranks = {{"O", 1, "B"}};
  const Problem problem = MakeProblem(facts);
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  const Matching unstable{{{ApprenticeIndex(0), OpeningIndex(0), R("2027-04-01..2027-04-20")}}};
  const RejectionChain chain = FindRejections(problem, rules, sieve, unstable, ApprenticeIndex(1), OpeningIndex(0), {});
  EXPECT_EQ(chain.cause, Cause::kNotKnown);
  EXPECT_TRUE(chain.steps.empty());
}

}  // namespace
}  // namespace walz
