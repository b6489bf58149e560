// Bitmaps over openings: spans of 64-bit words, opening i at bit i % 64 of word i / 64; bits past the last are 0.

#ifndef ENGINE_MATCHING_BITMAP_H_
#define ENGINE_MATCHING_BITMAP_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <absl/types/span.h>

namespace walz {

using BitmapWord = std::uint64_t;
inline constexpr std::size_t kBitmapWordBits = 64;

constexpr std::size_t BitmapWordCount(std::size_t bit_count) {
  return (bit_count + kBitmapWordBits - 1) / kBitmapWordBits;
}

inline void SetBit(absl::Span<BitmapWord> bitmap, std::size_t bit) {
  bitmap[bit / kBitmapWordBits] |= BitmapWord{1} << (bit % kBitmapWordBits);
}

inline void ClearBit(absl::Span<BitmapWord> bitmap, std::size_t bit) {
  bitmap[bit / kBitmapWordBits] &= ~(BitmapWord{1} << (bit % kBitmapWordBits));
}

inline void ClearAllBits(absl::Span<BitmapWord> bitmap) { std::fill(bitmap.begin(), bitmap.end(), BitmapWord{0}); }

inline void SetAllBits(absl::Span<BitmapWord> bitmap, std::size_t bit_count) {
  std::fill(bitmap.begin(), bitmap.end(), ~BitmapWord{0});
  if (bit_count % kBitmapWordBits != 0) bitmap.back() >>= kBitmapWordBits - bit_count % kBitmapWordBits;
}

inline std::vector<BitmapWord> FullBitmap(std::size_t bit_count) {
  std::vector<BitmapWord> bitmap(BitmapWordCount(bit_count));
  SetAllBits(absl::MakeSpan(bitmap), bit_count);
  return bitmap;
}

// out = a & b; whether any bit is left.  The spans have one length; `out` may be `a`.
inline bool AndBitmaps(absl::Span<const BitmapWord> a, absl::Span<const BitmapWord> b, absl::Span<BitmapWord> out) {
  constexpr std::size_t kBlock = 8;  // Read whole before it is written: what vector registers need.
  BitmapWord any[kBlock] = {};
  std::size_t i = 0;
  for (; i + kBlock <= out.size(); i += kBlock) {
    BitmapWord block[kBlock];
    for (std::size_t k = 0; k < kBlock; ++k) block[k] = a[i + k] & b[i + k];
    for (std::size_t k = 0; k < kBlock; ++k) any[k] |= block[k];
    for (std::size_t k = 0; k < kBlock; ++k) out[i + k] = block[k];
  }
  for (; i < out.size(); ++i) {
    out[i] = a[i] & b[i];
    any[0] |= out[i];
  }
  return std::any_of(any, any + kBlock, [](BitmapWord word) { return word != 0; });
}

inline std::size_t CountBits(absl::Span<const BitmapWord> bitmap) {
  std::size_t count = 0;
  for (const BitmapWord word : bitmap) count += static_cast<std::size_t>(std::popcount(word));
  return count;
}

// Calls visit(bit) for every bit that is set in all bitmaps, ascending.  They have one length; there is one at least.
template <typename Visit>
void ForEachCommonBit(absl::Span<const absl::Span<const BitmapWord>> bitmaps, const Visit& visit) {
  constexpr std::size_t kLine = 8;  // Of the cache: where the first has no bit the others are not read.
  const absl::Span<const BitmapWord> first = bitmaps[0];
  const auto visit_block = [&](std::size_t begin, auto count) {  // A constant count needs no loops.
    BitmapWord block[kLine];
    BitmapWord any = 0;
    for (std::size_t k = 0; k < count; ++k) any |= block[k] = first[begin + k];
    if (any == 0) return;
    for (const absl::Span<const BitmapWord> bitmap : bitmaps.subspan(1)) {
      for (std::size_t k = 0; k < count; ++k) block[k] &= bitmap[begin + k];
    }
    for (std::size_t k = 0; k < count; ++k) {
      for (BitmapWord word = block[k]; word != 0; word &= word - 1) {
        visit((begin + k) * kBitmapWordBits + static_cast<std::size_t>(std::countr_zero(word)));
      }
    }
  };
  std::size_t begin = 0;
  for (; begin + kLine <= first.size(); begin += kLine)
    visit_block(begin, std::integral_constant<std::size_t, kLine>());
  visit_block(begin, first.size() - begin);
}

// Calls visit(bit) for every set bit, ascending.
template <typename Visit>
void ForEachBit(absl::Span<const BitmapWord> bitmap, const Visit& visit) {
  for (std::size_t i = 0; i < bitmap.size(); ++i) {
    for (BitmapWord word = bitmap[i]; word != 0; word &= word - 1) {
      visit(i * kBitmapWordBits + static_cast<std::size_t>(std::countr_zero(word)));
    }
  }
}

}  // namespace walz

#endif  // ENGINE_MATCHING_BITMAP_H_
