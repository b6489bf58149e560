#include "service/app/mirror/best_pairs.h"

#include <algorithm>

namespace walz {
namespace {

template <typename IndexType>
void KeepBest(std::vector<std::pair<IndexType, int>>& pairs, std::size_t count) {
  const auto before = [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  };
  if (pairs.size() > count) {
    std::nth_element(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(count), pairs.end(), before);
    pairs.resize(count);
  }
  std::sort(pairs.begin(), pairs.end(), before);
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

}  // namespace

std::vector<std::pair<OpeningIndex, int>> BestOpeningsOf(const Problem& problem, const PointsTable& table,
                                                         ApprenticeIndex apprentice,
                                                         absl::Span<const OpeningIndex> feasible, std::size_t count) {
  const std::vector<int> points = table.PointsOf(problem, apprentice, feasible);
  std::vector<std::pair<OpeningIndex, int>> pairs;
  pairs.reserve(feasible.size());
  for (std::size_t i = 0; i < feasible.size(); ++i) pairs.emplace_back(feasible[i], points[i]);
  KeepBest(pairs, count);
  return pairs;
}

std::vector<std::pair<ApprenticeIndex, int>> BestApprenticesOf(const Problem& problem, const RuleBook& rules,
                                                               const Sieve& sieve, OpeningIndex opening,
                                                               std::size_t count,
                                                               absl::FunctionRef<bool(ApprenticeIndex)> may_see,
                                                               std::int64_t& feasible) {
  std::vector<RequirementColumn> rows;
  std::vector<RequirementColumn> sparse;
  for (std::size_t i = 0; i < rules.requirements.size(); ++i) {
    const FacetTable* const facets = sieve.facets(i);
    (facets == nullptr ? sparse : rows).emplace_back(problem, rules.requirements[i], facets, opening);
  }
  // What is cheapest to ask comes first.
  for (RequirementColumn& row : sparse) rows.push_back(std::move(row));
  std::vector<std::pair<ApprenticeIndex, int>> pairs;
  const OpeningView host = problem.View(opening);
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    const bool left =
        std::all_of(rows.begin(), rows.end(), [&](RequirementColumn& row) { return row.Leaves(apprentice); });
    if (!left || !may_see(apprentice)) continue;
    pairs.emplace_back(apprentice, PointsOf(rules, problem.View(apprentice), host));
  }
  feasible = static_cast<std::int64_t>(pairs.size());
  KeepBest(pairs, count);
  return pairs;
}

}  // namespace walz
