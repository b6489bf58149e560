// JointOptions: where and when a travel group can be: all at one company, on the same days.
//
// Thread rule: StayFinder is the caller's.

#ifndef ENGINE_MATCHING_JOINT_OPTIONS_H_
#define ENGINE_MATCHING_JOINT_OPTIONS_H_

#include <cstddef>
#include <vector>

#include <absl/container/inlined_vector.h>
#include <absl/types/span.h>

#include "engine/matching/pair_options.h"
#include "engine/matching/stay_finder.h"

namespace walz {

struct JointOption {
  absl::InlinedVector<PairOption, 4> options;  // By member.
  StaySet stays;                               // Lawful for all; as long as the longest of their shortest.
};

// Ways in which the first member is at `option` and the others at openings of the same company; at most `most`.
std::vector<JointOption> JointOptionsAt(const Problem& problem, const PairOptions& options, StayFinder& stays,
                                        absl::Span<const ApprenticeIndex> members, const PairOption& option,
                                        std::size_t most);

}  // namespace walz

#endif  // ENGINE_MATCHING_JOINT_OPTIONS_H_
