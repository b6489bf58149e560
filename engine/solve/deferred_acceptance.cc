// People ask down their lists; a full slot keeps its best in a heap with the worst of them on top.
#include "engine/solve/deferred_acceptance.h"

#include <algorithm>

#include "engine/base/check.h"

namespace walz {
namespace {

struct Held {
  std::uint64_t key = 0;
  std::uint32_t person = 0;

  friend bool operator<(const Held& a, const Held& b) { return a.key < b.key; }
};

constexpr std::uint32_t kNobody = 0xffffffffu;

// Takes `asking` in if there is room or somebody worse; returns who has to go on asking, or nobody.
std::uint32_t Ask(Held asking, std::int32_t capacity, std::vector<Held>& held) {
  if (held.size() < static_cast<std::size_t>(capacity)) {
    held.push_back(asking);
    std::push_heap(held.begin(), held.end());
    return kNobody;
  }
  if (held.empty() || !(asking < held.front())) return asking.person;
  std::pop_heap(held.begin(), held.end());
  const std::uint32_t sent_away = held.back().person;
  held.back() = asking;
  std::push_heap(held.begin(), held.end());
  return sent_away;
}

}  // namespace

std::vector<std::uint32_t> FindPersonOptimalStable(const StableProblem& problem) {
  WALZ_CHECK(!problem.arc_starts.empty() && problem.arc_starts.back() == problem.arcs.size());
  for (const std::int32_t capacity : problem.capacities) WALZ_CHECK(capacity >= 0);
  for (const auto& arc : problem.arcs) WALZ_CHECK(arc.slot < problem.capacities.size());
  std::vector<std::uint64_t> next_arc(problem.arc_starts.begin(), problem.arc_starts.end() - 1);
  std::vector<std::uint32_t> slot_of_person(problem.person_count(), kNoSlot);
  std::vector<std::vector<Held>> held(problem.capacities.size());
  for (std::uint32_t first = 0; first < problem.person_count(); ++first) {
    // Whoever is sent away asks next, so at most one person is without an answer.
    std::uint32_t asking = first;
    while (asking != kNobody && next_arc[asking] < problem.arc_starts[asking + 1]) {
      const StableProblem::Arc& arc = problem.arcs[next_arc[asking]++];
      const std::uint32_t sent_away = Ask({arc.key, asking}, problem.capacities[arc.slot], held[arc.slot]);
      if (sent_away == asking) continue;
      slot_of_person[asking] = arc.slot;
      if (sent_away != kNobody) slot_of_person[sent_away] = kNoSlot;
      asking = sent_away;
    }
  }
  return slot_of_person;
}

}  // namespace walz
