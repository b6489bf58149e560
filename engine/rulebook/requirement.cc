#include "engine/rulebook/requirement.h"

namespace walz {

absl::Span<const ApprenticeIndex> FacetTable::ApprenticesOf(std::uint32_t learner) const {
  std::call_once(grouped_.made, [this] {
    grouped_.starts.assign(learner_count_ + 1, 0);
    for (const std::uint32_t facet : learner_of_) ++grouped_.starts[facet + 1];
    for (std::uint32_t facet = 0; facet < learner_count_; ++facet) grouped_.starts[facet + 1] += grouped_.starts[facet];
    std::vector<std::uint32_t> next(grouped_.starts.begin(), grouped_.starts.end() - 1);
    grouped_.apprentices.resize(learner_of_.size());
    for (std::size_t i = 0; i < learner_of_.size(); ++i) {
      grouped_.apprentices[next[learner_of_[i]]++] = ApprenticeIndex(i);
    }
  });
  const std::uint32_t start = grouped_.starts[learner];
  return absl::MakeConstSpan(grouped_.apprentices).subspan(start, grouped_.starts[learner + 1] - start);
}

}  // namespace walz
