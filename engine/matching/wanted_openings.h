// WantedOpenings: how much a place at each opening would be to those who are left out.
//
// Whoever is left out has one wish, shared among all the openings it could go to; an opening at which wishes add up to
// one or more is wanted most.  So it is better that those who can be elsewhere are not there.
// Thread rule: immutable; reads are safe from any number of threads.

#ifndef ENGINE_MATCHING_WANTED_OPENINGS_H_
#define ENGINE_MATCHING_WANTED_OPENINGS_H_

#include <cstdint>
#include <vector>

#include "engine/matching/arrangement.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/stay_program.h"

namespace walz {

class WantedOpenings {
 public:
  // Of those left out of `apprentices`.  O(their options + openings).
  WantedOpenings(const PairOptions& options, const std::vector<ApprenticeIndex>& apprentices,
                 const Arrangement& arrangement);

  // Of each column of an apprentice: more for more points, and for an opening that is wanted less.  What an opening
  // that is wanted most loses is what one placement has in the mean.  0 .. 4,096.
  std::vector<std::int64_t> WorthsOf(const StayProgram& program) const;

 private:
  std::vector<std::int64_t> wanted_;  // By opening; 0 .. kMost.
  std::int64_t mean_points_;          // > 0.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_WANTED_OPENINGS_H_
