#include "engine/matching/exact_part.h"

#include <algorithm>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include "engine/base/check.h"
#include "engine/solve/choice_tree.h"

namespace walz {
namespace {

using Levels = LevelFigures<std::int64_t>;

// The values of a program sum up to no more than this (choice_tree.h).
constexpr std::int64_t kValueSumMax = std::int64_t{1} << 46;

// A program of many stays gets fewer nodes: all take about the same time.
ChoiceLimits LimitsFor(std::size_t column_count) {
  constexpr std::int64_t kColumnsLookedAt = 20'000'000;
  const std::int64_t nodes = kColumnsLookedAt / static_cast<std::int64_t>(std::max<std::size_t>(column_count, 1));
  ChoiceLimits limits;
  limits.nodes_max = std::clamp<std::int64_t>(nodes, 100, 2000);
  limits.solves_max = 10 * limits.nodes_max;
  return limits;
}

// Goals of one program: it decides [first, decided_end); those up to `end` are weighed beside them.
struct Stage {
  std::size_t first;
  std::size_t decided_end;
  std::size_t end;
  Levels weights{};
};

class Part {
 public:
  Part(const PartFacts& facts, std::vector<ApprenticeIndex> apprentices)
      : facts_(facts), apprentices_(std::move(apprentices)) {}

  // False: too many stays, a travel group, or stopped.
  bool Build(const std::stop_token& stop) {
    for (const ApprenticeIndex apprentice : apprentices_) {
      if (!facts_.problem[apprentice].group.empty() || facts_.options.Of(apprentice).empty()) return false;
    }
    FindRows();
    for (const ApprenticeIndex apprentice : apprentices_) {
      if (stop.stop_requested() || !AddApprentice(apprentice)) return false;
    }
    AddLeasts();
    return true;
  }

  SolvedPart Solve(const std::vector<Placement>& start, const WorkOptions& work) {
    std::vector<std::uint32_t> column_of = ColumnsOf(start);
    SolvedPart solved;
    solved.bound = ranges_;
    bool is_met = true;
    for (std::size_t level = FirstLevelFrom(0); level < kLevelCount;) {
      const Stage stage = StageFrom(level);
      const ChoiceProblem program = ProgramOf(stage, LevelsOf(column_of));
      ChoiceLimits limits = LimitsFor(stays_.size());
      limits.grain = stage.weights[stage.decided_end - 1];
      const ChoiceResult result = SolveChoice(program, column_of, limits, work.stop);
      if (!result.column_of.empty()) column_of = result.column_of;
      const std::size_t met_end = is_met ? NoteBounds(stage, result.bound, LevelsOf(column_of), solved.bound) : 0;
      if (is_met) solved.proof.trees.push_back(TreeOf(stage, result.nodes));
      is_met = is_met && met_end >= stage.decided_end;
      level = FirstLevelFrom(std::max(stage.decided_end, met_end));
      if (work.stop.stop_requested()) break;
    }
    solved.score = LevelsOf(column_of);
    solved.is_proven = solved.score == solved.bound;
    for (std::size_t i = 0; i < apprentices_.size(); ++i) {
      if (column_of[i] == ChoiceProblem::kNone) continue;
      solved.placements.push_back({apprentices_[i], OpeningIndex(base_.block[column_of[i]]), stays_[column_of[i]]});
    }
    solved.proof.apprentices = apprentices_;
    return solved;
  }

 private:
  struct Row {
    std::uint32_t quota;
    std::uint32_t group;
    std::optional<Day> day;
  };
  static constexpr std::uint32_t kNoRow = 0xffffffffu;

  // Rows of the groups that can bind: all apprentices together may use more than there is.
  void FindRows() {
    const Problem& problem = facts_.problem;
    std::vector<std::vector<std::int64_t>> demand;
    std::vector<std::vector<std::int64_t>> most;  // Of the apprentice at hand.
    for (const QuotaGroups& groups : facts_.quotas) demand.emplace_back(groups.group_count(), 0);
    for (const ApprenticeIndex apprentice : apprentices_) {
      for (std::size_t q = 0; q < demand.size(); ++q) {
        absl::flat_hash_map<std::uint32_t, std::int64_t> most_of_group;
        for (const PairOption& option : facts_.options.Of(apprentice)) {
          const std::uint32_t group = facts_.quotas[q].GroupOf(apprentice, option.opening);
          if (group == QuotaGroups::kNone) continue;
          std::int64_t& amount = most_of_group[group];
          amount = std::max(amount, AmountOf(q, apprentice, option.opening));
        }
        for (const auto& [group, amount] : most_of_group) demand[q][group] += amount;
      }
    }
    rows_of_.resize(demand.size());
    for (std::size_t q = 0; q < demand.size(); ++q) {
      rows_of_[q].resize(demand[q].size());
      for (std::uint32_t g = 0; g < demand[q].size(); ++g) {
        if (demand[q][g] <= facts_.quotas[q].limit(g)) continue;
        const DayRange days = facts_.problem.horizon();
        rows_of_[q][g].assign(facts_.quotas[q].quota().daily ? static_cast<std::size_t>(days.last - days.first) + 1 : 1,
                              kNoRow);
      }
    }
    for (const auto& [centre, least] : facts_.objective.leasts()) {
      const bool is_here = std::any_of(apprentices_.begin(), apprentices_.end(),
                                       [&, c = centre](ApprenticeIndex i) { return problem.CentreOf(i) == c; });
      if (!is_here) continue;
      leasts_.push_back({centre, least, static_cast<std::uint32_t>(base_.limits.size())});
      row_of_least_[centre.value] = static_cast<std::uint32_t>(base_.limits.size());
      base_.limits.push_back(0);
      rows_.push_back({});
    }
  }

  std::int64_t AmountOf(std::size_t q, ApprenticeIndex apprentice, OpeningIndex opening) const {
    const StaySet& stays = facts_.stays.ShortestOf(apprentice, opening);
    const Day first = stays.starts.front().first;
    return facts_.quotas[q].quota().amount(facts_.problem.View(apprentice), facts_.problem.View(opening),
                                           {first, first + (stays.days - 1)});
  }

  std::uint32_t RowOf(std::size_t quota, std::uint32_t group, std::optional<Day> day) {
    const Day first = facts_.problem.horizon().first;
    std::uint32_t& row = rows_of_[quota][group][day ? static_cast<std::size_t>(*day - first) : 0];
    if (row == kNoRow) {
      row = static_cast<std::uint32_t>(base_.limits.size());
      base_.limits.push_back(facts_.quotas[quota].limit(group));
      rows_.push_back({static_cast<std::uint32_t>(quota), group, day});
    }
    return row;
  }

  bool AddApprentice(ApprenticeIndex apprentice) {
    const Problem& problem = facts_.problem;
    const bool is_pinned = problem.PinOf(apprentice).has_value();
    const auto tier = static_cast<std::size_t>(problem[apprentice].tier);
    base_.AddPerson();
    Levels most{};
    for (const PairOption& option : facts_.options.Of(apprentice)) {
      const StaySet& stays = facts_.stays.ShortestOf(apprentice, option.opening);
      Levels levels{};
      levels[kPinLevel] = is_pinned ? 1 : 0;
      levels[kTierLevel + tier] = 1;
      levels[kPointLevel] = option.points;
      levels[kKeptLevel] = facts_.objective.IsKept(apprentice, option.opening) ? 1 : 0;
      for (std::size_t l = 0; l < kLevelCount; ++l) most[l] = std::max(most[l], levels[l]);
      absl::InlinedVector<std::pair<std::size_t, ChoiceProblem::Use>, 6> groups;  // By quota; the row is the group.
      for (std::size_t q = 0; q < facts_.quotas.size(); ++q) {
        const std::uint32_t group = facts_.quotas[q].GroupOf(apprentice, option.opening);
        if (group == QuotaGroups::kNone || rows_of_[q][group].empty()) continue;
        const std::int64_t amount = AmountOf(q, apprentice, option.opening);
        if (amount > 0) groups.push_back({q, {group, static_cast<std::int32_t>(amount)}});
      }
      for (const DayRange& starts : stays.starts) {
        for (Day first = starts.first; first <= starts.last; first = first + 1) {
          AddStay(option.opening, {first, first + (stays.days - 1)}, levels, groups, problem.CentreOf(apprentice));
        }
      }
      if (stays_.size() > static_cast<std::size_t>(kPartStaysMax)) return false;
    }
    for (std::size_t l = 0; l < kLevelCount; ++l) ranges_[l] += most[l];
    return true;
  }

  void AddStay(OpeningIndex opening, DayRange stay, const Levels& levels,
               absl::Span<const std::pair<std::size_t, ChoiceProblem::Use>> groups, CentreIndex centre) {
    std::vector<ChoiceProblem::Use>& uses = uses_;
    uses.clear();
    for (const auto& [q, use] : groups) {
      if (!facts_.quotas[q].quota().daily) {
        uses.push_back({RowOf(q, use.row, std::nullopt), use.amount});
        continue;
      }
      for (Day day = stay.first; day <= stay.last; day = day + 1) uses.push_back({RowOf(q, use.row, day), use.amount});
    }
    const auto least = row_of_least_.find(centre.value);
    if (least != row_of_least_.end()) uses.push_back({least->second, -1});
    base_.AddColumn(static_cast<std::uint32_t>(opening.value), 0, uses);
    stays_.push_back(stay);
    levels_.push_back(levels);
  }

  // A centre reaches its least or not: a column that so many placements make room for.
  void AddLeasts() {
    for (const Least& least : leasts_) {
      base_.AddPerson();
      base_.AddColumn(0, 0, {{{least.row, least.least}}});
      Levels levels{};
      levels[kLeastLevel] = 1;
      levels_.push_back(levels);
      ++ranges_[kLeastLevel];
    }
  }

  std::vector<std::uint32_t> ColumnsOf(const std::vector<Placement>& start) const {
    std::vector<std::uint32_t> column_of(base_.person_count(), ChoiceProblem::kNone);
    absl::flat_hash_map<std::size_t, std::int32_t> placed_of_centre;
    for (const Placement& placement : start) {
      const auto at = std::lower_bound(apprentices_.begin(), apprentices_.end(), placement.apprentice);
      const auto person = static_cast<std::size_t>(at - apprentices_.begin());
      for (std::uint32_t c = base_.person_starts[person]; c < base_.person_starts[person + 1]; ++c) {
        if (base_.block[c] == placement.opening.value && stays_[c] == placement.stay) column_of[person] = c;
      }
      WALZ_CHECK(column_of[person] != ChoiceProblem::kNone);
      ++placed_of_centre[facts_.problem.CentreOf(placement.apprentice).value];
    }
    for (std::size_t l = 0; l < leasts_.size(); ++l) {
      if (placed_of_centre[leasts_[l].centre.value] < leasts_[l].least) continue;
      column_of[apprentices_.size() + l] = base_.person_starts[apprentices_.size() + l];
    }
    return column_of;
  }

  Levels LevelsOf(const std::vector<std::uint32_t>& column_of) const {
    Levels sum{};
    for (const std::uint32_t column : column_of) {
      if (column == ChoiceProblem::kNone) continue;
      for (std::size_t l = 0; l < kLevelCount; ++l) sum[l] += levels_[column][l];
    }
    return sum;
  }

  // Goals at which nothing can be won are passed over.
  std::size_t FirstLevelFrom(std::size_t level) const {
    while (level < kLevelCount && ranges_[level] == 0) ++level;
    return level;
  }

  // As many goals as fit into one program.  Above points the first alone is decided, so that a part of one more that
  // the relaxation promises counts for nothing; the others guide, so that of choices that are alike in it one is
  // better.
  Stage StageFrom(std::size_t first) const {
    Stage stage{.first = first, .decided_end = first + 1, .end = first + 1};
    std::int64_t sum = ranges_[first] + 1;
    while (stage.end < kLevelCount && ranges_[stage.end] + 1 <= kValueSumMax / sum) sum *= ranges_[stage.end++] + 1;
    if (first >= kPointLevel) stage.decided_end = stage.end;
    std::int64_t weight = 1;
    for (std::size_t l = stage.end; l-- > first;) {
      stage.weights[l] = weight;
      weight *= ranges_[l] + 1;
    }
    return stage;
  }

  ChoiceProblem ProgramOf(const Stage& stage, const Levels& reached) {
    ChoiceProblem program;
    program.limits = base_.limits;
    goal_row_.fill(kNoRow);
    for (std::size_t l = 0; l < stage.first; ++l) {
      if (reached[l] == 0) continue;
      goal_row_[l] = static_cast<std::uint32_t>(program.limits.size());
      program.limits.push_back(-reached[l]);
    }
    for (std::size_t p = 0; p < base_.person_count(); ++p) {
      program.AddPerson();
      for (std::uint32_t c = base_.person_starts[p]; c < base_.person_starts[p + 1]; ++c) {
        const absl::Span<const ChoiceProblem::Use> uses = base_.UsesOf(c);
        uses_.assign(uses.begin(), uses.end());
        std::int64_t value = 0;
        for (std::size_t l = 0; l < kLevelCount; ++l) {
          const std::int64_t figure = levels_[c][l];
          if (figure == 0) continue;
          value += figure * stage.weights[l];
          if (goal_row_[l] != kNoRow) uses_.push_back({goal_row_[l], static_cast<std::int32_t>(-figure)});
        }
        program.AddColumn(base_.block[c], value, uses_);
      }
    }
    return program;
  }

  // What the bound of a stage says of its goals, given that all above are met; the end of those that it meets.
  static std::size_t NoteBounds(const Stage& stage, std::int64_t bound, const Levels& score, Levels& bounds) {
    std::int64_t rest = bound;
    for (std::size_t l = stage.first; l < stage.end; ++l) {
      bounds[l] = std::min(bounds[l], std::max(score[l], rest / stage.weights[l]));
      if (bounds[l] != score[l]) return l;
      rest -= score[l] * stage.weights[l];
    }
    return stage.end;
  }

  ProofTree TreeOf(const Stage& stage, const std::vector<ChoiceNode>& nodes) const {
    ProofTree tree(nodes.size());
    std::vector<std::vector<CentreIndex>> reached(nodes.size());  // By node: centres that have to reach their least.
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const ChoiceNode& node = nodes[i];
      ProofNode& written = tree[i];
      if (node.is_leaf()) {
        written.leaf = PricingOf(stage, node.prices, reached[i]);
        continue;
      }
      reached[node.takes] = reached[node.refuses] = reached[i];
      written.takes = node.takes;
      written.refuses = node.refuses;
      if (node.person >= apprentices_.size()) {
        const CentreIndex centre = leasts_[node.person - apprentices_.size()].centre;
        written.branch = ProofBranch{.centre = centre};
        reached[node.takes].push_back(centre);
        continue;
      }
      written.branch = {apprentices_[node.person], OpeningIndex(base_.block[node.first]),
                        DayRange{stays_[node.first].first, stays_[node.last - 1].first}};
    }
    return tree;
  }

  Pricing PricingOf(const Stage& stage, const std::vector<RowPrice>& prices,
                    const std::vector<CentreIndex>& reached) const {
    Pricing pricing;
    LevelFigures<absl::int128> weights{};
    for (std::size_t l = stage.first; l < stage.end; ++l)
      weights[l] = absl::int128{stage.weights[l]} * kChoicePriceScale;
    absl::flat_hash_map<std::uint32_t, std::size_t> level_of_row;
    for (std::size_t l = 0; l < kLevelCount; ++l) {
      if (goal_row_[l] != kNoRow) level_of_row[goal_row_[l]] = l;
    }
    for (const auto& [row, price] : prices) {
      const auto level = level_of_row.find(row);
      if (level != level_of_row.end()) {
        weights[level->second] += price;
      } else if (row >= leasts_.size()) {
        const Row& of = rows_[row];
        pricing.prices.push_back({of.quota, facts_.quotas[of.quota].name(of.group), of.day, price});
      }
    }
    for (const auto& [row, price] : prices) {
      if (row >= leasts_.size()) continue;
      const Least& of = leasts_[row];
      // Beyond the weight's share a reward helps no bound, unless the least has to be reached.
      const bool is_reached = std::find(reached.begin(), reached.end(), of.centre) != reached.end();
      const absl::int128 most = is_reached ? absl::int128{price} : weights[kLeastLevel] / of.least;
      pricing.rewards.push_back({of.centre, std::min<absl::int128>(price, most)});
    }
    std::sort(pricing.prices.begin(), pricing.prices.end(), [](const Price& a, const Price& b) {
      return std::tie(a.quota, a.group, a.day) < std::tie(b.quota, b.group, b.day);
    });
    pricing.weights = WeightsOf(weights);
    return pricing;
  }

  struct Least {
    CentreIndex centre;
    std::int32_t least;
    std::uint32_t row;
  };

  const PartFacts& facts_;
  std::vector<ApprenticeIndex> apprentices_;
  ChoiceProblem base_;  // Without values and goals; the rows of leasts, then those of groups.
  std::vector<Row> rows_;
  std::vector<std::vector<std::vector<std::uint32_t>>> rows_of_;  // By quota, group, day; empty: cannot bind.
  std::vector<Least> leasts_;
  absl::flat_hash_map<std::size_t, std::uint32_t> row_of_least_;  // By centre.
  std::vector<DayRange> stays_;                                   // By column of an apprentice.
  std::vector<Levels> levels_;                                    // By column.
  Levels ranges_{};                                               // The most that each goal can reach.
  LevelFigures<std::uint32_t> goal_row_{};                        // Of the program at hand.
  std::vector<ChoiceProblem::Use> uses_;
};

}  // namespace

std::optional<SolvedPart> SolvePart(const PartFacts& facts, std::vector<ApprenticeIndex> apprentices,
                                    const std::vector<Placement>& start, const WorkOptions& work) {
  Part part(facts, std::move(apprentices));
  if (!part.Build(work.stop)) return std::nullopt;
  return part.Solve(start, work);
}

}  // namespace walz
