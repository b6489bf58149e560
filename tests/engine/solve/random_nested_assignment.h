// Random nested assignments for tests: small ones with every feature on, big ones by shape; and what is true of any
// result.

#ifndef TESTS_ENGINE_SOLVE_RANDOM_NESTED_ASSIGNMENT_H_
#define TESTS_ENGINE_SOLVE_RANDOM_NESTED_ASSIGNMENT_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/solve/nested_assignment.h"

namespace walz {

struct NestedShape {
  int people = 5;
  int slots = 4;
  int arcs_a_person = 3;
  int slot_capacity_max = 2;
  int person_nodes = 3;
  int slot_nodes = 3;
  int node_capacity_max = 5;
  int points_max = 10;
  int points_min = -3;
  int lottery_max = 3;
  std::int64_t reward_max = 20;
  bool has_kept = true;
  bool has_use = true;
};

NestedAssignmentProblem RandomNestedAssignment(const NestedShape& shape, std::uint64_t seed);

// Lotteries so fine that two assignments are hardly ever worth the same.
void MakeUnique(NestedAssignmentProblem& problem, std::uint64_t seed);

// `result` with mistakes: wrong, lacking and enormous prices, people elsewhere or nowhere.
NestedAssignmentStart NearlyAt(const NestedAssignmentProblem& problem, const NestedAssignmentResult& result,
                               std::uint64_t seed);

// What people at these slots gain and earn.  REQUIRES: each has an arc to its slot.
absl::int128 ValueAt(const NestedAssignmentProblem& problem, const std::vector<std::uint32_t>& slot_of_person);

// Empty if `result` keeps every capacity, its value is what it says, and its prices are in their ranges; else what is
// wrong.
std::string FindFault(const NestedAssignmentProblem& problem, const NestedAssignmentResult& result);

}  // namespace walz

#endif  // TESTS_ENGINE_SOLVE_RANDOM_NESTED_ASSIGNMENT_H_
