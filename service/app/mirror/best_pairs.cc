#include "service/app/mirror/best_pairs.h"

#include <algorithm>
#include <numeric>

namespace walz {
namespace {

// Sorts the best to the front and drops the others.
template <typename Ranked, typename Before>
void KeepBest(std::vector<Ranked>& ranked, std::size_t count, const Before& before) {
  if (ranked.size() > count) {
    std::nth_element(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count), ranked.end(), before);
    ranked.resize(count);
  }
  std::sort(ranked.begin(), ranked.end(), before);
}

// Which apprentices one requirement leaves for an opening.
class RequirementColumn {
 public:
  RequirementColumn(const Problem& problem, const Requirement& requirement, const FacetTable* facets,
                    OpeningIndex opening)
      : problem_(problem), requirement_(requirement), facets_(facets), opening_(opening) {
    if (facets_ == nullptr) return;
    host_ = facets_->HostFacetOf(opening);
    verdicts_.resize(facets_->learner_count());
  }

  bool Leaves(ApprenticeIndex apprentice) {
    if (facets_ == nullptr) {
      return requirement_.judge(problem_.View(apprentice), problem_.View(opening_))
          .FeasibleWith(problem_.round().accepted_actions);
    }
    const std::uint32_t learner = facets_->LearnerFacetOf(apprentice);
    Known& known = verdicts_[learner];
    if (known == Known::kNotYet) {
      known = facets_->Judge(learner, host_).FeasibleWith(problem_.round().accepted_actions) ? Known::kFeasible
                                                                                             : Known::kRefused;
    }
    return known == Known::kFeasible;
  }

 private:
  enum class Known : std::uint8_t { kNotYet, kFeasible, kRefused };

  const Problem& problem_;
  const Requirement& requirement_;
  const FacetTable* const facets_;  // Null for a sparse requirement.
  const OpeningIndex opening_;
  std::uint32_t host_ = 0;
  std::vector<Known> verdicts_;  // By learner facet.
};

// Any order finds the same apprentices.
std::vector<std::size_t> ByGain(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                OpeningIndex opening) {
  constexpr std::size_t kSample = 64;
  constexpr double kJudgingWork = 20;  // To judge a facet, in looking up a verdict.
  const std::size_t apprentice_count = problem.apprentices().size();
  std::vector<double> work(rules.requirements.size());
  for (std::size_t i = 0; i < work.size(); ++i) {
    const FacetTable* const facets = sieve.facets(i);
    RequirementColumn column(problem, rules.requirements[i], facets, opening);
    std::size_t refused = 0;
    for (std::size_t k = 0; k < kSample; ++k) {
      if (!column.Leaves(ApprenticeIndex(k * apprentice_count / kSample))) ++refused;
    }
    const double facet_share =
        facets == nullptr ? 1 : static_cast<double>(facets->learner_count()) / static_cast<double>(apprentice_count);
    work[i] = (1 + kJudgingWork * facet_share) / static_cast<double>(1 + refused);
  }
  std::vector<std::size_t> order(work.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return work[a] < work[b]; });
  return order;
}

}  // namespace

std::vector<std::pair<OpeningIndex, int>> BestOpeningsOf(const Problem& problem, const PointsTable& table,
                                                         ApprenticeIndex apprentice,
                                                         absl::Span<const OpeningIndex> feasible, std::size_t count) {
  const std::vector<int> points = table.PointsOf(problem, apprentice, feasible);
  std::vector<std::pair<OpeningIndex, int>> pairs;
  pairs.reserve(feasible.size());
  for (std::size_t i = 0; i < feasible.size(); ++i) pairs.emplace_back(feasible[i], points[i]);
  KeepBest(pairs, count,
           [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
  return pairs;
}

void BestApprentices::Add(const Problem& problem, const Sieve& sieve, absl::FunctionRef<bool(ApprenticeIndex)> keep) {
  if (problem.apprentices().empty()) return;
  if (order_.empty()) order_ = ByGain(problem, rules_, sieve, opening_);
  std::vector<ApprenticeIndex> left;
  left.reserve(problem.apprentices().size());
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) left.push_back(ApprenticeIndex(i));
  for (const std::size_t requirement : order_) {
    if (left.empty()) return;
    RequirementColumn column(problem, rules_.requirements[requirement], sieve.facets(requirement), opening_);
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
    if (keep(apprentice)) ranked_.push_back({PointsOf(rules_, problem.View(apprentice), host), &problem, apprentice});
  }
}

std::vector<RankedApprentice> BestApprentices::Take(std::size_t count) && {
  KeepBest(ranked_, count, [](const RankedApprentice& a, const RankedApprentice& b) {
    return a.points != b.points ? a.points > b.points : (*a.problem)[a.index].id < (*b.problem)[b.index].id;
  });
  return std::move(ranked_);
}

}  // namespace walz
