#include "service/app/mirror/best_pairs.h"

#include <algorithm>

#include <absl/types/span.h>

namespace walz {
namespace {

bool IsBetter(const RankedApprentice& a, const RankedApprentice& b) {
  return a.points != b.points ? a.points > b.points : (*a.problem)[a.index].id < (*b.problem)[b.index].id;
}

// Which apprentices one tabulated requirement leaves for an opening.
class RequirementColumn {
 public:
  RequirementColumn(ActionSet accepted, const FacetTable& facets, OpeningIndex opening)
      : accepted_(accepted), facets_(facets), host_(facets.HostFacetOf(opening)), verdicts_(facets.learner_count()) {}

  bool Leaves(ApprenticeIndex apprentice) {
    const std::uint32_t learner = facets_.LearnerFacetOf(apprentice);
    Known& known = verdicts_[learner];
    if (known == Known::kNotYet) {
      known = facets_.Judge(learner, host_).FeasibleWith(accepted_) ? Known::kFeasible : Known::kRefused;
    }
    return known == Known::kFeasible;
  }

 private:
  enum class Known : std::uint8_t { kNotYet, kFeasible, kRefused };

  const ActionSet accepted_;
  const FacetTable& facets_;
  const std::uint32_t host_;
  std::vector<Known> verdicts_;  // By learner facet.
};

// Of the tabulated requirements; any order finds the same apprentices.
std::vector<std::size_t> ByGain(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                OpeningIndex opening) {
  constexpr std::size_t kSample = 64;
  constexpr double kJudgingWork = 20;  // To judge a facet, in looking up a verdict.
  const std::size_t apprentice_count = problem.apprentices().size();
  std::vector<std::size_t> order;
  std::vector<double> work(rules.requirements.size());
  for (std::size_t i = 0; i < work.size(); ++i) {
    const FacetTable* const facets = sieve.facets(i);
    if (facets == nullptr) continue;
    RequirementColumn column(problem.round().accepted_actions, *facets, opening);
    std::size_t refused = 0;
    for (std::size_t k = 0; k < kSample; ++k) {
      if (!column.Leaves(ApprenticeIndex(k * apprentice_count / kSample))) ++refused;
    }
    const double facet_share = static_cast<double>(facets->learner_count()) / static_cast<double>(apprentice_count);
    work[i] = (1 + kJudgingWork * facet_share) / static_cast<double>(1 + refused);
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return work[a] < work[b]; });
  return order;
}

}  // namespace

BestApprentices::BestApprentices(const RuleBook& rules, const Round& round, OpeningIndex opening, std::size_t count)
    : rules_(rules), opening_(opening), count_(count) {
  for (const Criterion& criterion : rules.criteria) {
    const int weight = round.weights[static_cast<std::size_t>(criterion.id)];
    if (weight > 0) criteria_.push_back({&criterion, weight, 0});
  }
  std::stable_sort(criteria_.begin(), criteria_.end(),
                   [](const Weighed& a, const Weighed& b) { return a.weight > b.weight; });
  for (std::size_t i = criteria_.size(); i-- > 1;) {
    criteria_[i - 1].rest = criteria_[i].rest + criteria_[i].weight * kPointsMax;
  }
  for (std::size_t i = 0; i < rules.requirements.size(); ++i) {
    if (rules.requirements[i].tabulate == nullptr) sparse_.push_back(i);
  }
}

void BestApprentices::Add(const Problem& problem, const Sieve& sieve, absl::FunctionRef<bool(ApprenticeIndex)> keep) {
  if (problem.apprentices().empty()) return;
  if (order_.empty()) order_ = ByGain(problem, rules_, sieve, opening_);
  const ActionSet accepted = problem.round().accepted_actions;
  std::vector<ApprenticeIndex> left;
  const FacetTable& facets = *sieve.facets(order_.front());
  for (std::uint32_t learner = 0; learner < facets.learner_count(); ++learner) {
    if (!facets.Judge(learner, facets.HostFacetOf(opening_)).FeasibleWith(accepted)) continue;
    for (const std::uint32_t apprentice : facets.ApprenticesOf(learner)) left.push_back(ApprenticeIndex(apprentice));
  }
  for (const std::size_t requirement : absl::MakeConstSpan(order_).subspan(1)) {
    if (left.empty()) return;
    RequirementColumn column(accepted, *sieve.facets(requirement), opening_);
    // Written always and kept at times: what is left of many is hard to foretell.
    std::size_t count = 0;
    for (const ApprenticeIndex apprentice : left) {
      left[count] = apprentice;
      count += column.Leaves(apprentice) ? 1 : 0;
    }
    left.resize(count);
  }
  const OpeningView host = problem.View(opening_);
  for (const ApprenticeIndex apprentice : left) {
    const ApprenticeView learner = problem.View(apprentice);
    const bool is_feasible = std::all_of(sparse_.begin(), sparse_.end(), [&](std::size_t requirement) {
      return rules_.requirements[requirement].judge(learner, host).FeasibleWith(accepted);
    });
    if (!is_feasible || !keep(apprentice)) continue;
    ++feasible_count_;
    Weigh(problem, learner, host);
  }
}

void BestApprentices::Weigh(const Problem& problem, const ApprenticeView& apprentice, const OpeningView& host) {
  RankedApprentice ranked{0, &problem, apprentice.index};
  const bool is_full = best_.size() == count_;
  for (const Weighed& weighed : criteria_) {
    ranked.points += weighed.weight * weighed.criterion->points(apprentice, host);
    if (is_full && ranked.points + weighed.rest < best_.front().points) return;
  }
  Keep(ranked);
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
