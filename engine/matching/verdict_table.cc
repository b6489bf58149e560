#include "engine/matching/verdict_table.h"

#include <optional>
#include <utility>

namespace walz {

VerdictTable::VerdictTable(std::unique_ptr<FacetTable> facets, ActionSet accepted, const KeptLimits& kept)
    : facets_(std::move(facets)),
      accepted_(accepted),
      openings_(std::make_shared<const Groups>(facets_->host_facets(), facets_->host_count())),
      kept_(std::make_shared<KeptVerdicts>(facets_->host_count(), openings_->size(), kept)) {}

VerdictTable::VerdictTable(std::unique_ptr<FacetTable> facets, const VerdictTable& hosts)
    : facets_(std::move(facets)), accepted_(hosts.accepted_), openings_(hosts.openings_), kept_(hosts.kept_) {}

const KeptVerdicts::Row* VerdictTable::KeptRowOf(std::uint32_t learner) const {
  const std::optional<std::uint16_t> number = facets_->SharedNumberOf(learner);
  if (!number) return nullptr;
  return kept_->FindOrMake(*number, [&](KeptVerdicts::Row& row) {
    row.count = FillBitmap([&](std::uint32_t host) { return Feasible(learner, host); }, absl::MakeSpan(row.openings));
  });
}

}  // namespace walz
