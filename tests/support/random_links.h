// AddRandomLinks: what random facts say between rows: wishes, ranks, marks, groups, quotas, the last run.
//
// Internal to tests/support/random_problem.cc.

#ifndef TESTS_SUPPORT_RANDOM_LINKS_H_
#define TESTS_SUPPORT_RANDOM_LINKS_H_

#include <string>
#include <vector>

#include "engine/model/facts.h"
#include "tests/support/dice.h"
#include "tests/support/random_problem.h"

namespace walz {

inline constexpr int kRandomCompanyCount = 4;

// The countries of random centres and companies.
const std::vector<Country>& RandomCountries();

std::string RandomCompany(Dice& dice);

// Some days that begin in the round.
DayRange RandomDaysInRound(Dice& dice, const Round& round, int days_min, int days_max);

// Adds to facts that have their round, centres, companies, openings and apprentices.  `exclusion_rate` is the chance in
// percent that a mark on a pair is considered.
void AddRandomLinks(Dice& dice, const RandomProblemOptions& options, int exclusion_rate, Facts& facts);

}  // namespace walz

#endif  // TESTS_SUPPORT_RANDOM_LINKS_H_
