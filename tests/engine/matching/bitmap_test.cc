// Bitmaps: what all of several have, bit by bit.

#include "engine/matching/bitmap.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/support/dice.h"

namespace walz {
namespace {

// Lengths around a block of words, some of them without any bit.
TEST(BitmapTest, CommonBitsAreThoseOfAll) {
  Dice dice(3);
  for (const std::size_t word_count : {0, 1, 7, 8, 9, 24, 31}) {
    for (std::size_t bitmap_count = 1; bitmap_count <= 4; ++bitmap_count) {
      std::vector<std::vector<BitmapWord>> words(bitmap_count, std::vector<BitmapWord>(word_count));
      std::vector<std::size_t> expected;
      for (std::size_t bit = 0; bit < word_count * kBitmapWordBits; ++bit) {
        bool is_common = true;
        for (std::size_t b = 0; b < bitmap_count; ++b) {
          const bool is_empty_block = b == 0 && bit / 512 % 2 == 1;
          const bool is_set = !is_empty_block && dice.Percent(70);
          if (is_set) SetBit(absl::MakeSpan(words[b]), bit);
          is_common = is_common && is_set;
        }
        if (is_common) expected.push_back(bit);
      }
      const std::vector<absl::Span<const BitmapWord>> bitmaps(words.begin(), words.end());
      std::vector<std::size_t> found;
      ForEachCommonBit(bitmaps, [&found](std::size_t bit) { found.push_back(bit); });
      EXPECT_EQ(found, expected) << word_count << " words, " << bitmap_count << " bitmaps";
    }
  }
}

}  // namespace
}  // namespace walz
