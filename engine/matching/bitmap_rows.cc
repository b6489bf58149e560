#include "engine/matching/bitmap_rows.h"

#include <absl/container/flat_hash_map.h>

#include "engine/base/parallel.h"

namespace walz {
namespace {

constexpr std::size_t kBlockSize = 16;

}  // namespace

BitmapRows::BitmapRows(const VerdictTable& table, int thread_count)
    : word_count_(BitmapWordCount(table.opening_count())) {
  const std::size_t learner_count = table.facets().learner_count();
  const std::uint32_t host_count = table.facets().host_count();

  // Verdicts over host facets, one bit each.
  const std::size_t verdict_words = BitmapWordCount(host_count);
  std::vector<BitmapWord> verdicts(learner_count * verdict_words);
  const auto verdicts_of = [&](std::size_t learner) {
    return absl::MakeSpan(verdicts).subspan(learner * verdict_words, verdict_words);
  };
  ParallelFor(learner_count, kBlockSize, thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t learner = first; learner < last; ++learner) {
      for (std::uint32_t host = 0; host < host_count; ++host) {
        if (table.Feasible(static_cast<std::uint32_t>(learner), host)) SetBit(verdicts_of(learner), host);
      }
    }
  });

  absl::flat_hash_map<absl::Span<const BitmapWord>, std::uint32_t> row_numbers;
  std::vector<std::size_t> learner_of_row;
  row_of_.reserve(learner_count);
  for (std::size_t learner = 0; learner < learner_count; ++learner) {
    const auto [at, fresh] =
        row_numbers.try_emplace(verdicts_of(learner), static_cast<std::uint32_t>(learner_of_row.size()));
    if (fresh) learner_of_row.push_back(learner);
    row_of_.push_back(at->second);
  }

  feasible_counts_.resize(learner_of_row.size());
  words_.resize(learner_of_row.size() * word_count_);
  ParallelFor(learner_of_row.size(), kBlockSize, thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t row = first; row < last; ++row) {
      const absl::Span<const BitmapWord> feasible = verdicts_of(learner_of_row[row]);
      feasible_counts_[row] = table.FillBitmap(
          [&](std::uint32_t host) { return (feasible[host / kBitmapWordBits] >> (host % kBitmapWordBits) & 1) != 0; },
          absl::MakeSpan(words_).subspan(row * word_count_, word_count_));
    }
  });
}

}  // namespace walz
