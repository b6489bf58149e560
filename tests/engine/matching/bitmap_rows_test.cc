// Ordered rows bound what is feasible: nothing that offers enough is ever missing.

#include "engine/matching/bitmap_rows.h"

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/dice.h"

namespace walz {
namespace {

bool HasBit(absl::Span<const BitmapWord> bitmap, std::size_t bit) {
  return (bitmap[bit / kBitmapWordBits] >> (bit % kBitmapWordBits) & 1) != 0;
}

// Few kinds of needs have a row each, which is exact; many share rows, each with all that any of them needs.
TEST(BitmapRowsTest, OrderedRowsHaveAllThatOffersEnough) {
  for (const int kinds : {1, 2, 60, 5'000}) {
    Dice dice(static_cast<std::uint64_t>(kinds));
    std::vector<std::int32_t> needs, offers;
    for (int i = 0; i < 2'000; ++i) needs.push_back(dice.Between(-kinds / 2, kinds / 2));
    for (int i = 0; i < 130; ++i) offers.push_back(dice.Between(-kinds / 2 - 1, kinds / 2 + 1));
    const std::unique_ptr<const BitmapRows> rows = BitmapRows::MakeOrdered(needs, offers);
    const std::size_t kind_count = std::set<std::int32_t>(needs.begin(), needs.end()).size();
    const bool is_exact = rows->row_count() == kind_count;
    EXPECT_EQ(rows->row_count(), std::min<std::size_t>(kind_count, 64));
    std::size_t more = 0;
    for (std::uint32_t i = 0; i < needs.size(); ++i) {
      const absl::Span<const BitmapWord> row = rows->Bitmap(rows->RowOf(i));
      EXPECT_EQ(rows->FeasibleCount(rows->RowOf(i)), CountBits(row));
      for (std::size_t o = 0; o < offers.size(); ++o) {
        if (offers[o] >= needs[i]) {
          ASSERT_TRUE(HasBit(row, o)) << "need " << needs[i] << ", offer " << offers[o];
        } else if (HasBit(row, o)) {
          ++more;
        }
      }
    }
    EXPECT_LE(more * 100, is_exact ? 0 : needs.size() * offers.size()) << kinds << " kinds";
  }
}

}  // namespace
}  // namespace walz
