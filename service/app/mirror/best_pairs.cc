#include "service/app/mirror/best_pairs.h"

#include <algorithm>
#include <utility>

namespace walz {
namespace {

constexpr std::size_t kAhead = 16;  // Rows that are fetched before they are asked.
// A criterion with more numbers finds hardly two apprentices alike.
constexpr std::size_t kNumbersMax = 8192;

bool IsBetter(const RankedApprentice& a, const RankedApprentice& b) {
  return a.points != b.points ? a.points > b.points : (*a.problem)[a.index].id < (*b.problem)[b.index].id;
}

}  // namespace

KnownOpening::KnownOpening(const LearnerColumns& columns, const LinkedApprentices& sample, OpeningIndex opening)
    : columns_(columns), opening_(opening), accepted_(sample.problem.round().accepted_actions) {
  const std::vector<std::size_t>& requirements = columns.numbered_requirements();
  tested_.reserve(requirements.size());
  for (std::size_t column = 0; column < requirements.size(); ++column) {
    const FacetTable& facets = *sample.sieve.facets(requirements[column]);
    tested_.push_back({column, requirements[column], facets.HostFacetOf(opening),
                       columns.VerdictsOn(column, facets, facets.HostFacetOf(opening))});
  }
  const auto weight_of = [&](const Criterion& criterion) {
    return sample.problem.round().weights[static_cast<std::size_t>(criterion.id)];
  };
  const auto add_single = [&](std::optional<std::size_t> marks, std::size_t c) {
    const Criterion& criterion = columns.rules().criteria[c];
    if (weight_of(criterion) > 0) single_.push_back({marks, &criterion, weight_of(criterion)});
  };
  for (std::size_t c = 0; c < columns.numbered_criteria().size(); ++c) {
    const Criterion& criterion = columns.rules().criteria[columns.numbered_criteria()[c]];
    const std::size_t number_count = columns.numbers(c).size();
    if (number_count > kNumbersMax) {
      add_single(std::nullopt, columns.numbered_criteria()[c]);
    } else if (weight_of(criterion) > 0) {
      numbered_.push_back({requirements.size() + c, &criterion, weight_of(criterion), number_count,
                           MemoCells(number_count, kNumbersMax)});
    }
  }
  for (std::size_t c = 0; c < columns.marked_criteria().size(); ++c) {
    add_single(columns.marked_requirements().size() + c, columns.marked_criteria()[c]);
  }
  for (const std::size_t c : columns.single_criteria()) add_single(std::nullopt, c);
  std::stable_sort(numbered_.begin(), numbered_.end(),
                   [](const Numbered& a, const Numbered& b) { return a.weight > b.weight; });
  for (const Numbered& numbered : numbered_) numbered_points_max_ += numbered.weight * kPointsMax;
  SortByGain(sample);
}

bool KnownOpening::Leaves(Tested& tested, const LinkedApprentices& apprentices, ApprenticeIndex i) {
  const auto judge = [&] {
    const FacetTable& facets = *apprentices.sieve.facets(tested.requirement);
    return facets.Judge(facets.LearnerFacetOf(i), tested.host).FeasibleWith(accepted_);
  };
  const std::uint16_t number = apprentices.rows.NumberOf(i, tested.column);
  LearnerColumns::VerdictColumn& verdicts = *tested.verdicts;
  return number < verdicts.size() ? IsFeasibleBy(verdicts[number], judge) : judge();
}

// Any order finds the same apprentices.
void KnownOpening::SortByGain(const LinkedApprentices& sample) {
  constexpr std::size_t kSample = 64;
  constexpr double kJudgingWork = 20;  // To judge a facet, in looking up a verdict.
  const std::size_t apprentice_count = sample.problem.apprentices().size();
  std::vector<double> work(columns_.rules().requirements.size());
  for (Tested& tested : tested_) {
    std::size_t refused = 0;
    for (std::size_t k = 0; k < kSample; ++k) {
      if (!Leaves(tested, sample, ApprenticeIndex(k * apprentice_count / kSample))) ++refused;
    }
    const double facet_share = static_cast<double>(sample.sieve.facets(tested.requirement)->learner_count()) /
                               static_cast<double>(apprentice_count);
    work[tested.requirement] = (1 + kJudgingWork * facet_share) / static_cast<double>(1 + refused);
  }
  std::stable_sort(tested_.begin(), tested_.end(),
                   [&](const Tested& a, const Tested& b) { return work[a.requirement] < work[b.requirement]; });
}

std::vector<ApprenticeIndex> KnownOpening::FeasibleOf(const LinkedApprentices& apprentices) {
  std::vector<ApprenticeIndex> feasible;
  const FacetTable& facets = *apprentices.sieve.facets(tested_.front().requirement);
  for (std::uint32_t learner = 0; learner < facets.learner_count(); ++learner) {
    const absl::Span<const std::uint32_t> alike = facets.ApprenticesOf(learner);
    if (!Leaves(tested_.front(), apprentices, ApprenticeIndex(alike.front()))) continue;
    for (const std::uint32_t apprentice : alike) feasible.push_back(ApprenticeIndex(apprentice));
  }
  for (std::size_t t = 1; t < tested_.size() && !feasible.empty(); ++t) {
    // Written always and kept at times: what is left of many is hard to foretell.
    std::size_t count = 0;
    for (std::size_t k = 0; k < feasible.size(); ++k) {
      if (t == 1) apprentices.rows.Prefetch(feasible[std::min(k + kAhead, feasible.size() - 1)]);
      const ApprenticeIndex i = feasible[k];
      feasible[count] = i;
      count += Leaves(tested_[t], apprentices, i) ? 1 : 0;
    }
    feasible.resize(count);
  }
  const OpeningView host = apprentices.problem.View(opening_);
  for (std::size_t m = 0; m < columns_.marked_requirements().size(); ++m) {
    const Requirement& requirement = columns_.rules().requirements[columns_.marked_requirements()[m]];
    std::erase_if(feasible, [&](ApprenticeIndex i) {
      return (apprentices.rows.MarksOf(i, m) & MarkOf(opening_.value)) != 0 &&
             !requirement.judge(apprentices.problem.View(i), host).FeasibleWith(accepted_);
    });
  }
  return feasible;
}

std::vector<Marks> KnownOpening::MarksBeside(const Problem& problem) const {
  std::vector<Marks> marks;
  for (const Single& single : single_) {
    marks.push_back(single.marks ? single.criterion->host_marks(problem.View(opening_)) : 0);
  }
  return marks;
}

std::optional<int> KnownOpening::PointsOf(const LinkedApprentices& apprentices, absl::Span<const Marks> marks,
                                          ApprenticeIndex i) const {
  const int least = least_.load(std::memory_order_relaxed);
  int bound = numbered_points_max_;
  const auto may_have_points = [&](std::size_t s) {
    const std::optional<std::size_t> column = single_[s].marks;
    return !column || (apprentices.rows.MarksOf(i, *column) & marks[s]) != 0;
  };
  int single_points_max = 0;
  for (std::size_t s = 0; s < single_.size(); ++s) {
    if (may_have_points(s)) single_points_max += single_[s].weight * kPointsMax;
  }
  bound += single_points_max;
  for (const Numbered& numbered : numbered_) {
    if (bound < least) return std::nullopt;
    bound += PointsOf(numbered, apprentices, i) - numbered.weight * kPointsMax;
  }
  if (bound < least) return std::nullopt;
  int points = bound - single_points_max;
  if (single_points_max > 0) {
    const ApprenticeView learner = apprentices.problem.View(i);
    const OpeningView host = apprentices.problem.View(opening_);
    for (std::size_t s = 0; s < single_.size(); ++s) {
      if (may_have_points(s)) points += single_[s].weight * single_[s].criterion->points(learner, host);
    }
  }
  return points;
}

void KnownOpening::Ask(int least) {
  int known = least_.load(std::memory_order_relaxed);
  while (known < least && !least_.compare_exchange_weak(known, least, std::memory_order_relaxed)) {
  }
}

int KnownOpening::PointsOf(const Numbered& numbered, const LinkedApprentices& apprentices, ApprenticeIndex i) const {
  const auto weigh = [&] {
    return static_cast<std::uint16_t>(
        numbered.criterion->points(apprentices.problem.View(i), apprentices.problem.View(opening_)));
  };
  const std::uint16_t number = apprentices.rows.NumberOf(i, numbered.column);
  return numbered.weight * (number < numbered.number_count ? numbered.points.Get(number, weigh) : weigh());
}

void BestApprentices::Add(const LinkedApprentices& apprentices, absl::FunctionRef<bool(ApprenticeIndex)> keep) {
  if (apprentices.problem.apprentices().empty()) return;
  const std::vector<Marks> marks = opening_.MarksBeside(apprentices.problem);
  for (const ApprenticeIndex i : opening_.FeasibleOf(apprentices)) {
    if (!keep(i)) continue;
    ++feasible_count_;
    const std::optional<int> points = opening_.PointsOf(apprentices, marks, i);
    if (points) Keep({*points, &apprentices.problem, i});
  }
}

void BestApprentices::Keep(const RankedApprentice& ranked) {
  if (best_.size() == count_) {
    if (!IsBetter(ranked, best_.front())) return;
    std::pop_heap(best_.begin(), best_.end(), IsBetter);
    best_.back() = ranked;
  } else {
    best_.push_back(ranked);
  }
  std::push_heap(best_.begin(), best_.end(), IsBetter);
  if (best_.size() == count_) opening_.Ask(best_.front().points);
}

void BestApprentices::Join(BestApprentices other) {
  feasible_count_ += other.feasible_count_;
  for (const RankedApprentice& ranked : other.best_) Keep(ranked);
}

std::vector<RankedApprentice> BestApprentices::Take() && {
  std::sort(best_.begin(), best_.end(), IsBetter);
  return std::move(best_);
}

}  // namespace walz
