// RandomFacts: small random facts that exercise every column and every rule; the same for a seed on every machine.

#ifndef TESTS_SUPPORT_RANDOM_PROBLEM_H_
#define TESTS_SUPPORT_RANDOM_PROBLEM_H_

#include <cstdint>

#include "engine/model/facts.h"
#include "engine/model/problem.h"

namespace walz {

// Each switch says what may occur, not what must.
struct RandomProblemOptions {
  int apprentice_count = 5;
  int opening_count = 4;
  bool barrier_rich = false;        // True: most pairs are refused, often by several requirements at once.
  bool static_only = false;         // True: all stays share a day; no absences, budget, groups or accompanying persons.
  bool with_round_quotas = true;    // Most per centre, per country and in the round.
  bool with_company_places = true;  // Bounds of companies as hosts.
  bool with_absences = true;        // Bounds of companies as employers.
  bool with_budget = true;
  bool with_least = true;  // A fair least of centres.
  bool with_groups = true;
  bool with_accompanying = true;
  bool with_pins = true;
  bool with_tiers = true;
  bool with_last_run = true;
  bool later_worth = false;  // Places have a worth to later apprentices, and the round weighs it.
  Policy policy = Policy::kBest;
};

// Rows come in no particular order.  Problem::Create always accepts them.
Facts RandomFacts(std::uint64_t seed, const RandomProblemOptions& options);

// The problem of RandomFacts.
Problem RandomProblem(std::uint64_t seed, const RandomProblemOptions& options);

}  // namespace walz

#endif  // TESTS_SUPPORT_RANDOM_PROBLEM_H_
