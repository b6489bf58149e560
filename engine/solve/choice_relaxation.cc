#include "engine/solve/choice_relaxation.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <utility>

#include <coin/ClpEventHandler.hpp>
#include <coin/ClpSimplex.hpp>
#include <coin/CoinPackedMatrix.hpp>

namespace walz {
namespace {

// Values are scaled so that the greatest is this: Clp's tolerances are absolute.
constexpr double kValueMax = 1e6;
// What it costs if somebody has to take something and does not, or a row is missed by one: more than most exchanges.
constexpr double kMissed = 10 * kValueMax;
constexpr double kPriceMax = 1e18;
constexpr std::int64_t kStepsAColumn = 2;
constexpr std::int64_t kStepsMin = 2000;
constexpr std::int64_t kProbeSteps = 100;

// Clp tells after every iteration and factorization, and is told whether to go on: rounding can make its methods go
// round in circles.
class StepCounter : public ClpEventHandler {
 public:
  explicit StepCounter(std::stop_token stop) : state_(std::make_shared<State>(State{std::move(stop)})) {}
  void Begin(std::int64_t steps_max) const { state_->steps_max = state_->steps + steps_max; }
  std::int64_t steps() const { return state_->steps; }
  int event(Event event) override {
    constexpr int kGoOn = -1;
    constexpr int kEnd = 0;
    if (event != endOfIteration && event != endOfFactorization) return kGoOn;
    return ++state_->steps > state_->steps_max || state_->stop.stop_requested() ? kEnd : kGoOn;
  }
  ClpEventHandler* clone() const override { return new StepCounter(*this); }

 private:
  struct State {
    std::stop_token stop;
    std::int64_t steps = 0;
    std::int64_t steps_max = 0;
  };
  std::shared_ptr<State> state_;  // Of all clones.
};

}  // namespace

// Rows: those of the problem, then one a person that says who takes nothing, then those of cuts.  Columns: who takes
// nothing, what rows below 0 are missed by, then columns().  So something is always feasible.
class ChoiceRelaxation::Clp {
 public:
  explicit Clp(std::stop_token stop) : counter(std::move(stop)) { simplex.passInEventHandler(&counter); }

  StepCounter counter;
  ClpSimplex simplex;
};

ChoiceRelaxation::ChoiceRelaxation(const ChoiceProblem& problem, const ChoiceCuts& cuts, std::stop_token stop)
    : problem_(problem),
      cuts_(cuts),
      stop_(std::move(stop)),
      place_of_(problem.column_count(), ChoiceProblem::kNone),
      clp_(std::make_unique<Clp>(stop_)) {
  std::int64_t most = 1;
  for (const std::int64_t value : problem.value) most = std::max(most, std::abs(value));
  unit_ = static_cast<double>(most) / kValueMax;

  const int rows = static_cast<int>(problem.limits.size());
  const int people = static_cast<int>(problem.person_count());
  ClpSimplex& simplex = clp_->simplex;
  simplex.setLogLevel(0);
  simplex.resize(rows + people, 0);
  for (int row = 0; row < rows; ++row) {
    simplex.setRowBounds(row, -COIN_DBL_MAX, static_cast<double>(problem.limits[static_cast<std::size_t>(row)]));
  }
  std::vector<CoinBigIndex> starts;
  std::vector<int> of_row;
  std::vector<double> amounts;
  std::vector<double> upper;
  std::vector<double> costs;
  const auto add = [&](int row, double amount, double up_to, double cost) {
    starts.push_back(static_cast<CoinBigIndex>(of_row.size()));
    of_row.push_back(row);
    amounts.push_back(amount);
    upper.push_back(up_to);
    costs.push_back(cost);
  };
  for (int person = 0; person < people; ++person) {
    simplex.setRowBounds(rows + person, 1, 1);
    add(rows + person, 1, 1, 0);
  }
  for (int row = 0; row < rows; ++row) {
    if (problem.limits[static_cast<std::size_t>(row)] < 0) add(row, -1, COIN_DBL_MAX, kMissed);
  }
  first_column_ = upper.size();
  starts.push_back(static_cast<CoinBigIndex>(of_row.size()));
  const std::vector<double> zeros(upper.size(), 0.0);
  simplex.addColumns(static_cast<int>(upper.size()), zeros.data(), upper.data(), costs.data(), starts.data(),
                     of_row.data(), amounts.data());
}

ChoiceRelaxation::~ChoiceRelaxation() = default;

void ChoiceRelaxation::AddColumns(absl::Span<const std::uint32_t> columns) {
  if (columns.empty()) return;
  std::vector<CoinBigIndex> starts;
  std::vector<int> rows;
  std::vector<double> amounts;
  std::vector<double> costs;
  const int first_person_row = static_cast<int>(problem_.limits.size());
  const int first_cut_row = first_person_row + static_cast<int>(problem_.person_count());
  for (const std::uint32_t column : columns) {
    place_of_[column] = static_cast<std::uint32_t>(columns_.size());
    columns_.push_back(column);
    starts.push_back(static_cast<CoinBigIndex>(rows.size()));
    for (const ChoiceProblem::Use& use : problem_.UsesOf(column)) {
      for (std::uint32_t row = use.row; row < use.row + use.count; ++row) {
        rows.push_back(static_cast<int>(row));
        amounts.push_back(use.amount);
      }
    }
    rows.push_back(first_person_row + static_cast<int>(cuts_.PersonOf(column)));
    amounts.push_back(1);
    cuts_.ForEachOf(column, [&](std::uint32_t cut, std::int32_t amount) {
      rows.push_back(first_cut_row + static_cast<int>(cut));
      amounts.push_back(amount);
    });
    costs.push_back(-static_cast<double>(problem_.value[column]) / unit_);
  }
  starts.push_back(static_cast<CoinBigIndex>(rows.size()));
  const std::vector<double> lower(columns.size(), 0.0);
  const std::vector<double> upper(columns.size(), 1.0);
  clp_->simplex.addColumns(static_cast<int>(columns.size()), lower.data(), upper.data(), costs.data(), starts.data(),
                           rows.data(), amounts.data());
}

// What is taken is basic, and so is the slack of every row: a basis that is feasible and as good as the choice.
void ChoiceRelaxation::StartAt(absl::Span<const std::uint32_t> column_of) {
  ClpSimplex& simplex = clp_->simplex;
  simplex.createStatus();
  const int first_person_row = static_cast<int>(problem_.limits.size());
  for (int person = 0; person < static_cast<int>(column_of.size()); ++person) {
    const std::uint32_t column = column_of[static_cast<std::size_t>(person)];
    const bool is_nowhere = column == ChoiceProblem::kNone;
    simplex.setRowStatus(first_person_row + person, ClpSimplex::atLowerBound);
    simplex.setColumnStatus(is_nowhere ? person : static_cast<int>(first_column_ + place_of_[column]),
                            ClpSimplex::basic);
  }
}

void ChoiceRelaxation::AddCuts() {
  const std::vector<ChoiceCut>& cuts = cuts_.cuts();
  std::vector<CoinBigIndex> starts;
  std::vector<int> places;
  std::vector<double> amounts;
  std::vector<double> upper;
  for (; cut_count_ < cuts.size(); ++cut_count_) {
    const ChoiceCut& cut = cuts[cut_count_];
    starts.push_back(static_cast<CoinBigIndex>(places.size()));
    upper.push_back(static_cast<double>(cut.limit));
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::int32_t amount = cuts_.AmountIn(cut, columns_[i]);
      if (amount <= 0) continue;
      places.push_back(static_cast<int>(first_column_ + i));
      amounts.push_back(amount);
    }
  }
  starts.push_back(static_cast<CoinBigIndex>(places.size()));
  const std::vector<double> lower(upper.size(), -COIN_DBL_MAX);
  clp_->simplex.addRows(static_cast<int>(upper.size()), lower.data(), upper.data(), starts.data(), places.data(),
                        amounts.data());
  bounds_changed_ = true;
}

void ChoiceRelaxation::Allow(std::uint32_t column, bool is_allowed) {
  const int at = static_cast<int>(first_column_ + place_of_[column]);
  const double upper = is_allowed ? 1 : 0;
  if (clp_->simplex.columnUpper()[at] == upper) return;
  clp_->simplex.setColumnUpper(at, upper);
  bounds_changed_ = true;
}

void ChoiceRelaxation::Force(std::uint32_t person, bool is_forced) {
  clp_->simplex.setObjectiveCoefficient(static_cast<int>(person), is_forced ? kMissed : 0);
}

bool ChoiceRelaxation::Solve() {
  constexpr int kOptimal = 0;
  ClpSimplex& simplex = clp_->simplex;
  clp_->counter.Begin(kStepsAColumn * simplex.numberColumns() + kStepsMin);
  // The dual method goes on well after bounds have changed, the primal one after columns have come.
  if (std::exchange(bounds_changed_, false)) {
    simplex.dual();
  } else {
    simplex.primal();
  }
  return simplex.status() == kOptimal && !stop_.stop_requested();
}

std::int64_t ChoiceRelaxation::steps() const { return clp_->counter.steps(); }

double ChoiceRelaxation::Probe() {
  clp_->counter.Begin(kProbeSteps);
  clp_->simplex.dual();
  return value();
}

double ChoiceRelaxation::value() const { return -clp_->simplex.objectiveValue() * unit_; }

void ChoiceRelaxation::RowPrices(std::int64_t scale, std::vector<std::int64_t>& prices) const {
  const std::size_t rows = problem_.limits.size();
  prices.resize(rows + cut_count_);
  const double* duals = clp_->simplex.dualRowSolution();
  for (std::size_t i = 0; i < prices.size(); ++i) {
    const std::size_t row = i < rows ? i : i + problem_.person_count();
    const double price = -duals[row] * unit_ * static_cast<double>(scale);
    prices[i] = std::llround(std::clamp(price, 0.0, kPriceMax));
  }
}

double ChoiceRelaxation::ShareOf(std::size_t i) const {
  return clp_->simplex.primalColumnSolution()[first_column_ + i];
}

}  // namespace walz
