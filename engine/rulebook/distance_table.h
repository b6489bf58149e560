// DistanceTable: the distances between centres and companies, each pair of places measured once, when first asked for.
//
// Thread rule: const methods from any thread.

#ifndef ENGINE_RULEBOOK_DISTANCE_TABLE_H_
#define ENGINE_RULEBOOK_DISTANCE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/memo_cells.h"
#include "engine/model/problem.h"
#include "engine/rulebook/grant_estimate.h"

namespace walz {

class DistanceTable {
 public:
  static constexpr int kUnknownKm = -1;

  explicit DistanceTable(const Problem& problem);

  // Where the apprentice's centre is, among all places of centres; none if it has no coordinates.
  std::optional<std::uint32_t> FromOf(ApprenticeIndex apprentice) const;

  // Whole km as DistanceKm gives them; kUnknownKm where the company has no coordinates.
  int KmTo(std::uint32_t from, OpeningIndex opening) const {
    const std::uint32_t to = to_of_opening_[opening.value];
    if (to == kNowhere) return kUnknownKm;
    // No two places on earth are farther apart than 20,016 km.
    return cells_->Get(from * to_.size() + to,
                       [&] { return static_cast<std::uint16_t>(DistanceKm(from_[from], to_[to])); });
  }

 private:
  static constexpr std::uint32_t kNowhere = 0xffffffffu;

  const Problem& problem_;
  std::vector<std::uint32_t> from_of_centre_;
  std::vector<std::uint32_t> to_of_opening_;
  std::vector<GeoPoint> from_;
  std::vector<GeoPoint> to_;
  std::optional<MemoCells> cells_;
};

}  // namespace walz

#endif  // ENGINE_RULEBOOK_DISTANCE_TABLE_H_
