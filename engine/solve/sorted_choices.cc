#include "engine/solve/sorted_choices.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "engine/base/parallel.h"
#include "engine/solve/point_scale.h"

namespace walz {
namespace {

constexpr std::size_t kPeopleOfBlock = 1024;

// Sorts lists one after the other, greatest points first.  A choice is one number, less where it comes earlier; buckets
// find the order but for near neighbours.
class ChoiceSorter {
 public:
  void Sort(std::vector<SlotChoice>& choices) {
    if (choices.size() < 2) return;
    const auto by_points = [](const SlotChoice& a, const SlotChoice& b) { return a.points < b.points; };
    const auto [least, most] = std::minmax_element(choices.begin(), choices.end(), by_points);
    const std::int64_t top = most->points;
    const std::uint64_t scale = (kBuckets << 32) / static_cast<std::uint64_t>(top - least->points + 1);
    const auto key_of = [top](const SlotChoice& choice) {
      return static_cast<std::uint64_t>(top - choice.points) << 32 | choice.slot;
    };
    const auto bucket_of = [scale](std::uint64_t key) { return static_cast<std::size_t>((key >> 32) * scale >> 32); };
    std::array<std::uint32_t, kBuckets + 1> ends{};
    for (const SlotChoice& choice : choices) ++ends[bucket_of(key_of(choice)) + 1];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    keys_.resize(choices.size());
    for (const SlotChoice& choice : choices) {
      const std::uint64_t key = key_of(choice);
      keys_[ends[bucket_of(key)]++] = key;
    }
    SortLargeBuckets(ends);
    InsertEach();
    for (std::size_t k = 0; k < choices.size(); ++k) {
      choices[k] = {static_cast<std::uint32_t>(keys_[k]),
                    static_cast<std::int32_t>(top - static_cast<std::int64_t>(keys_[k] >> 32))};
    }
  }

 private:
  static constexpr std::uint64_t kBuckets = 256;
  static constexpr std::uint32_t kLargeBucket = 16;

  void SortLargeBuckets(const std::array<std::uint32_t, kBuckets + 1>& ends) {
    std::uint32_t first = 0;
    for (std::size_t b = 0; b < kBuckets; first = ends[b++]) {
      if (ends[b] - first > kLargeBucket) std::sort(keys_.begin() + first, keys_.begin() + ends[b]);
    }
  }

  // No key has far to go.
  void InsertEach() {
    for (std::size_t k = 1; k < keys_.size(); ++k) {
      const std::uint64_t key = keys_[k];
      std::size_t place = k;
      for (; place > 0 && keys_[place - 1] > key; --place) keys_[place] = keys_[place - 1];
      keys_[place] = key;
    }
  }

  std::vector<std::uint64_t> keys_;
};

}  // namespace

SlotChoices ChoicesOf(const AssignmentNetwork& network,
                      absl::Span<const AssignmentNetwork::Component* const> components, const WorkOptions& options) {
  const NestedAssignmentProblem& problem = network.problem();
  std::int64_t most = 1;
  for (const NestedAssignmentProblem::Arc& arc : problem.arcs) most = std::max(most, std::int64_t{arc.points});
  const PointScale scale(problem, most);
  SlotChoices choices(problem.person_count());
  for (const AssignmentNetwork::Component* component : components) {
    const absl::Span<const Vertex> people = component->vertices.first(component->person_count);
    ParallelFor(people.size(), kPeopleOfBlock, options.thread_count, [&](std::size_t first, std::size_t last) {
      if (options.stop.stop_requested()) return;
      for (const Vertex person : people.subspan(first, last - first)) {
        for (std::uint64_t a = problem.arc_starts[person]; a < problem.arc_starts[person + 1]; ++a) {
          if (!network.IsUseful(person, a)) continue;
          const std::int32_t cost = problem.arc_use.empty() ? 0 : scale.PointsOfUse(problem.arc_use[a]);
          choices[person].push_back({problem.arcs[a].slot, problem.arcs[a].points - cost});
        }
      }
    });
  }
  return choices;
}

SlotChoices Sorted(SlotChoices choices, const WorkOptions& options) {
  ParallelFor(choices.size(), kPeopleOfBlock, options.thread_count, [&](std::size_t first, std::size_t last) {
    ChoiceSorter sorter;
    for (std::size_t person = first; person < last; ++person) {
      if (options.stop.stop_requested()) {
        choices[person].clear();
      } else {
        sorter.Sort(choices[person]);
      }
    }
  });
  return choices;
}

}  // namespace walz
