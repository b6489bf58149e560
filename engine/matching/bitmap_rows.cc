#include "engine/matching/bitmap_rows.h"

#include <algorithm>
#include <cstddef>

#include <absl/container/flat_hash_map.h>

#include "engine/base/parallel.h"

namespace walz {
namespace {

constexpr std::size_t kBlockSize = 16;
constexpr std::size_t kOrderedRowsMax = 64;

// Verdicts of learner facets over host facets, one bit each.
class VerdictBits {
 public:
  VerdictBits(const VerdictTable& table, const WorkOptions& work)
      : word_count_(BitmapWordCount(table.facets().host_count())),
        words_(table.facets().learner_count() * word_count_) {
    ParallelFor(table.facets().learner_count(), kBlockSize, work.thread_count,
                [&](std::size_t first, std::size_t last) {
                  if (work.stop.stop_requested()) return;
                  // Facets of hosts are many and lie far apart: each is fetched once for all learners of the block.
                  for (std::uint32_t host = 0; host < table.facets().host_count(); ++host) {
                    for (std::size_t learner = first; learner < last; ++learner) {
                      if (!table.Feasible(static_cast<std::uint32_t>(learner), host)) continue;
                      SetBit(absl::MakeSpan(words_).subspan(learner * word_count_, word_count_), host);
                    }
                  }
                });
  }

  absl::Span<const BitmapWord> Of(std::size_t learner) const {
    return absl::Span<const BitmapWord>(words_).subspan(learner * word_count_, word_count_);
  }

 private:
  std::size_t word_count_;
  std::vector<BitmapWord> words_;
};

}  // namespace

std::unique_ptr<const BitmapRows> BitmapRows::Make(const VerdictTable& table, std::int64_t bytes_max,
                                                   const WorkOptions& work) {
  const std::size_t learner_count = table.facets().learner_count();
  const VerdictBits verdicts(table, work);
  std::unique_ptr<BitmapRows> rows(new BitmapRows(table.opening_count()));
  absl::flat_hash_map<absl::Span<const BitmapWord>, std::uint32_t> row_numbers;
  std::vector<std::size_t> learner_of_row;
  rows->row_of_.reserve(learner_count);
  for (std::size_t learner = 0; learner < learner_count; ++learner) {
    const auto [at, fresh] =
        row_numbers.try_emplace(verdicts.Of(learner), static_cast<std::uint32_t>(learner_of_row.size()));
    if (fresh) learner_of_row.push_back(learner);
    rows->row_of_.push_back(at->second);
  }
  const std::size_t word_count = learner_of_row.size() * rows->word_count_;
  if (static_cast<std::int64_t>(word_count * sizeof(BitmapWord)) > bytes_max) return nullptr;

  rows->feasible_counts_.resize(learner_of_row.size());
  rows->words_.resize(word_count);
  ParallelFor(learner_of_row.size(), kBlockSize, work.thread_count, [&](std::size_t first, std::size_t last) {
    if (work.stop.stop_requested()) return;
    for (std::size_t row = first; row < last; ++row) {
      const absl::Span<const BitmapWord> feasible = verdicts.Of(learner_of_row[row]);
      rows->feasible_counts_[row] = table.FillBitmap(
          [&](std::uint32_t host) { return (feasible[host / kBitmapWordBits] >> (host % kBitmapWordBits) & 1) != 0; },
          rows->MutableBitmap(row));
    }
  });
  return rows;
}

std::unique_ptr<const BitmapRows> BitmapRows::MakeOrdered(absl::Span<const std::int32_t> needs,
                                                          absl::Span<const std::int32_t> offers) {
  std::vector<std::int32_t> steps(needs.begin(), needs.end());  // The needs of rows, ascending.
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  if (steps.size() > kOrderedRowsMax) {
    for (std::size_t k = 0; k < kOrderedRowsMax; ++k) steps[k] = steps[k * steps.size() / kOrderedRowsMax];
    steps.resize(kOrderedRowsMax);
  }
  std::unique_ptr<BitmapRows> rows(new BitmapRows(offers.size()));
  for (const std::int32_t need : needs) {
    const auto above = std::upper_bound(steps.begin(), steps.end(), need);
    rows->row_of_.push_back(static_cast<std::uint32_t>(above - steps.begin() - 1));
  }
  rows->words_.resize(steps.size() * rows->word_count_);
  for (std::size_t row = 0; row < steps.size(); ++row) {
    const absl::Span<BitmapWord> words = rows->MutableBitmap(row);
    for (std::size_t opening = 0; opening < offers.size(); ++opening) {
      if (offers[opening] >= steps[row]) SetBit(words, opening);
    }
    rows->feasible_counts_.push_back(CountBits(words));
  }
  return rows;
}

}  // namespace walz
