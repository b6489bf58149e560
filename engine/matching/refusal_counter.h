// RefusalCounter: counts for every opening how many requirements refuse it, 64 openings at a time.
//
// Each opening's count is kept in binary, bit k of 64 neighbouring openings in one word, so that adding a requirement
// is a few word operations.  Memory: openings / 8 bytes for each requirement and each bit of the count. Thread rule:
// one thread.

#ifndef ENGINE_MATCHING_REFUSAL_COUNTER_H_
#define ENGINE_MATCHING_REFUSAL_COUNTER_H_

#include <cstdint>
#include <limits>
#include <vector>

#include <absl/types/span.h>

#include "engine/matching/bitmap.h"
#include "engine/matching/sieve.h"

namespace walz {

class RefusalCounter {
 public:
  // `problem` must outlive it.
  RefusalCounter(std::size_t requirement_count, const Problem& problem);

  // Begins the next apprentice.
  void Clear();
  // `feasible`: the openings that the requirement does not refuse, `feasible_count` of them.  In the order of the
  // rulebook.
  void Add(std::size_t requirement, absl::Span<const BitmapWord> feasible, std::size_t feasible_count);
  Refusals Finish() const;

  // The openings that so many of the requirements refuse, by id, the first `most` of them.
  std::vector<OpeningIndex> RefusedBy(std::size_t requirement_count,
                                      std::size_t most = std::numeric_limits<std::size_t>::max()) const;
  // The openings that this requirement refuses and no other, by id.
  std::vector<OpeningIndex> RefusedAlone(std::size_t requirement) const;

 private:
  absl::Span<const BitmapWord> CountBits(std::size_t word) const {
    return absl::Span<const BitmapWord>(counts_).subspan(word * bit_count_, bit_count_);
  }
  // Openings of this word that so many requirements refuse.
  BitmapWord RefusedIn(std::size_t word, std::size_t requirement_count) const;
  // Openings of this word that exist.
  BitmapWord Existing(std::size_t word) const;

  const Problem* problem_;
  std::size_t opening_count_;
  std::size_t word_count_;
  std::size_t bit_count_;                     // Bits of a count.
  std::vector<BitmapWord> counts_;            // By word, then bit, lowest first.
  std::vector<BitmapWord> refused_;           // By requirement, then word.
  std::vector<std::int64_t> refused_counts_;  // By requirement.
  std::vector<BitmapWord> left_;              // Openings that none so far refuses, while there are any.
  int passed_ = 0;                            // Requirements that left some.
  bool blocked_ = false;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_REFUSAL_COUNTER_H_
