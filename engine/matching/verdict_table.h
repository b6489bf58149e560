// VerdictTable: one tabulated requirement over all openings: which ones are feasible for a learner facet.
//
// Memory: 4 bytes an opening beside the facets, and what is kept (kept_verdicts.h).  Thread rule: const methods from
// any thread.

#ifndef ENGINE_MATCHING_VERDICT_TABLE_H_
#define ENGINE_MATCHING_VERDICT_TABLE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include <absl/types/span.h>

#include "engine/base/groups.h"
#include "engine/matching/bitmap.h"
#include "engine/matching/kept_verdicts.h"
#include "engine/rulebook/requirement.h"

namespace walz {

class VerdictTable {
 public:
  VerdictTable(std::unique_ptr<FacetTable> facets, ActionSet accepted, const KeptLimits& kept);
  // `facets` shares those of hosts with `hosts`.
  VerdictTable(std::unique_ptr<FacetTable> facets, const VerdictTable& hosts);

  const FacetTable& facets() const { return *facets_; }
  std::size_t opening_count() const { return openings_->size(); }
  std::int64_t pair_count() const { return std::int64_t{facets_->learner_count()} * facets_->host_count(); }

  bool Feasible(std::uint32_t learner, std::uint32_t host) const {
    return facets_->Judge(learner, host).FeasibleWith(accepted_);
  }
  // The same of a pair that a stay fits; of others, whom another requirement refuses, anything.
  bool FeasibleIfFits(std::uint32_t learner, std::uint32_t host) const {
    return facets_->JudgeIfFits(learner, host).FeasibleWith(accepted_);
  }
  // As Feasible; judged once for the cell.
  bool Feasible(std::uint32_t learner, std::uint32_t host, VerdictCell& cell) const {
    return IsFeasibleBy(cell, [&] { return Feasible(learner, host); });
  }

  // What the learner facet leaves, kept for all tables with these facets of hosts; null if there is no room.
  const KeptVerdicts::Row* KeptRowOf(std::uint32_t learner) const;

  // The openings of a host facet, ascending.
  absl::Span<const std::uint32_t> OpeningsOf(std::uint32_t host) const { return openings_->Of(host); }

  // Makes `bitmap` the openings whose host facet satisfies is_feasible(host), asked once each; how many they are.
  // Touches the smaller of the feasible and the infeasible openings.
  template <typename IsFeasible>
  std::size_t FillBitmap(const IsFeasible& is_feasible, absl::Span<BitmapWord> bitmap) const;

 private:
  std::unique_ptr<FacetTable> facets_;
  ActionSet accepted_;
  std::shared_ptr<const Groups> openings_;  // By host facet.
  std::shared_ptr<KeptVerdicts> kept_;
};

template <typename IsFeasible>
std::size_t VerdictTable::FillBitmap(const IsFeasible& is_feasible, absl::Span<BitmapWord> bitmap) const {
  std::vector<std::uint32_t> feasible, infeasible;
  std::size_t feasible_count = 0;
  for (std::uint32_t host = 0; host < facets_->host_count(); ++host) {
    const bool is = is_feasible(host);
    (is ? feasible : infeasible).push_back(host);
    if (is) feasible_count += OpeningsOf(host).size();
  }
  if (feasible_count <= opening_count() / 2) {
    ClearAllBits(bitmap);
    for (const std::uint32_t host : feasible) {
      for (const std::uint32_t opening : OpeningsOf(host)) SetBit(bitmap, opening);
    }
  } else {
    SetAllBits(bitmap, opening_count());
    for (const std::uint32_t host : infeasible) {
      for (const std::uint32_t opening : OpeningsOf(host)) ClearBit(bitmap, opening);
    }
  }
  return feasible_count;
}

}  // namespace walz

#endif  // ENGINE_MATCHING_VERDICT_TABLE_H_
