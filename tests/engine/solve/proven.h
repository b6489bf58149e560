// What every result of the exact solver has to be: lawful, proven, or at least bounded.

#ifndef TESTS_ENGINE_SOLVE_PROVEN_H_
#define TESTS_ENGINE_SOLVE_PROVEN_H_

#include <cstdint>
#include <stop_token>

#include <gtest/gtest.h>

#include "engine/solve/nested_assignment.h"
#include "tests/engine/solve/random_nested_assignment.h"

namespace walz {

inline void ExpectProven(const NestedAssignmentProblem& problem, const NestedAssignmentResult& result) {
  EXPECT_FALSE(result.stopped);
  EXPECT_EQ(FindFault(problem, result), "");
  EXPECT_EQ(DualBound(problem, result), result.value);
}

inline void ExpectSame(const NestedAssignmentResult& a, const NestedAssignmentResult& b) {
  EXPECT_EQ(a.slot_of_person, b.slot_of_person);
  EXPECT_EQ(a.slot_price, b.slot_price);
  EXPECT_EQ(a.slot_node_price, b.slot_node_price);
  EXPECT_EQ(a.person_node_price, b.person_node_price);
  EXPECT_EQ(a.person_node_reward, b.person_node_reward);
}

// Stops at the call_count-th word of progress, or never if there are fewer.
inline void ExpectLawfulWhenStopped(const NestedAssignmentProblem& problem, std::int64_t call_count) {
  const absl::int128 best = SolveNestedAssignment(problem, {}).value;
  std::stop_source source;
  std::int64_t calls = 0;
  const NestedAssignmentResult result = SolveNestedAssignment(
      problem, {.stop = source.get_token(), .progress = [&](absl::string_view, std::int64_t done, std::int64_t total) {
                  EXPECT_LE(done, total);
                  if (++calls == call_count) source.request_stop();
                }});
  EXPECT_EQ(FindFault(problem, result), "");
  EXPECT_LE(result.value, best);
  EXPECT_GE(DualBound(problem, result), best);
}

}  // namespace walz

#endif  // TESTS_ENGINE_SOLVE_PROVEN_H_
