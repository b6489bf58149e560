// VerdictMemo: a requirement with very many learner facets, judged only where somebody asks, each pair of facets once.
//
// Memory: one byte a pair of facets if that is within the limit; else nothing is kept beyond one learner facet.
// Thread rule: VerdictMemo is safe from any thread; a VerdictRow belongs to one thread.

#ifndef ENGINE_MATCHING_VERDICT_MEMO_H_
#define ENGINE_MATCHING_VERDICT_MEMO_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "engine/matching/verdict_table.h"

namespace walz {

class VerdictMemo {
 public:
  VerdictMemo(const VerdictTable& table, bool keep_all)
      : table_(table),
        cells_(keep_all ? std::make_unique<VerdictCell[]>(static_cast<std::size_t>(table.pair_count())) : nullptr) {}

  const VerdictTable& table() const { return table_; }
  // The cells of a learner facet; null if they are not kept.
  VerdictCell* CellsOf(std::uint32_t learner) const {
    return cells_ == nullptr ? nullptr : &cells_[std::size_t{learner} * table_.facets().host_count()];
  }

 private:
  const VerdictTable& table_;
  std::unique_ptr<VerdictCell[]> cells_;
};

// The verdicts of one learner facet at a time.
class VerdictRow {
 public:
  enum class Of { kAll, kWhatFits };

  // Of what fits: verdicts on pairs that no stay fits, and that another requirement refuses, may be any.
  explicit VerdictRow(const VerdictMemo& memo, Of of = Of::kAll)
      : memo_(memo), of_(of), own_cells_(memo.CellsOf(0) == nullptr ? memo.table().facets().host_count() : 0) {}

  std::uint32_t learner() const { return learner_; }

  void MoveTo(std::uint32_t learner) {
    if (learner == learner_) return;
    learner_ = learner;
    cells_ = memo_.CellsOf(learner);
    if (cells_ != nullptr) return;
    cells_ = own_cells_.data();
    for (const std::uint32_t host : judged_) own_cells_[host].store(0, std::memory_order_relaxed);
    judged_.clear();
  }

  // REQUIRES, of both: MoveTo was called.
  void Fetch(std::uint32_t host) const { __builtin_prefetch(&cells_[host]); }
  bool Feasible(std::uint32_t host) {
    return IsFeasibleBy(cells_[host], [&] {
      if (own_cells_.empty()) return memo_.table().Feasible(learner_, host);  // For others, too.
      judged_.push_back(host);
      return of_ == Of::kAll ? memo_.table().Feasible(learner_, host) : memo_.table().FeasibleIfFits(learner_, host);
    });
  }

 private:
  const VerdictMemo& memo_;
  const Of of_;
  std::vector<VerdictCell> own_cells_;
  std::vector<std::uint32_t> judged_;  // Hosts whose own cells are not 0.
  VerdictCell* cells_ = nullptr;
  std::uint32_t learner_ = std::numeric_limits<std::uint32_t>::max();
};

}  // namespace walz

#endif  // ENGINE_MATCHING_VERDICT_MEMO_H_
