#include "engine/matching/refusal_counter.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace walz {

RefusalCounter::RefusalCounter(std::size_t requirement_count, const Problem& problem)
    : problem_(&problem),
      opening_count_(problem.openings().size()),
      word_count_(BitmapWordCount(opening_count_)),
      bit_count_(static_cast<std::size_t>(std::bit_width(requirement_count))),
      counts_(word_count_ * bit_count_),
      refused_(requirement_count * word_count_),
      refused_counts_(requirement_count),
      left_(word_count_) {}

void RefusalCounter::Clear() {
  std::fill(counts_.begin(), counts_.end(), BitmapWord{0});
  std::fill(refused_counts_.begin(), refused_counts_.end(), 0);
  blocked_ = opening_count_ == 0;
  passed_ = 0;
  if (!blocked_) SetAllBits(absl::MakeSpan(left_), opening_count_);
}

BitmapWord RefusalCounter::Existing(std::size_t word) const {
  const std::size_t left = opening_count_ - word * kBitmapWordBits;
  return left >= kBitmapWordBits ? ~BitmapWord{0} : (BitmapWord{1} << left) - 1;
}

void RefusalCounter::Add(std::size_t requirement, absl::Span<const BitmapWord> feasible, std::size_t feasible_count) {
  refused_counts_[requirement] = static_cast<std::int64_t>(opening_count_ - feasible_count);
  if (!blocked_) {
    blocked_ = feasible_count < opening_count_ && !AndBitmaps(left_, feasible, absl::MakeSpan(left_));
    if (!blocked_) ++passed_;
  }
  if (feasible_count == opening_count_) return;
  for (std::size_t word = 0; word < word_count_; ++word) {
    BitmapWord carry = ~feasible[word] & Existing(word);
    refused_[requirement * word_count_ + word] = carry;
    for (BitmapWord* bit = &counts_[word * bit_count_]; carry != 0; ++bit) {
      const BitmapWord both = *bit & carry;
      *bit ^= carry;
      carry = both;
    }
  }
}

BitmapWord RefusalCounter::RefusedIn(std::size_t word, std::size_t requirement_count) const {
  BitmapWord refused = Existing(word);
  for (std::size_t bit = 0; bit < bit_count_; ++bit) {
    const BitmapWord ones = counts_[word * bit_count_ + bit];
    refused &= (requirement_count >> bit & 1) != 0 ? ones : ~ones;
  }
  return refused;
}

std::vector<OpeningIndex> RefusalCounter::RefusedBy(std::size_t requirement_count, std::size_t most) const {
  std::vector<OpeningIndex> openings;
  for (std::size_t word = 0; word < word_count_; ++word) {
    const BitmapWord refused = RefusedIn(word, requirement_count);
    ForEachBit({&refused, 1}, [&](std::size_t bit) { openings.push_back(OpeningIndex(word * kBitmapWordBits + bit)); });
  }
  const std::size_t kept = std::min(most, openings.size());  // Mostly a few of thousands.
  std::partial_sort(openings.begin(), openings.begin() + static_cast<std::ptrdiff_t>(kept), openings.end(),
                    [this](OpeningIndex a, OpeningIndex b) { return problem_->IdRankOf(a) < problem_->IdRankOf(b); });
  openings.resize(kept);
  return openings;
}

std::vector<OpeningIndex> RefusalCounter::RefusedAlone(std::size_t requirement) const {
  std::vector<OpeningIndex> openings;
  if (refused_counts_[requirement] == 0) return openings;
  for (std::size_t word = 0; word < word_count_; ++word) {
    const BitmapWord alone = RefusedIn(word, 1) & refused_[requirement * word_count_ + word];
    ForEachBit({&alone, 1}, [&](std::size_t bit) { openings.push_back(OpeningIndex(word * kBitmapWordBits + bit)); });
  }
  problem_->SortById(openings);
  return openings;
}

Refusals RefusalCounter::Finish() const {
  Refusals refusals;
  refusals.passed = passed_;
  refusals.by_requirement.resize(refused_counts_.size());
  for (std::size_t i = 0; i < refused_counts_.size(); ++i) refusals.by_requirement[i].refused = refused_counts_[i];
  std::uint32_t fewest = std::numeric_limits<std::uint32_t>::max();
  for (std::size_t word = 0; word < word_count_; ++word) {
    const absl::Span<const BitmapWord> bits = CountBits(word);
    BitmapWord refused = 0;
    BitmapWord many = 0;  // Refused by two or more.
    for (std::size_t bit = 0; bit < bits.size(); ++bit) {
      refused |= bits[bit];
      if (bit > 0) many |= bits[bit];
    }
    refusals.feasible += std::popcount(Existing(word) & ~refused);
    if (refused == 0) continue;
    if (const BitmapWord once = refused & ~many; once != 0) {
      for (std::size_t i = 0; i < refused_counts_.size(); ++i) {
        if (refused_counts_[i] == 0) continue;
        const BitmapWord alone = once & refused_[i * word_count_ + word];
        if (alone != 0) refusals.by_requirement[i].only_refused += std::popcount(alone);
      }
    }
    // The least count of this word, from its highest bit down, and who has it.
    std::uint32_t least = 0;
    BitmapWord nearest = refused;
    for (std::size_t bit = bits.size(); bit-- > 0;) {
      if (const BitmapWord below = nearest & ~bits[bit]; below != 0) {
        nearest = below;
      } else {
        least |= std::uint32_t{1} << bit;
      }
    }
    if (least > fewest) continue;
    if (least < fewest) refusals.nearest.reset();
    fewest = least;
    ForEachBit({&nearest, 1}, [&](std::size_t bit) {
      const OpeningIndex opening(word * kBitmapWordBits + bit);
      if (!refusals.nearest || problem_->IdRankOf(opening) < problem_->IdRankOf(*refusals.nearest)) {
        refusals.nearest = opening;
      }
    });
    refusals.nearest_refusals = static_cast<int>(least);
  }
  return refusals;
}

}  // namespace walz
