// DistanceTable: the distances between centres and companies, each pair of places measured once, when first asked for.
//
// Thread rule: const methods from any thread.

#ifndef ENGINE_RULEBOOK_DISTANCE_TABLE_H_
#define ENGINE_RULEBOOK_DISTANCE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <absl/types/span.h>

#include "engine/base/memo_cells.h"
#include "engine/model/problem.h"
#include "engine/rulebook/grant_estimate.h"

namespace walz {

class DistanceTable {
 public:
  static constexpr int kUnknownKm = -1;

  explicit DistanceTable(const Problem& problem);

  // visit(position in openings, km): whole km from the apprentice's centre as DistanceKm gives them; kUnknownKm where
  // centre or company has no coordinates.
  template <typename Visit>
  void ForEachKm(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, Visit visit) const {
    constexpr std::size_t kAhead = 16;  // So far ahead distances are fetched.
    const std::uint32_t from = from_of_centre_[problem_.CentreOf(apprentice).value];
    for (std::size_t i = 0; i < openings.size(); ++i) {
      if (i + kAhead < openings.size()) {
        const std::uint32_t next = to_of_opening_[openings[i + kAhead].value];
        if (from != kNowhere && next != kNowhere) cells_->Fetch(CellOf(from, next));
      }
      const std::uint32_t to = to_of_opening_[openings[i].value];
      visit(i, from == kNowhere || to == kNowhere ? kUnknownKm : KmBetween(from, to));
    }
  }

 private:
  static constexpr std::uint32_t kNowhere = 0xffffffffu;

  std::size_t CellOf(std::uint32_t from, std::uint32_t to) const { return from * to_.size() + to; }
  int KmBetween(std::uint32_t from, std::uint32_t to) const {
    // No two places on earth are farther apart than 20,016 km.
    return cells_->Get(CellOf(from, to), [&] { return static_cast<std::uint16_t>(DistanceKm(from_[from], to_[to])); });
  }

  const Problem& problem_;
  std::vector<std::uint32_t> from_of_centre_;
  std::vector<std::uint32_t> to_of_opening_;
  std::vector<GeoPoint> from_;
  std::vector<GeoPoint> to_;
  std::optional<MemoCells> cells_;
};

}  // namespace walz

#endif  // ENGINE_RULEBOOK_DISTANCE_TABLE_H_
