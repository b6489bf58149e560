// Matching: who goes where and when; Score: how good it is, goal by goal; RunOutcome: what one run of the matcher says.

#ifndef ENGINE_MATCHING_MATCHING_H_
#define ENGINE_MATCHING_MATCHING_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/numeric/int128.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/quota.h"

namespace walz {

struct Placement {
  ApprenticeIndex apprentice;
  OpeningIndex opening;
  DayRange stay;

  friend bool operator==(const Placement&, const Placement&) = default;
};

// At most one placement an apprentice; by apprentice, ascending.
struct Matching {
  std::vector<Placement> placements;
};

// One figure for each goal, in their order: pins, tiers 0 to 9, leasts, points, kept.
inline constexpr std::size_t kLevelCount = 4 + kTierCount;
template <typename Figure>
using LevelFigures = std::array<Figure, kLevelCount>;

// Places of the goals in LevelFigures.
inline constexpr std::size_t kPinLevel = 0;
inline constexpr std::size_t kTierLevel = 1;  // Of tier 0.
inline constexpr std::size_t kLeastLevel = kTierLevel + kTierCount;
inline constexpr std::size_t kPointLevel = kLeastLevel + 1;
inline constexpr std::size_t kKeptLevel = kPointLevel + 1;

// The goals in their order (SEMANTICS section 3); compared level by level, greater is better.
struct Score {
  std::int64_t pins_kept = 0;
  std::array<std::int64_t, kTierCount> placed_by_tier{};
  std::int64_t centres_at_least = 0;  // Centres with a least that reach it.
  std::int64_t points = 0;
  std::int64_t kept = 0;  // Apprentices who keep the opening of the last run.

  std::int64_t placed() const;
  // Goal by goal, in their order.
  LevelFigures<std::int64_t> levels() const;
  friend std::strong_ordering operator<=>(const Score&, const Score&) = default;
};

Score ScoreOf(const LevelFigures<std::int64_t>& figures);

// What one placement is worth to the optimiser: the levels folded into one number.
//   value = pin (if pinned) + tier[apprentice's tier] + points * point + kept (if kept) + (lottery number >>
//   lottery_shift)
// and `least` for every centre that reaches its least.
// The levels are lexicographic if each weight is greater than everything that the lower levels can sum up to.
struct Weights {
  absl::int128 pin = 0;
  std::array<absl::int128, kTierCount> tier{};
  absl::int128 least = 0;
  absl::int128 point = 0;
  absl::int128 kept = 0;
  int lottery_shift = 0;  // 0..31; > 0 only where the levels would not fit otherwise.

  LevelFigures<absl::int128> levels() const;

  friend bool operator==(const Weights&, const Weights&) = default;
};

// The other way round.
Weights WeightsOf(const LevelFigures<absl::int128>& figures);

// The price of one unit of a quota's group: on one day, or (day empty) of its use over the whole round.
struct Price {
  std::uint32_t quota = 0;  // Position in RuleBook::quotas.
  QuotaGroup group = 0;
  std::optional<Day> day;
  absl::int128 price = 0;  // > 0.
};

// What a marginal placement towards a centre's least is rewarded with: 0 <= reward, reward * least <= Weights::least.
struct LeastReward {
  CentreIndex centre;
  absl::int128 reward = 0;
};

// Weights and prices that prove a bound.  Any nonnegative prices prove
//   sum over prices of price * capacity                                (capacity: see below)
// + sum over centres with a least, that so many of their apprentices with an option can reach, of
//     (Weights::least - reward * least)
// + sum over apprentices of max(0, max over feasible options of (value + reward of the centre - prices of what it
// uses)) where an option is a feasible opening with a stay of the shortest permitted length.  The capacity of a price
// with a day is the group's limit; without a day it is the limit (quota over the round), or limit * the least number of
// days that meet every such stay in the group (daily quota).
struct Pricing {
  Weights weights;
  std::vector<Price> prices;         // By quota, group, day.
  std::vector<LeastReward> rewards;  // By centre.
};

// A question that a proof by cases asks: does the apprentice go to the opening, on one of these first days?  Or, with a
// centre and nothing else: does it reach its least?
struct ProofBranch {
  ApprenticeIndex apprentice;
  OpeningIndex opening;
  DayRange first_days;
  std::optional<CentreIndex> centre = std::nullopt;
};

// In a group of a daily quota, the stays of the apprentice that meet any of these days and the stays of others that
// stand on all of them are together at most the limit: on a day that the apprentice's stay meets, all of them stand.
// Relaxations break this where they give somebody parts of two stays, one before the other.  So a bound may count the
// limit times this price, and whoever counts pays it once.
struct LonePrice {
  std::uint32_t quota = 0;  // Position in RuleBook::quotas.
  QuotaGroup group = 0;
  DayRange days;
  ApprenticeIndex apprentice;
  absl::int128 price = 0;  // > 0.
};

// Prices may differ from case to case, and so may weights: those of goals above the ones that are proven are whatever
// helps.
struct ProofNode {
  std::optional<ProofBranch> branch;  // None: a leaf.
  std::uint32_t takes = 0;            // The node where the answer is yes, and where it is no; behind this one.
  std::uint32_t refuses = 0;
  // Bounds the choices that its branches leave.  No price without a day for a daily quota; the reward of a centre that
  // reaches its least may be any, one that does not earns neither weight nor reward.
  Pricing leaf;
  std::vector<LonePrice> lone_prices;  // Of a leaf.
};
using ProofTree = std::vector<ProofNode>;  // [0] is the root.

// Some apprentices and proofs, goal by goal, of what they can reach.  With v(l) the figure of goal l of the part's
// placements and w(l) its weight in a leaf, the leaf's bound b says of choices that reach v of all goals above l:
//   goal l <= (b - sum over goals above of w * v) / w(l)
// so goal l of the part is at most the greatest of these over the leaves of a tree, rounded down.
struct PartProof {
  std::vector<ApprenticeIndex> apprentices;  // Ascending; of a centre with a least all who can be placed.
  std::vector<ProofTree> trees;
};

// Somebody whom the relaxation that the prices are of seats elsewhere than the matching does.
struct RelaxedSeat {
  ApprenticeIndex apprentice;
  std::optional<OpeningIndex> opening;  // None: nowhere.

  friend bool operator==(const RelaxedSeat&, const RelaxedSeat&) = default;
};

// Proof of the bound for policy `best`; empty for the others.  The prices bound what the parts leave over, the sum is
// the bound of all: any share of what a group holds is at most what it holds.
struct Certificate : Pricing {
  std::vector<PartProof> parts;  // No apprentice in two.
  // Proves nothing; a later search begins there.  By apprentice; none: not known.
  std::optional<std::vector<RelaxedSeat>> seats;
};

// What a run of `stable` says beside its matching.  A seat is an opening, or one fixed slot (fixed_slots.h) of an
// opening that takes stays one after another.
struct StableFigures {
  StableSide side = StableSide::kApprentices;
  StableSize size = StableSize::kLottery;
  std::int64_t rolling_openings = 0;      // Openings cut into fixed slots.
  std::int64_t fixed_slots = 0;           // Of all of them.
  std::int64_t options_without_slot = 0;  // Feasible options at them whose stays lie in no slot.
  // Apprentices whom some stable improvement cycle would give a seat of a better class, at nobody's cost, if ties were
  // broken for it (stable_improvement.h).  A class is: equal wish and points for an apprentice, equal rank and points
  // for a host.  None: the run was stopped.
  std::optional<std::int64_t> could_improve;
  // StableSize::kMaximum: no matching at all, stable or not, places more.  None: lottery, or stopped.
  std::optional<std::int64_t> placed_at_most;

  friend bool operator==(const StableFigures&, const StableFigures&) = default;
};

// What a part of a round is, by what had to be relaxed to bound it (components.h).
enum class ComponentKind : std::uint8_t {
  kStatic,    // Nothing: plain nested capacities.
  kRolling,   // Calendars: places that serve stays one after another.
  kCrossing,  // Quotas that cross or weigh, travel groups, accompanying persons.
};
inline constexpr std::size_t kComponentKindCount = 3;
inline constexpr std::array<absl::string_view, kComponentKindCount> kComponentKindNames = {"static", "rolling",
                                                                                           "crossing"};

struct ComponentSum {
  std::int64_t components = 0;
  std::int64_t solved = 0;       // Those whose value meets their part of the bound.
  std::int64_t apprentices = 0;  // With an option.
  std::int64_t placed = 0;
  absl::int128 value = 0;  // By the certificate's weights.
  absl::int128 bound = 0;
};
using ComponentSums = std::array<ComponentSum, kComponentKindCount>;  // By ComponentKind.

// Placements that were taken out of a run because they are not lawful, or hang on such.
struct WithheldPart {
  std::vector<ApprenticeIndex> apprentices;
  std::string reason;  // The claim that failed.
};

// The groups of quotas that cross others, which the bound knows by a price alone.
struct CrossingQuotas {
  struct Group {
    std::string quota;
    std::string label;
  };
  std::int64_t groups = 0;
  std::vector<Group> priced;  // Those that cost something at the bound.
};

struct RunOutcome {
  Policy policy = Policy::kBest;
  Matching matching;
  Score score;
  std::int64_t pins_broken = 0;
  // No lawful matching has a greater Score, level by level.  For `stable` and `serial`, whose claim is another one,
  // equal to score.
  Score bound;
  // An upper bound on the points alone of the best matching; equal to score.points if the bound meets the score.
  std::int64_t points_bound = 0;
  // best: bound == score, and outside the certificate's parts the lottery level is at its best as far as its kept bits
  // go; stable, serial: the policy's property holds.
  bool proven = false;
  bool stopped = false;  // Ended early: lawful, but not as good as it could be.
  Certificate certificate;
  std::optional<StableFigures> stable;             // Policy `stable` alone; none: nothing but stability is claimed.
  std::optional<ComponentSums> components;         // best, unless it was stopped.
  CrossingQuotas crossing;                         // best alone.
  std::vector<WithheldPart> withheld;              // Empty unless the audit found something (audit_sound.h).
  std::map<std::string, double> seconds_by_stage;  // Filled in by whoever has a clock.
};

// Whether a part of the certificate speaks of the apprentice.  O(parts * log of their size).
bool IsInPart(const Certificate& certificate, ApprenticeIndex apprentice);

// Makes the outcome claim what nobody can exceed: what holds where nothing else is known.
void ClaimNothing(const Problem& problem, RunOutcome& outcome);

}  // namespace walz

#endif  // ENGINE_MATCHING_MATCHING_H_
