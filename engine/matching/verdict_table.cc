#include "engine/matching/verdict_table.h"

#include <numeric>
#include <utility>

namespace walz {

VerdictTable::VerdictTable(std::unique_ptr<FacetTable> facets, ActionSet accepted, std::size_t opening_count)
    : facets_(std::move(facets)), accepted_(accepted), starts_(facets_->host_count() + 1), opening_of_(opening_count) {
  for (std::size_t i = 0; i < opening_count; ++i) ++starts_[facets_->HostFacetOf(OpeningIndex(i)) + 1];
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  for (std::size_t i = 0; i < opening_count; ++i) {
    opening_of_[next[facets_->HostFacetOf(OpeningIndex(i))]++] = static_cast<std::uint32_t>(i);
  }
}

}  // namespace walz
