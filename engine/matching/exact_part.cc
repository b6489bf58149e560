#include "engine/matching/exact_part.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include "engine/solve/choice_tree.h"

namespace walz {
namespace {

using Levels = LevelFigures<std::int64_t>;

// The values of a program sum up to no more than this (choice_tree.h).
constexpr std::int64_t kValueSumMax = std::int64_t{1} << 46;

// A program of many stays gets fewer nodes: all take about the same time.  Once a goal is left open nothing more can be
// proven, and what is still better is found soon or not at all.
ChoiceLimits LimitsFor(std::size_t column_count, bool can_prove) {
  constexpr std::int64_t kColumnsLookedAt = 20'000'000;
  const std::int64_t nodes = kColumnsLookedAt / static_cast<std::int64_t>(std::max<std::size_t>(column_count, 1));
  ChoiceLimits limits;
  limits.nodes_max = std::clamp<std::int64_t>(nodes, 60, 150) / (can_prove ? 1 : 6);
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

  // False: too many stays, or stopped.
  bool Build(const std::stop_token& stop) {
    for (const ApprenticeIndex apprentice : apprentices_) {
      if (facts_.options.Of(apprentice).empty()) return false;
    }
    FindRows();
    for (const ApprenticeIndex apprentice : apprentices_) {
      if (stop.stop_requested() || !AddApprentice(apprentice)) return false;
    }
    AddLeasts();
    return true;
  }

  // The columns of placements, by person; none if one of them is not among the stays to choose from.
  std::optional<std::vector<std::uint32_t>> ColumnsOf(const std::vector<Placement>& start) const {
    std::vector<std::uint32_t> column_of(base_.person_count(), ChoiceProblem::kNone);
    absl::flat_hash_map<std::size_t, std::int32_t> placed_of_centre;
    for (const Placement& placement : start) {
      const auto at = std::lower_bound(apprentices_.begin(), apprentices_.end(), placement.apprentice);
      const auto person = static_cast<std::size_t>(at - apprentices_.begin());
      for (std::uint32_t c = base_.person_starts[person]; c < base_.person_starts[person + 1]; ++c) {
        // A travel group's stay may be longer; then a part of it is meant.
        if (base_.block[c] == placement.opening.value && stays_[c].first == placement.stay.first) column_of[person] = c;
      }
      if (column_of[person] == ChoiceProblem::kNone) return std::nullopt;
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
      for (std::size_t l = 0; l < kLevelCount; ++l) sum[l] += levels_[kind_of_[column]][l];
    }
    return sum;
  }

  SolvedPart Solve(std::vector<std::uint32_t> column_of, const WorkOptions& work) {
    SolvedPart solved;
    solved.ceiling = ranges_;
    solved.bound = ranges_;
    bool is_met = true;
    for (std::size_t level = FirstLevelFrom(0); level < kLevelCount;) {
      const Stage stage = StageFrom(level);
      const ChoiceProblem program = ProgramOf(stage, LevelsOf(column_of));
      ChoiceLimits limits = LimitsFor(stays_.size(), is_met);
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
  // Rows of one group: over the round one, else one for each day that says more than its neighbours.
  struct GroupRows {
    std::uint32_t first_row = kNoRow;
    std::vector<std::uint32_t> rows_before;  // By day from first_day: how many of its rows are of earlier days.
    Day first_day;

    bool empty() const { return first_row == kNoRow; }
    ChoiceProblem::Use UseOf(DayRange stay, std::int32_t amount) const {
      if (rows_before.empty()) return {first_row, 1, amount};
      const std::uint32_t begin = rows_before[static_cast<std::size_t>(stay.first - first_day)];
      const std::uint32_t end = rows_before[static_cast<std::size_t>(stay.last - first_day) + 1];
      return {first_row + begin, end - begin, amount};
    }
  };
  // On which days stays of a group begin, and on which they end: counts that change from day to day.
  struct Calendar {
    std::vector<std::int32_t> begins;
    std::vector<std::int32_t> ends;
  };
  static constexpr std::uint32_t kNoRow = 0xffffffffu;

  void FindRows() {
    FindLeasts();
    rows_of_.resize(facts_.quotas.size());
    for (std::size_t q = 0; q < facts_.quotas.size(); ++q) {
      const QuotaGroups& groups = facts_.quotas[q];
      const std::vector<std::int64_t> demand = DemandOf(q);
      rows_of_[q].resize(demand.size());
      std::vector<Calendar> calendars;
      if (groups.quota().daily) calendars = CalendarsOf(q, demand);
      for (std::uint32_t g = 0; g < demand.size(); ++g) {
        if (demand[g] <= groups.limit(g)) continue;  // Can never bind.
        rows_of_[q][g].first_row = static_cast<std::uint32_t>(rows_.size());
        if (groups.quota().daily) {
          AddDays(q, g, calendars[g]);
        } else {
          AddRow(groups.limit(g), {static_cast<std::uint32_t>(q), g, std::nullopt});
        }
      }
    }
  }

  void AddRow(std::int64_t limit, const Row& row) {
    base_.limits.push_back(limit);
    rows_.push_back(row);
  }

  void FindLeasts() {
    for (const auto& [centre, least] : facts_.objective.leasts()) {
      const bool is_here = std::any_of(apprentices_.begin(), apprentices_.end(),
                                       [&, c = centre](ApprenticeIndex i) { return facts_.problem.CentreOf(i) == c; });
      if (!is_here) continue;
      const auto row = static_cast<std::uint32_t>(rows_.size());
      leasts_.push_back({centre, least, row});
      row_of_least_[centre.value] = row;
      AddRow(0, {});
    }
  }

  // What all apprentices together could use of each group.
  std::vector<std::int64_t> DemandOf(std::size_t q) const {
    std::vector<std::int64_t> demand(facts_.quotas[q].group_count(), 0);
    for (const ApprenticeIndex apprentice : apprentices_) {
      absl::flat_hash_map<std::uint32_t, std::int64_t> most_of_group;
      for (const PairOption& option : facts_.options.Of(apprentice)) {
        const std::uint32_t group = facts_.quotas[q].GroupOf(apprentice, option.opening);
        if (group == QuotaGroups::kNone) continue;
        std::int64_t& amount = most_of_group[group];
        amount = std::max(amount, AmountOf(q, apprentice, option.opening));
      }
      for (const auto& [group, amount] : most_of_group) demand[group] += amount;
    }
    return demand;
  }

  // Of the groups that can bind.
  std::vector<Calendar> CalendarsOf(std::size_t q, const std::vector<std::int64_t>& demand) const {
    const DayRange horizon = facts_.problem.horizon();
    const auto days = static_cast<std::size_t>(horizon.last - horizon.first) + 1;
    std::vector<Calendar> calendars(demand.size());
    for (const ApprenticeIndex apprentice : apprentices_) {
      for (const PairOption& option : facts_.options.Of(apprentice)) {
        const std::uint32_t group = facts_.quotas[q].GroupOf(apprentice, option.opening);
        if (group == QuotaGroups::kNone || demand[group] <= facts_.quotas[q].limit(group)) continue;
        Calendar& calendar = calendars[group];
        calendar.begins.resize(days + 1, 0);
        calendar.ends.resize(days + 1, 0);
        const StaySet& stays = facts_.stays.ShortestOf(apprentice, option.opening);
        for (const DayRange& starts : stays.starts) {
          const auto first = static_cast<std::size_t>(starts.first - horizon.first);
          const auto last = static_cast<std::size_t>(starts.last - horizon.first);
          const auto shift = static_cast<std::size_t>(stays.days - 1);
          ++calendar.begins[first];
          --calendar.begins[last + 1];
          ++calendar.ends[first + shift];
          --calendar.ends[last + shift + 1];
        }
      }
    }
    return calendars;
  }

  // A day after which no stay ends before others begin says no more than the day after it: only the last day before an
  // end, once something has begun, has stays together that no other day has (the cliques of intervals).
  void AddDays(std::size_t q, std::uint32_t group, const Calendar& calendar) {
    GroupRows& rows = rows_of_[q][group];
    rows.first_day = facts_.problem.horizon().first;
    rows.rows_before = {0};
    std::uint32_t count = 0;
    std::int32_t begins = 0;
    std::int32_t ends = 0;
    bool has_begun = false;
    for (std::size_t day = 0; day + 1 < calendar.begins.size(); ++day) {
      begins += calendar.begins[day];
      ends += calendar.ends[day];
      has_begun = has_begun || begins > 0;
      if (has_begun && ends > 0) {
        AddRow(facts_.quotas[q].limit(group),
               {static_cast<std::uint32_t>(q), group, rows.first_day + static_cast<int>(day)});
        ++count;
        has_begun = false;
      }
      rows.rows_before.push_back(count);
    }
  }

  std::int64_t AmountOf(std::size_t q, ApprenticeIndex apprentice, OpeningIndex opening) const {
    const StaySet& stays = facts_.stays.ShortestOf(apprentice, opening);
    const Day first = stays.starts.front().first;
    return facts_.quotas[q].quota().amount(facts_.problem.View(apprentice), facts_.problem.View(opening),
                                           {first, first + (stays.days - 1)});
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
      absl::InlinedVector<std::pair<const GroupRows*, std::int32_t>, 6> groups;  // And what is used of them.
      for (std::size_t q = 0; q < facts_.quotas.size(); ++q) {
        const std::uint32_t group = facts_.quotas[q].GroupOf(apprentice, option.opening);
        if (group == QuotaGroups::kNone || rows_of_[q][group].empty()) continue;
        const std::int64_t amount = AmountOf(q, apprentice, option.opening);
        if (amount > 0) groups.emplace_back(&rows_of_[q][group], static_cast<std::int32_t>(amount));
      }
      levels_.push_back(levels);
      for (const DayRange& starts : stays.starts) {
        for (Day first = starts.first; first <= starts.last; first = first + 1) {
          AddStay(option.opening, {first, first + (stays.days - 1)}, groups, problem.CentreOf(apprentice));
        }
      }
      if (stays_.size() > static_cast<std::size_t>(kPartStaysMax)) return false;
    }
    for (std::size_t l = 0; l < kLevelCount; ++l) ranges_[l] += most[l];
    return true;
  }

  // Of the last kind of levels_.
  void AddStay(OpeningIndex opening, DayRange stay, absl::Span<const std::pair<const GroupRows*, std::int32_t>> groups,
               CentreIndex centre) {
    std::vector<ChoiceProblem::Use>& uses = uses_;
    uses.clear();
    for (const auto& [rows, amount] : groups) uses.push_back(rows->UseOf(stay, amount));
    const auto least = row_of_least_.find(centre.value);
    if (least != row_of_least_.end()) uses.push_back({least->second, 1, -1});
    base_.AddColumn(static_cast<std::uint32_t>(opening.value), 0, uses);
    stays_.push_back(stay);
    kind_of_.push_back(static_cast<std::uint32_t>(levels_.size() - 1));
  }

  // A centre reaches its least or not: a column that so many placements make room for.
  void AddLeasts() {
    for (const Least& least : leasts_) {
      base_.AddPerson();
      base_.AddColumn(0, 0, {{{least.row, 1, least.least}}});
      Levels levels{};
      levels[kLeastLevel] = 1;
      kind_of_.push_back(static_cast<std::uint32_t>(levels_.size()));
      levels_.push_back(levels);
      ++ranges_[kLeastLevel];
    }
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
          const std::int64_t figure = levels_[kind_of_[c]][l];
          if (figure == 0) continue;
          value += figure * stage.weights[l];
          if (goal_row_[l] != kNoRow) uses_.push_back({goal_row_[l], 1, static_cast<std::int32_t>(-figure)});
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
  std::vector<std::vector<GroupRows>> rows_of_;  // By quota, group; empty: cannot bind.
  std::vector<Least> leasts_;
  absl::flat_hash_map<std::size_t, std::uint32_t> row_of_least_;  // By centre.
  std::vector<DayRange> stays_;                                   // By column of an apprentice.
  std::vector<Levels> levels_;                                    // By kind of column: one opening of one apprentice.
  std::vector<std::uint32_t> kind_of_;                            // By column.
  Levels ranges_{};                                               // The most that each goal can reach.
  LevelFigures<std::uint32_t> goal_row_{};                        // Of the program at hand.
  std::vector<ChoiceProblem::Use> uses_;
};

// Whether each travel group is placed as a whole: at one company, on the same days.
bool KeepsGroups(const Problem& problem, const std::vector<Placement>& placements) {
  absl::flat_hash_map<std::size_t, const Placement*> of;
  for (const Placement& placement : placements) of[placement.apprentice.value] = &placement;
  for (const std::vector<ApprenticeIndex>& group : problem.groups()) {
    const auto leader = of.find(group[0].value);
    for (const ApprenticeIndex member : group) {
      const auto at = of.find(member.value);
      if ((at == of.end()) != (leader == of.end())) return false;
      if (at == of.end()) continue;
      if (problem.CompanyOf(at->second->opening) != problem.CompanyOf(leader->second->opening) ||
          at->second->stay != leader->second->stay) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

std::optional<SolvedPart> SolvePart(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices,
                                    const std::vector<Placement>& start, const WorkOptions& work) {
  Part part(facts, apprentices);
  if (!part.Build(work.stop)) return std::nullopt;
  const std::optional<std::vector<std::uint32_t>> columns = part.ColumnsOf(start);
  if (!columns) return std::nullopt;
  SolvedPart solved = part.Solve(*columns, work);
  if (KeepsGroups(facts.problem, solved.placements)) return solved;
  // What those reach who may travel apart bounds what they reach together.
  solved.placements = start;
  solved.score = part.LevelsOf(*columns);
  solved.is_proven = solved.score == solved.bound;
  return solved;
}

}  // namespace walz
