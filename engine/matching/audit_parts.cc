#include "engine/matching/audit_parts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "engine/matching/audit_bound.h"
#include "engine/matching/audit_lone.h"
#include "engine/matching/audit_prices.h"
#include "engine/matching/audit_score.h"
#include "engine/matching/audit_sum.h"

namespace walz {
namespace {

using absl::int128;
using Levels = LevelFigures<std::int64_t>;

// One feasible opening of an apprentice.
struct Option {
  OpeningIndex opening;
  const StayFamily* stays;
  std::int32_t points = 0;
  bool is_kept = false;
};

struct Answer {
  const ProofBranch* branch;
  bool takes;
};
using Path = absl::flat_hash_map<std::uint32_t, std::vector<Answer>>;  // By apprentice.

// What a leaf proves: its bound and weights; none where its branches leave somebody nothing to take.
struct LeafBound {
  int128 bound;
  LevelFigures<int128> weights;
};

// Who could gain something in a leaf, or is asked for by a branch: nobody else adds to a bound, whatever its options.
class Counting {
 public:
  explicit Counting(const PartProof& part) {
    for (const ProofTree& tree : part.trees) {
      for (const ProofNode& node : tree) {
        if (node.branch) {
          asked_.insert(node.branch->apprentice.value);
          continue;
        }
        const Weights& weights = node.leaf.weights;
        everybody_ =
            everybody_ || weights.least != 0 || weights.point != 0 || weights.kept != 0 || !node.leaf.rewards.empty();
        pinned_ = pinned_ || weights.pin != 0;
        for (std::size_t tier = 0; tier < kTierCount; ++tier) tiers_[tier] = tiers_[tier] || weights.tier[tier] != 0;
      }
    }
  }

  bool Has(const Problem& problem, ApprenticeIndex i) const {
    return everybody_ || tiers_[static_cast<std::size_t>(problem[i].tier)] || (pinned_ && problem.PinOf(i)) ||
           asked_.contains(i.value);
  }

 private:
  bool everybody_ = false;
  bool pinned_ = false;
  std::array<bool, kTierCount> tiers_{};
  absl::flat_hash_set<std::uint32_t> asked_;
};

class PartAudit {
 public:
  PartAudit(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const StayBook& stays,
            const BulkPoints& bulk, const PartProof& part, const WorkOptions& options)
      : problem_(problem), rules_(rules), sieve_(sieve), stays_(stays), part_(part), options_(options) {
    const Counting counting(part);
    std::vector<std::int32_t> points;
    std::vector<std::int64_t> placeable_by_centre(problem.centres().size(), 0);
    for (const ApprenticeIndex apprentice : part.apprentices) {
      const std::optional<LastPlacement>& last = problem.LastOf(apprentice);
      std::vector<Option>& own = options_of_.emplace_back(OptionsOf(apprentice));
      std::vector<OpeningIndex> openings;
      for (const Option& option : own) openings.push_back(option.opening);
      bulk.Of(apprentice, openings, points);
      Levels most{};
      for (std::size_t i = 0; i < own.size(); ++i) {
        own[i].points = points[i];
        own[i].is_kept = last && last->opening == own[i].opening;
        most[kPointLevel] = std::max<std::int64_t>(most[kPointLevel], points[i]);
        most[kKeptLevel] = std::max<std::int64_t>(most[kKeptLevel], own[i].is_kept ? 1 : 0);
      }
      const bool is_empty = own.empty();
      if (!counting.Has(problem, apprentice)) std::vector<Option>().swap(own);
      if (is_empty) continue;
      most[kPinLevel] = problem.PinOf(apprentice) ? 1 : 0;
      most[kTierLevel + static_cast<std::size_t>(problem[apprentice].tier)] = 1;
      for (std::size_t l = 0; l < kLevelCount; ++l) ranges_[l] += most[l];
      ++placeable_by_centre[problem.CentreOf(apprentice).value];
    }
    for (const auto& [centre, least] : LeastsOf(problem)) {
      if (placeable_by_centre[centre.value] > 0) leasts_asked_.emplace_back(centre, least);
      if (placeable_by_centre[centre.value] >= least) leasts_.emplace_back(centre, least);
    }
    ranges_[kLeastLevel] = static_cast<std::int64_t>(leasts_.size());
  }

  const Levels& ranges() const { return ranges_; }

  // Whoever could help to reach a least that can be reached is in one part, or outside of all.
  absl::Status AuditLeasts() const {
    for (const auto& [centre, least] : leasts_asked_) {
      int placeable = 0;
      bool is_split = false;
      for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
        const ApprenticeIndex apprentice(i);
        if (problem_.CentreOf(apprentice) != centre || OptionsOf(apprentice).empty()) continue;
        ++placeable;
        is_split = is_split || !std::binary_search(part_.apprentices.begin(), part_.apprentices.end(), apprentice);
      }
      if (is_split && placeable >= least) {
        return Wrong(absl::StrCat("centre '", problem_[centre].id, "' has a least and is split between parts"));
      }
    }
    return absl::OkStatus();
  }

  // What each leaf of the tree proves.
  absl::StatusOr<std::vector<LeafBound>> BoundsOf(const ProofTree& tree) const {
    struct Visit {
      std::uint32_t node;
      std::vector<Answer> answers;
    };
    std::vector<LeafBound> bounds;
    std::vector<Visit> visits;
    visits.push_back({0, {}});
    for (std::size_t visited = 0; !visits.empty(); ++visited) {
      if (options_.stop.stop_requested()) return absl::CancelledError("the audit was stopped");
      const Visit visit = std::move(visits.back());
      visits.pop_back();
      // Each node once, so that no tree takes longer than it is large.
      if (visit.node >= tree.size() || visited >= tree.size()) return Wrong("a proof's cases are no tree");
      const ProofNode& node = tree[visit.node];
      if (!node.branch) {
        WALZ_ASSIGN_OR_RETURN(const std::optional<LeafBound> bound, BoundOf(node, visit.answers));
        if (bound) bounds.push_back(*bound);
        continue;
      }
      if (node.takes <= visit.node || node.refuses <= visit.node) return Wrong("a proof's cases are no tree");
      for (const bool takes : {false, true}) {
        Visit& next = visits.emplace_back(Visit{takes ? node.takes : node.refuses, visit.answers});
        next.answers.push_back({&*node.branch, takes});
      }
    }
    return bounds;
  }

 private:
  // Without points.
  std::vector<Option> OptionsOf(ApprenticeIndex apprentice) const {
    std::vector<Option> options;
    const std::optional<Pin>& pin = problem_.PinOf(apprentice);
    for (const OpeningIndex opening : sieve_.FeasibleOf(apprentice)) {
      if (pin && pin->opening != opening) continue;
      const StayFamily& stays = stays_.Of(problem_.View(apprentice), problem_.View(opening));
      if (!stays.starts.empty()) options.push_back({opening, &stays});
    }
    return options;
  }

  static absl::Status Wrong(absl::string_view what) { return absl::InternalError(absl::StrCat("certificate: ", what)); }

  // What the prices of a leaf ask of a placement.
  struct Asked {
    const Weights& weights;
    const std::vector<int128>& rewards;
    const PriceTable& prices;
    const LoneTable& lone_prices;
  };

  absl::StatusOr<std::optional<LeafBound>> BoundOf(const ProofNode& node, const std::vector<Answer>& answers) const {
    const Pricing& leaf = node.leaf;
    WALZ_RETURN_IF_ERROR(AuditWeights(leaf.weights));
    std::vector<bool> reached(problem_.centres().size());
    std::vector<bool> missed(problem_.centres().size());
    Path path;
    for (const Answer& answer : answers) {
      if (answer.branch->centre) {
        (answer.takes ? reached : missed)[answer.branch->centre->value] = true;
      } else {
        path[answer.branch->apprentice.value].push_back(answer);
      }
    }
    WALZ_ASSIGN_OR_RETURN(const std::vector<int128> rewards, RewardsOf(problem_, leaf, reached));
    WALZ_ASSIGN_OR_RETURN(const PriceTable prices, PriceTable::Create(problem_, rules_, leaf.prices));
    WALZ_ASSIGN_OR_RETURN(const LoneTable lone_prices, LoneTable::Create(problem_, rules_, node.lone_prices));
    const Asked of_leaf{leaf.weights, rewards, prices, lone_prices};
    AuditSum sum = lone_prices.worth();
    for (const PricedGroup& group : prices.groups()) {
      if (group.whole_price > 0 && prices.quota(group).daily) {
        return Wrong("a case has a price without a day for a daily quota");
      }
      sum.AddProduct(group.whole_price, group.limit);
      if (group.has_days()) sum.AddProduct(group.paid_until.back(), group.limit);
    }
    AuditSum owed;  // By those who have to take something that costs more than it gains.
    for (const auto& [centre, least] : leasts_) {
      if (missed[centre.value]) continue;
      sum.Add(leaf.weights.least);
      owed.AddProduct(rewards[centre.value], least);
    }
    for (std::size_t i = 0; i < part_.apprentices.size(); ++i) {
      const auto asked = path.find(part_.apprentices[i].value);
      static const std::vector<Answer>* const kNothing = new std::vector<Answer>;
      WALZ_ASSIGN_OR_RETURN(const std::optional<int128> gain,
                            GainOf(i, asked == path.end() ? *kNothing : asked->second, of_leaf));
      if (!gain) return std::nullopt;
      (*gain > 0 ? sum : owed).Add(*gain > 0 ? *gain : -*gain);
    }
    if (!sum.fits() || !owed.fits()) return Wrong("figures of a case are too large, its bound cannot be summed up");
    return LeafBound{sum.value() - owed.value(), leaf.weights.levels()};
  }

  // The most that is left to the apprentice of what its answers allow; none if it has to take something and cannot.
  absl::StatusOr<std::optional<int128>> GainOf(std::size_t i, const std::vector<Answer>& answers,
                                               const Asked& asked) const {
    const Weights& weights = asked.weights;
    const ApprenticeView apprentice = problem_.View(part_.apprentices[i]);
    const bool has_to = std::any_of(answers.begin(), answers.end(), [](const Answer& answer) { return answer.takes; });
    std::optional<int128> most;
    if (!has_to) most = 0;
    int128 base = weights.tier[static_cast<std::size_t>(apprentice.apprentice.tier)] +
                  asked.rewards[problem_.CentreOf(apprentice.index).value];
    if (problem_.PinOf(apprentice.index)) base += weights.pin;
    for (const Option& option : options_of_[i]) {
      const std::optional<StayFamily> left = answers.empty() ? *option.stays : LeftOf(option, answers);
      if (!left) continue;
      const AuditSum cost = LeastCostOf(asked, apprentice, option.opening, *left);
      if (!cost.fits()) return Wrong("prices of a case are too large, an option's cannot be summed up");
      // Cannot overflow: five terms of at most 2^123, less at most 2^125.
      const int128 gain = base + weights.point * option.points + (option.is_kept ? weights.kept : 0) - cost.value();
      most = std::max(most.value_or(gain), gain);
    }
    return most;
  }

  // Of `stays`, which is not empty.
  AuditSum LeastCostOf(const Asked& asked, const ApprenticeView& apprentice, OpeningIndex of,
                       const StayFamily& stays) const {
    const OpeningView opening = problem_.View(of);
    const PriceTable::Slots slots = asked.prices.SlotsOf(apprentice.index, of);
    const LoneTable::Slots lone_slots = asked.lone_prices.SlotsOf(apprentice.index, of);
    if (lone_slots.empty()) return CostOf(asked.prices, slots, apprentice, opening, stays);
    std::optional<AuditSum> least;
    for (const DayRange& starts : stays.starts) {
      for (Day start = starts.first; start <= starts.last; start = start + 1) {
        const StayFamily one{stays.length, {{start, start}}};
        AuditSum cost = CostOf(asked.prices, slots, apprentice, opening, one);
        asked.lone_prices.AddCost(lone_slots, apprentice, opening, one.first(), cost);
        if (!least || !cost.fits() || (least->fits() && cost.value() < least->value())) least = cost;
      }
    }
    return *least;
  }

  // The stays that the answers leave of the option; none if there are none.
  static std::optional<StayFamily> LeftOf(const Option& option, const std::vector<Answer>& answers) {
    StayFamily left{option.stays->length, {}};
    for (const DayRange& starts : option.stays->starts) {
      for (Day first = starts.first; first <= starts.last; first = first + 1) {
        const bool is_left = std::all_of(answers.begin(), answers.end(), [&](const Answer& answer) {
          const ProofBranch& branch = *answer.branch;
          return (branch.opening == option.opening && branch.first_days.Contains(first)) == answer.takes;
        });
        if (is_left) left.starts.push_back({first, first});
      }
    }
    if (left.starts.empty()) return std::nullopt;
    return left;
  }

  const Problem& problem_;
  const RuleBook& rules_;
  const Sieve& sieve_;
  const StayBook& stays_;
  const PartProof& part_;
  const WorkOptions& options_;
  std::vector<std::vector<Option>> options_of_;            // By position in the part; of those who count.
  std::vector<std::pair<CentreIndex, int>> leasts_asked_;  // Of centres of which somebody in the part can be placed.
  std::vector<std::pair<CentreIndex, int>> leasts_;        // Of the part's centres, that enough can reach.
  Levels ranges_{};
};

// The greatest figure of the level that the tree leaves possible; none if it says nothing of it.
absl::StatusOr<std::optional<std::int64_t>> MostAt(std::size_t level, const std::vector<LeafBound>& leaves,
                                                   const Levels& score) {
  std::optional<int128> most;
  for (const LeafBound& leaf : leaves) {
    if (leaf.weights[level] == 0) return std::optional<std::int64_t>();
    AuditSum above;
    for (std::size_t l = 0; l < level; ++l) above.AddProduct(leaf.weights[l], score[l]);
    if (!above.fits()) return absl::InternalError("certificate: weights of a case are too large to be summed up");
    const int128 rest = leaf.bound - above.value();
    const int128 whole = rest >= 0 ? rest / leaf.weights[level] : -1;
    most = std::max(most.value_or(whole), whole);
  }
  constexpr int128 kMost = std::int64_t{1} << 62;
  return static_cast<std::int64_t>(std::min(most.value_or(-1), kMost));
}

}  // namespace

absl::StatusOr<std::vector<std::uint32_t>> PartOfEach(const Problem& problem, const std::vector<PartProof>& parts) {
  std::vector<std::uint32_t> part_of(problem.apprentices().size(), kNoPart);
  for (std::uint32_t p = 0; p < parts.size(); ++p) {
    if (parts[p].apprentices.empty()) return absl::InternalError("certificate: a part of nobody");
    const ApprenticeIndex* previous = nullptr;
    for (const ApprenticeIndex& apprentice : parts[p].apprentices) {
      if (part_of[apprentice.value] != kNoPart || (previous != nullptr && !(*previous < apprentice))) {
        return absl::InternalError(absl::StrCat("certificate: apprentice '", problem[apprentice].id,
                                                "' stands in its parts twice or out of order"));
      }
      part_of[apprentice.value] = p;
      previous = &apprentice;
    }
  }
  return part_of;
}

PartAuditor::PartAuditor(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const WorkOptions& options)
    : problem_(problem),
      rules_(rules),
      sieve_(sieve),
      options_(options),
      stays_(problem, rules, sieve),
      points_(problem, rules, options.thread_count) {}

absl::StatusOr<PartBound> PartAuditor::BoundOf(const PartProof& part, const LevelFigures<std::int64_t>& score) const {
  const PartAudit audit(problem_, rules_, sieve_, stays_, points_, part, options_);
  WALZ_RETURN_IF_ERROR(audit.AuditLeasts());
  std::vector<std::vector<LeafBound>> leaves_of_tree;
  for (const ProofTree& tree : part.trees) {
    WALZ_ASSIGN_OR_RETURN(std::vector<LeafBound> leaves, audit.BoundsOf(tree));
    leaves_of_tree.push_back(std::move(leaves));
  }
  Levels bound = audit.ranges();
  for (std::size_t level = 0; level < kLevelCount; ++level) {
    for (const std::vector<LeafBound>& leaves : leaves_of_tree) {
      WALZ_ASSIGN_OR_RETURN(const std::optional<std::int64_t> most, MostAt(level, leaves, score));
      if (most) bound[level] = std::min(bound[level], *most);
    }
    if (bound[level] < score[level]) {
      return absl::InternalError(absl::StrCat("certificate: the cases of the part with apprentice '",
                                              problem_[part.apprentices[0]].id, "' prove that goal ", level + 1,
                                              " is at most ", bound[level], "; its proposals reach ", score[level]));
    }
    if (bound[level] > score[level]) break;
  }
  return PartBound{bound, audit.ranges()};
}

}  // namespace walz
