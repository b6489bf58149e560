// SlotArcs: the arcs of a problem seen from the slots, best first, sorted no further than somebody looks.
//
// A search looks at the best few arcs of most slots and at all arcs of hardly any, so the arcs of a slot are sorted in
// growing pieces: an arc beyond the sorted ones is no better than any of them.  Memory: 12 bytes an arc with 64-bit
// gains, 20 with 128-bit ones.
//
// Thread rule: one thread, but for Build.

#ifndef ENGINE_SOLVE_SLOT_ARCS_H_
#define ENGINE_SOLVE_SLOT_ARCS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "engine/base/parallel.h"
#include "engine/base/stop.h"
#include "engine/solve/gain_reader.h"

namespace walz {

// Without the padding that the gain's alignment would ask for.
template <typename Cost>
class SlotArc {
 public:
  SlotArc() = default;
  SlotArc(const Cost& gain, std::uint32_t person) : person_(person) { std::memcpy(words_.data(), &gain, sizeof gain); }

  Cost gain() const {
    Cost gain;
    std::memcpy(static_cast<void*>(&gain), words_.data(), sizeof gain);
    return gain;
  }
  std::uint32_t person() const { return person_; }

  // Best first; equal gains by person, so that the order is a function of the problem.
  friend bool operator<(const SlotArc& a, const SlotArc& b) {
    const Cost first = a.gain();
    const Cost second = b.gain();
    return first != second ? second < first : a.person_ < b.person_;
  }

 private:
  std::array<std::uint32_t, sizeof(Cost) / sizeof(std::uint32_t)> words_;
  std::uint32_t person_;
};

template <typename Cost>
class SlotArcs {
 public:
  // `gains` must outlive this object.  Until Build() the arcs can be seen from the people alone.
  explicit SlotArcs(const GainReader<Cost>& gains) : gains_(gains) {}

  bool is_built() const { return !starts_.empty(); }

  // Takes the arcs with gain > 0 of `people`.
  // Every thread reads all arcs and keeps those of its own slots: writes stay close together.  False if stopped: then
  // nothing is built.
  bool Build(const std::vector<std::uint32_t>& people, const WorkOptions& options) {
    const NestedAssignmentProblem& problem = gains_.problem();
    const std::size_t slot_count = problem.slots.size();
    starts_.assign(slot_count + 1, 0);
    for (const std::uint32_t p : people) {
      for (std::uint64_t a = problem.arc_starts[p]; a < problem.arc_starts[p + 1]; ++a) {
        ++starts_[problem.arcs[a].slot + 1];
      }
    }
    for (std::size_t s = 0; s < slot_count; ++s) starts_[s + 1] += starts_[s];
    arcs_ = std::make_unique_for_overwrite<SlotArc<Cost>[]>(starts_.back());
    ends_.assign(starts_.begin(), starts_.end() - 1);
    sorted_ends_ = ends_;
    const std::size_t block = std::max<std::size_t>(1, slot_count / BlockCount(options.thread_count) + 1);
    ParallelFor(slot_count, block, options.thread_count, [&](std::size_t first, std::size_t last) {
      for (const std::uint32_t p : people) {
        if (p % kPeopleBetweenStops == 0 && options.stop.stop_requested()) return;
        gains_.ForEachOfPerson(p, [&](std::uint32_t slot, const Cost& gain) {
          if (slot < first || slot >= last || gain <= 0) return;
          arcs_[ends_[slot]++] = {gain, p};
        });
      }
      for (std::size_t s = first; s < last; ++s) SortMore(static_cast<std::uint32_t>(s));
    });
    if (options.stop.stop_requested()) starts_.clear();
    return is_built();
  }

  template <typename F>
  void ForEachOfPerson(std::uint32_t person, F f) const {
    gains_.ForEachOfPerson(person, f);
  }

  // The index-th best arc of the slot; nullptr if there are no more.  The pointer holds until the next call.
  // REQUIRES: is_built().
  const SlotArc<Cost>* OfSlot(std::uint32_t slot, std::size_t index) {
    const std::size_t at = starts_[slot] + index;
    if (at >= sorted_ends_[slot] && !SortMore(slot)) return nullptr;
    return &arcs_[at];
  }

 private:
  static constexpr std::uint32_t kPeopleBetweenStops = 1024;
  static constexpr std::uint32_t kFirstPiece = 12;
  static constexpr std::size_t kSlotsOfBlock = 1 << 15;  // Lines that a core's second cache and page table hold.

  // A multiple of the threads, so that none waits for the last block.
  std::size_t BlockCount(int thread_count) const {
    const auto threads = static_cast<std::size_t>(thread_count);
    const std::size_t blocks = gains_.problem().slots.size() / kSlotsOfBlock + 1;
    return (blocks + threads - 1) / threads * threads;
  }

  bool SortMore(std::uint32_t slot) {
    const std::uint32_t sorted_end = sorted_ends_[slot];
    const std::uint32_t end = ends_[slot];
    if (sorted_end == end) return false;
    const std::uint32_t piece = std::max(kFirstPiece, 2 * (sorted_end - starts_[slot]));
    const std::uint32_t next = end - sorted_end > piece ? sorted_end + piece : end;
    SlotArc<Cost>* const arcs = arcs_.get();
    if (piece == kFirstPiece) {
      std::partial_sort(arcs + sorted_end, arcs + next, arcs + end);
    } else {
      if (next < end) std::nth_element(arcs + sorted_end, arcs + next, arcs + end);
      std::sort(arcs + sorted_end, arcs + next);
    }
    sorted_ends_[slot] = next;
    return true;
  }

  const GainReader<Cost>& gains_;
  std::vector<std::uint32_t> starts_;       // By slot, one more at the end; there are fewer than 2^32 arcs.
  std::vector<std::uint32_t> ends_;         // By slot.
  std::vector<std::uint32_t> sorted_ends_;  // By slot.
  std::unique_ptr<SlotArc<Cost>[]> arcs_;
};

}  // namespace walz

#endif  // ENGINE_SOLVE_SLOT_ARCS_H_
