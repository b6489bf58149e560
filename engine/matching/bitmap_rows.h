// BitmapRows: a requirement judged for every pair of facets, as one bitmap over openings for each distinct row.
//
// Learner facets whose verdicts agree on every opening share a row; or, as ordered rows, a bound on what is feasible.
// Memory: 4 bytes a learner facet, openings / 8 bytes a row.  Thread rule: immutable.

#ifndef ENGINE_MATCHING_BITMAP_ROWS_H_
#define ENGINE_MATCHING_BITMAP_ROWS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/matching/bitmap.h"
#include "engine/matching/verdict_table.h"

namespace walz {

class BitmapRows {
 public:
  // Judges table.pair_count() pairs.  Null if the bitmaps would take more than `bytes_max`.  If stopped, what it
  // returns is not to be used.
  static std::unique_ptr<const BitmapRows> Make(const VerdictTable& table, std::int64_t bytes_max,
                                                const WorkOptions& work);

  // Another kind of rows: of each of `needs` the openings that offer no less.  Where needs are of many kinds those of
  // neighbours share a row, which has all openings of each and some more.
  static std::unique_ptr<const BitmapRows> MakeOrdered(absl::Span<const std::int32_t> needs,
                                                       absl::Span<const std::int32_t> offers);

  std::int64_t bytes() const { return static_cast<std::int64_t>(words_.size() * sizeof(BitmapWord)); }

  std::uint32_t row_count() const { return static_cast<std::uint32_t>(feasible_counts_.size()); }
  std::uint32_t RowOf(std::uint32_t learner) const { return row_of_[learner]; }
  std::size_t FeasibleCount(std::uint32_t row) const { return feasible_counts_[row]; }
  absl::Span<const BitmapWord> Bitmap(std::uint32_t row) const {
    return absl::Span<const BitmapWord>(words_).subspan(row * word_count_, word_count_);
  }

 private:
  explicit BitmapRows(std::size_t opening_count) : word_count_(BitmapWordCount(opening_count)) {}

  absl::Span<BitmapWord> MutableBitmap(std::size_t row) {
    return absl::MakeSpan(words_).subspan(row * word_count_, word_count_);
  }

  std::size_t word_count_;
  std::vector<std::uint32_t> row_of_;
  std::vector<std::size_t> feasible_counts_;
  std::vector<BitmapWord> words_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_BITMAP_ROWS_H_
