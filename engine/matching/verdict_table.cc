#include "engine/matching/verdict_table.h"

#include <numeric>
#include <optional>
#include <utility>

namespace walz {

VerdictTable::VerdictTable(std::unique_ptr<FacetTable> facets, ActionSet accepted, std::size_t opening_count,
                           const KeptLimits& kept)
    : facets_(std::move(facets)),
      accepted_(accepted),
      kept_(std::make_shared<KeptVerdicts>(facets_->host_count(), opening_count, kept)) {
  auto openings = std::make_shared<Grouped>();
  std::vector<std::uint32_t>& starts = openings->starts;
  starts.resize(facets_->host_count() + 1);
  for (std::size_t i = 0; i < opening_count; ++i) ++starts[facets_->HostFacetOf(OpeningIndex(i)) + 1];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
  openings->opening_of.resize(opening_count);
  for (std::size_t i = 0; i < opening_count; ++i) {
    openings->opening_of[next[facets_->HostFacetOf(OpeningIndex(i))]++] = static_cast<std::uint32_t>(i);
  }
  openings_ = std::move(openings);
}

VerdictTable::VerdictTable(std::unique_ptr<FacetTable> facets, const VerdictTable& hosts)
    : facets_(std::move(facets)), accepted_(hosts.accepted_), openings_(hosts.openings_), kept_(hosts.kept_) {}

const KeptVerdicts::Row* VerdictTable::KeptRowOf(std::uint32_t learner) const {
  const std::optional<std::uint32_t> number = facets_->SharedNumberOf(learner);
  if (!number) return nullptr;
  return kept_->FindOrMake(*number, [&](KeptVerdicts::Row& row) {
    row.count = FillBitmap([&](std::uint32_t host) { return Feasible(learner, host); }, absl::MakeSpan(row.openings));
  });
}

}  // namespace walz
