#include "engine/rulebook/bulk_points.h"

#include <cstddef>

#include "engine/base/parallel.h"

namespace walz {

BulkPoints::BulkPoints(const Problem& problem, const RuleBook& rules, int thread_count)
    : basis_(std::make_unique<TableBasis>(problem)) {
  std::vector<const Criterion*> weighted;
  for (const Criterion& criterion : rules.criteria) {
    const int weight = problem.round().weights[static_cast<std::size_t>(criterion.id)];
    if (weight <= 0) continue;
    weighted.push_back(&criterion);
    tables_.push_back({weight, nullptr});
  }
  ParallelFor(tables_.size(), 1, thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) tables_[i].table = weighted[i]->tabulate(*basis_);
  });
}

void BulkPoints::Of(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings,
                    std::vector<std::int32_t>& points) const {
  points.assign(openings.size(), 0);
  for (const Weighted& weighted : tables_) {
    weighted.table->Add(apprentice, openings, weighted.weight, absl::MakeSpan(points));
  }
}

}  // namespace walz
