// persons_named: mentor and coordinator, each named or not.

#include "engine/rules/persons_named.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

RuleCase PersonsNamedRow(const std::string& name, const std::string& mentor, const std::string& coordinator,
                         Ruling ruling, const std::string& words) {
  return {name,
          [=](Facts& facts) {
            facts.companies[0].mentor = mentor;
            facts.centres[0].coordinator = coordinator;
          },
          ruling, words};
}

TEST(PersonsNamedTest, NeverRefuses) {
  CheckRuleCases<PersonsNamed>({
      PersonsNamedRow("Both", "Mr M", "Ms C", Ruling::Allowed(), "host names a mentor; centre names a coordinator"),
      PersonsNamedRow("NoMentor", "", "Ms C", Ruling::Needs({Action::kNameMentor}),
                      "host names no mentor; centre names a"),
      PersonsNamedRow("NoCoordinator", "Mr M", "", Ruling::Needs({Action::kNameCoordinator}),
                      "centre names no coordinator"),
      PersonsNamedRow("Neither", "", "", Ruling::Needs({Action::kNameMentor, Action::kNameCoordinator}),
                      "host names no mentor; centre names no coordinator"),
  });
}

}  // namespace
}  // namespace walz
