#include "engine/solve/choice_tree.h"

#include <algorithm>
#include <limits>
#include <optional>

#include <absl/numeric/int128.h>

#include "engine/solve/choice_relaxation.h"
#include "engine/solve/choice_rounding.h"

namespace walz {
namespace {

using absl::int128;

constexpr double kWhole = 1e-6;          // Shares nearer than this to 0 or 1 are whole.
constexpr std::size_t kAddedMax = 3;     // Columns of a person that come at once.
constexpr std::size_t kFirstBlocks = 6;  // Blocks of a person that stand at the beginning.
constexpr std::size_t kDiveSteps = 6;    // A dive decides one in so many of the undecided at once.
constexpr int kDiveStepsMax = 50;
constexpr double kNearlyWhole = 0.9;               // And everybody of such a share.
constexpr std::size_t kProbes = 8;                 // Questions that are tried before one is asked,
constexpr std::size_t kProbedColumnsMax = 20'000;  // unless trying takes long.
constexpr std::int64_t kVisitsADive = 20;
constexpr int kCutRoundsAtRoot = 10;               // How often a relaxation is cut,
constexpr int kCutRoundsBelow = 1;                 // and how often at other nodes.
constexpr int128 kNoChoice = -(int128{1} << 100);  // The bound where somebody has to take what is not there.

// figure / unit, rounded down.
int128 FloorOf(int128 figure, int128 unit) {
  const int128 whole = figure / unit;
  return whole * unit > figure ? whole - 1 : whole;
}

class Search {
 public:
  Search(const ChoiceProblem& problem, const ChoiceLimits& limits, const std::stop_token& stop)
      : problem_(problem),
        limits_(limits),
        stop_(stop),
        cuts_(problem),
        relaxation_(problem, cuts_, stop),
        rounding_(problem),
        is_allowed_(problem.column_count(), true),
        is_forced_(problem.person_count(), false) {}

  ChoiceResult Run(const std::vector<std::uint32_t>& start) {
    if (!start.empty()) Offer(start);
    AddFirstColumns(start);
    if (has_best_ && !stop_.stop_requested()) relaxation_.StartAt(best_);
    nodes_.emplace_back();
    states_.push_back({.parent = ChoiceNode::kNone, .bound = std::numeric_limits<std::int64_t>::max()});
    // Whatever is better at all is welcome at the root: its relaxation is the one that sees all choices.
    grain_ = 1;
    std::optional<std::uint32_t> next = Visit(0);
    grain_ = limits_.grain;
    if (next && !Promises(states_[*next].bound)) next = NextOpen();
    while (next && !IsOver()) next = Visit(*next);
    return Finish();
  }

 private:
  struct NodeState {
    std::uint32_t parent;
    std::int64_t bound;
    bool is_open = true;  // Not branched, and not yet known to hold nothing better.
  };
  struct Profit {
    std::int64_t bound;                  // By the prices looked at.
    std::vector<std::uint32_t> missing;  // Columns that would be worth more than all that the relaxation has.
  };

  // Columns [first, last) of a person, and how much of them the relaxation takes.
  struct Undecided {
    std::uint32_t person;
    std::uint32_t first;
    std::uint32_t last;
    double share;
  };

  bool IsOver() const {
    return stop_.stop_requested() || solves_ >= limits_.solves_max || relaxation_.steps() >= limits_.steps_max ||
           static_cast<std::int64_t>(nodes_.size()) > limits_.nodes_max;
  }

  // Whether a node of this bound may hold something that counts as better.
  bool Promises(std::int64_t bound) const {
    return !has_best_ || FloorOf(bound, grain_) > FloorOf(best_value_, grain_);
  }

  // Bounds the node, closes or branches it, and says which one is next.
  std::optional<std::uint32_t> Visit(std::uint32_t node) {
    Enter(node);
    states_[node].is_open = false;  // Whatever comes of it.
    if (!Bound(node) || !Promises(states_[node].bound)) return NextOpen();
    Offer(rounding_.Round(relaxation_, is_allowed_));
    if (!Promises(states_[node].bound)) return NextOpen();
    std::optional<ChoiceNode> split = Split();
    // Whole, but its prices are not exact enough: nothing more to be had here.
    if (!split) return NextOpen();
    if (visits_++ % kVisitsADive == 0) {
      for (const bool is_near_best : {true, false}) {
        Dive(is_near_best);
        if (!Promises(states_[node].bound)) return NextOpen();
        Enter(node);
      }
    }
    Branch(node, *std::move(split));
    return nodes_[node].takes;
  }

  std::optional<std::uint32_t> NextOpen() const {
    std::optional<std::uint32_t> best;
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
      if (!states_[i].is_open || !Promises(states_[i].bound)) continue;
      if (!best || states_[i].bound > states_[*best].bound) best = i;
    }
    return best;
  }

  // Makes the columns allowed that the node's branches allow.
  void Enter(std::uint32_t node) {
    std::fill(is_allowed_.begin(), is_allowed_.end(), true);
    std::vector<char> was_forced(problem_.person_count(), 0);
    was_forced.swap(is_forced_);
    for (std::uint32_t child = node; states_[child].parent != ChoiceNode::kNone; child = states_[child].parent) {
      const ChoiceNode& branch = nodes_[states_[child].parent];
      const bool takes = branch.takes == child;
      if (takes) is_forced_[branch.person] = true;
      for (std::uint32_t c = problem_.person_starts[branch.person]; c < problem_.person_starts[branch.person + 1];
           ++c) {
        const bool is_in = branch.first <= c && c < branch.last;
        if (is_in != takes) is_allowed_[c] = false;
      }
    }
    for (const std::uint32_t column : relaxation_.columns()) relaxation_.Allow(column, is_allowed_[column]);
    for (std::uint32_t p = 0; p < was_forced.size(); ++p) {
      if (was_forced[p] != is_forced_[p]) relaxation_.Force(p, is_forced_[p] != 0);
    }
  }

  // Solves the relaxation and lets columns in until none is missing, or its bound promises nothing.  Returns the least
  // of `bound` and those met on the way, and calls improved(bound) where it fell; none: stopped or given up.
  template <typename Improved>
  std::optional<std::int64_t> SolveFully(std::int64_t bound, const Improved& improved,
                                         std::vector<std::int64_t>& prices) {
    while (true) {
      if (IsOver() || !relaxation_.Solve()) return std::nullopt;
      ++solves_;
      relaxation_.RowPrices(kChoicePriceScale, prices);
      const Profit profit = ProfitAt(prices);
      if (profit.bound < bound) {
        bound = profit.bound;
        improved(bound);
      }
      if (!Promises(bound) || profit.missing.empty()) return bound;
      relaxation_.AddColumns(profit.missing);
    }
  }

  // False: stopped or given up; the node keeps the bound of its parent.
  bool Bound(std::uint32_t node) {
    std::vector<std::int64_t> prices;
    const auto keep = [&](std::int64_t bound) {
      states_[node].bound = bound;
      Keep(prices, nodes_[node].prices);
    };
    const int rounds = node == 0 ? kCutRoundsAtRoot : kCutRoundsBelow;
    for (int round = 0;; ++round) {
      const std::optional<std::int64_t> bound = SolveFully(states_[node].bound, keep, prices);
      if (!bound || stop_.stop_requested()) return false;
      if (round == rounds || !Promises(*bound)) return true;
      if (cuts_.Separate(relaxation_.columns(), Shares(), problem_.person_count()) == 0) return true;
      relaxation_.AddCuts();
    }
  }

  // Looks for a choice below the node at hand: decides those who are nearly decided, solves, and so on; near the best
  // choice known, those first who are decided as there, so that there is always a way on.  Leaves the relaxation
  // restricted: whoever goes on enters a node.
  void Dive(bool is_near_best) {
    if ((is_near_best && !has_best_) || !relaxation_.Solve()) return;
    std::vector<std::int64_t> prices;
    for (int step = 0; step < kDiveStepsMax && !IsOver(); ++step) {
      const std::vector<double> share_of = Shares();
      std::vector<Undecided> next = is_near_best ? AgreedAt(share_of) : UndecidedAt(share_of);
      std::erase_if(next, [&](const Undecided& of) { return is_forced_[of.person] != 0; });
      if (next.empty()) return;
      std::sort(next.begin(), next.end(), [](const Undecided& a, const Undecided& b) {
        return a.share > b.share || (a.share == b.share && a.first < b.first);
      });
      const std::size_t count = std::max<std::size_t>(1, next.size() / kDiveSteps);
      for (std::size_t i = 0; i < next.size() && (i < count || next[i].share > kNearlyWhole); ++i) Force(next[i]);
      const std::optional<std::int64_t> bound = SolveFully(
          std::numeric_limits<std::int64_t>::max(), [](std::int64_t) {}, prices);
      if (!bound || !Promises(*bound)) return;
      Offer(rounding_.Round(relaxation_, is_allowed_));
    }
  }

  // Lets the person take nothing but these columns.
  void Force(const Undecided& of) {
    is_forced_[of.person] = true;
    relaxation_.Force(of.person, true);
    for (std::uint32_t c = problem_.person_starts[of.person]; c < problem_.person_starts[of.person + 1]; ++c) {
      if (of.first <= c && c < of.last) continue;
      is_allowed_[c] = false;
      if (relaxation_.Has(c)) relaxation_.Allow(c, false);
    }
  }

  // People of whom the relaxation takes, for the most part, what the best choice known takes.
  std::vector<Undecided> AgreedAt(const std::vector<double>& share_of) const {
    std::vector<Undecided> agreed;
    for (std::uint32_t p = 0; p < problem_.person_count(); ++p) {
      const std::uint32_t own = best_[p];
      if (own == ChoiceProblem::kNone || !is_allowed_[own] || share_of[own] < kWhole) continue;
      agreed.push_back({p, own, own + 1, share_of[own]});
    }
    return agreed;
  }

  // Of each person of whom there is something to ask, the question that is decided most.
  std::vector<Undecided> UndecidedAt(const std::vector<double>& share_of) const {
    std::vector<Undecided> undecided;
    for (const Undecided& question : QuestionsAt(share_of)) {
      if (undecided.empty() || undecided.back().person != question.person) {
        undecided.push_back(question);
      } else if (question.share > undecided.back().share) {
        undecided.back() = question;
      }
    }
    return undecided;
  }

  static void Keep(const std::vector<std::int64_t>& prices, std::vector<RowPrice>& kept) {
    kept.clear();
    for (std::uint32_t row = 0; row < prices.size(); ++row) {
      if (prices[row] > 0) kept.emplace_back(row, prices[row]);
    }
  }

  // `paid_before` as in ProfitAt.
  int128 ProfitOf(std::uint32_t column, const std::vector<int128>& paid_before,
                  const std::vector<std::int64_t>& prices) const {
    int128 profit = int128{problem_.value[column]} * kChoicePriceScale;
    for (const ChoiceProblem::Use& use : problem_.UsesOf(column)) {
      profit -= (paid_before[use.row + use.count] - paid_before[use.row]) * use.amount;
    }
    const std::size_t rows = problem_.limits.size();
    cuts_.ForEachOf(column,
                    [&](std::uint32_t cut, std::int32_t amount) { profit -= int128{prices[rows + cut]} * amount; });
    return profit;
  }

  // One exact pass over all columns.
  Profit ProfitAt(const std::vector<std::int64_t>& prices) const {
    Profit result;
    int128 bound = 0;
    const std::size_t rows = problem_.limits.size();
    std::vector<int128> paid_before(rows + 1, 0);  // [row]: the sum of the prices of all rows before it.
    for (std::size_t row = 0; row < rows; ++row) {
      bound += int128{problem_.limits[row]} * prices[row];
      paid_before[row + 1] = paid_before[row] + prices[row];
    }
    for (std::size_t i = rows; i < prices.size(); ++i) bound += int128{cuts_.cuts()[i - rows].limit} * prices[i];
    std::vector<std::pair<int128, std::uint32_t>> better;
    for (std::uint32_t p = 0; p < problem_.person_count(); ++p) {
      int128 most = is_forced_[p] ? kNoChoice : int128{0};
      better.clear();
      for (std::uint32_t c = problem_.person_starts[p]; c < problem_.person_starts[p + 1]; ++c) {
        if (!is_allowed_[c]) continue;
        const int128 profit = ProfitOf(c, paid_before, prices);
        if (relaxation_.Has(c)) {
          most = std::max(most, profit);
        } else if (profit > most) {
          better.emplace_back(profit, c);
        }
      }
      const int128 known = most;
      for (const auto& [profit, column] : better) most = std::max(most, profit);
      bound += most;
      std::stable_sort(better.begin(), better.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
      std::size_t added = 0;
      for (const auto& [profit, column] : better) {
        if (profit <= known || added == kAddedMax) break;
        result.missing.push_back(column);
        ++added;
      }
    }
    constexpr int128 kLeast = std::numeric_limits<std::int64_t>::min();
    result.bound = static_cast<std::int64_t>(std::max(kLeast, FloorOf(bound, kChoicePriceScale)));
    return result;
  }

  void AddFirstColumns(const std::vector<std::uint32_t>& start) {
    std::vector<std::uint32_t> first;
    for (std::uint32_t p = 0; p < problem_.person_count(); ++p) {
      if (stop_.stop_requested()) return;
      std::vector<std::uint32_t> heads;  // The first of each block.
      for (std::uint32_t c = problem_.person_starts[p]; c < problem_.person_starts[p + 1];) {
        std::uint32_t end = c;
        while (end < problem_.person_starts[p + 1] && problem_.block[end] == problem_.block[c]) ++end;
        heads.push_back(c);
        c = end;
      }
      std::stable_sort(heads.begin(), heads.end(),
                       [&](std::uint32_t a, std::uint32_t b) { return problem_.value[a] > problem_.value[b]; });
      if (heads.size() > kFirstBlocks) heads.resize(kFirstBlocks);
      const std::uint32_t own = start.empty() ? ChoiceProblem::kNone : start[p];
      if (own != ChoiceProblem::kNone && std::find(heads.begin(), heads.end(), own) == heads.end()) {
        heads.push_back(own);
      }
      first.insert(first.end(), heads.begin(), heads.end());
    }
    relaxation_.AddColumns(first);
  }

  // Takes a choice if it is within the limits and better than what is known.
  void Offer(const std::vector<std::uint32_t>& column_of) {
    const std::optional<std::int64_t> value = ValueOfChoice(problem_, column_of);
    if (!value || (has_best_ && *value <= best_value_)) return;
    best_ = column_of;
    best_value_ = *value;
    has_best_ = true;
  }

  // By column.
  std::vector<double> Shares() const {
    std::vector<double> share_of(problem_.column_count(), 0.0);
    const absl::Span<const std::uint32_t> columns = relaxation_.columns();
    for (std::size_t i = 0; i < columns.size(); ++i) share_of[columns[i]] = relaxation_.ShareOf(i);
    return share_of;
  }

  // The question whose answers both cost the relaxation most, of those at which it is most undecided (strong branching;
  // Applegate, Bixby, Chvatal, Cook 1995); none: it is whole.
  std::optional<ChoiceNode> Split() {
    std::vector<Undecided> questions = QuestionsAt(Shares());
    if (questions.empty()) return std::nullopt;
    const auto distance = [](const Undecided& of) { return std::abs(of.share - 0.5); };
    std::stable_sort(questions.begin(), questions.end(),
                     [&](const Undecided& a, const Undecided& b) { return distance(a) < distance(b); });
    const std::size_t count = relaxation_.columns().size() <= kProbedColumnsMax ? kProbes : 1;
    if (questions.size() > count) questions.resize(count);
    const Undecided* best = &questions[0];
    double best_loss = -1;
    if (questions.size() > 1) {
      const double value = relaxation_.value();
      for (const Undecided& question : questions) {
        double loss = 1;
        for (const bool takes : {true, false}) loss *= std::max(1.0, value - ProbeAnswer(question, takes));
        if (loss > best_loss) {
          best_loss = loss;
          best = &question;
        }
      }
    }
    return ChoiceNode{.person = best->person, .first = best->first, .last = best->last};
  }

  double ProbeAnswer(const Undecided& of, bool takes) {
    ++solves_;
    const auto restrict_to = [&](bool is_asked) {
      for (std::uint32_t c = problem_.person_starts[of.person]; c < problem_.person_starts[of.person + 1]; ++c) {
        const bool is_in = of.first <= c && c < of.last;
        if (relaxation_.Has(c)) relaxation_.Allow(c, is_allowed_[c] && (!is_asked || is_in == takes));
      }
      if (takes && !is_forced_[of.person]) relaxation_.Force(of.person, is_asked);
    };
    restrict_to(true);
    const double value = relaxation_.Probe();
    restrict_to(false);
    return value;
  }

  // Columns of a person from the first of a block on, or whole blocks as long as some are undecided.
  std::vector<Undecided> QuestionsAt(const std::vector<double>& share_of) const {
    std::vector<Undecided> questions;
    for (const bool by_block : {true, false}) {
      if (!questions.empty()) break;
      for (std::uint32_t p = 0; p < problem_.person_count(); ++p) {
        std::uint32_t first = problem_.person_starts[p];
        double sum = 0;
        for (std::uint32_t c = first; c < problem_.person_starts[p + 1]; ++c) {
          sum += share_of[c];
          const bool ends_block = c + 1 == problem_.person_starts[p + 1] || problem_.block[c + 1] != problem_.block[c];
          if ((!by_block || ends_block) && sum > kWhole && sum < 1 - kWhole)
            questions.push_back({p, first, c + 1, sum});
          if (!ends_block) continue;
          sum = 0;
          first = c + 1;
        }
      }
    }
    return questions;
  }

  void Branch(std::uint32_t node, ChoiceNode split) {
    split.takes = static_cast<std::uint32_t>(nodes_.size());
    split.refuses = split.takes + 1;
    const std::int64_t bound = states_[node].bound;
    for (int child = 0; child < 2; ++child) {
      nodes_.push_back({.prices = nodes_[node].prices});
      states_.push_back({.parent = node, .bound = bound});
    }
    nodes_[node] = std::move(split);
  }

  ChoiceResult Finish() {
    ChoiceResult result;
    result.stopped = stop_.stop_requested();
    result.column_of = std::move(best_);
    result.value = best_value_;
    result.bound = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i].is_leaf()) result.bound = std::max(result.bound, states_[i].bound);
    }
    if (has_best_) result.bound = std::max(result.bound, best_value_);
    result.nodes = std::move(nodes_);
    result.cuts = cuts_.cuts();
    return result;
  }

  const ChoiceProblem& problem_;
  const ChoiceLimits& limits_;
  const std::stop_token& stop_;
  ChoiceCuts cuts_;
  ChoiceRelaxation relaxation_;
  ChoiceRounding rounding_;
  std::vector<ChoiceNode> nodes_;
  std::vector<NodeState> states_;  // By node.
  std::vector<char> is_allowed_;   // By column, in the node that was entered.
  std::vector<char> is_forced_;    // By person: takes an allowed column.
  std::vector<std::uint32_t> best_;
  std::int64_t best_value_ = 0;
  bool has_best_ = false;
  std::int64_t grain_ = 1;  // What counts as better, for the time being.
  std::int64_t solves_ = 0;
  std::int64_t visits_ = 0;  // Of nodes that were branched or dived from.
};

}  // namespace

ChoiceResult SolveChoice(const ChoiceProblem& problem, const std::vector<std::uint32_t>& start,
                         const ChoiceLimits& limits, const std::stop_token& stop) {
  return Search(problem, limits, stop).Run(start);
}

}  // namespace walz
