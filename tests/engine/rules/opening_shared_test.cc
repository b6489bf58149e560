// opening_shared: every word of shared_with against a centre and its consortium.

#include "engine/rules/opening_shared.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

// Centre C of `consortium` in a round of consortium north.
RuleCase OpeningSharedRow(const std::string& name, const std::string& consortium,
                          const std::vector<std::string>& shared_with, Ruling ruling, const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.round.consortium = "north";
            facts.centres[0].consortium = consortium;
            facts.openings[0].shared_with = Codes(facts, shared_with);
          },
          ruling, words};
}

TEST(OpeningSharedTest, WithAllOrWithTheCentre) {
  CheckRuleCases<OpeningShared>({
      OpeningSharedRow("EmptyCell", "", {}, Ruling::Allowed(), "opening is shared with all centres"),
      OpeningSharedRow("All", "", {"all"}, Ruling::Allowed()),
      OpeningSharedRow("AllInCapitals", "", {"ALL"}, Ruling::Allowed()),
      OpeningSharedRow("AllAmongOthers", "", {"B", "all"}, Ruling::Allowed()),
      OpeningSharedRow("ThisCentre", "", {"B", "C"}, Ruling::Allowed()),
      OpeningSharedRow("OtherCentre", "", {"B"}, Ruling::Refused(),
                       "opening is shared with B; apprentice comes from centre C of no consortium"),
      OpeningSharedRow("IdInOtherCase", "", {"c"}, Ruling::Refused()),
      OpeningSharedRow("LongerId", "", {"C1", "allC"}, Ruling::Refused()),
      {"AnsweredNone", [](Facts& facts) { facts.openings[0].shared_with = AnsweredNone(facts); }, Ruling::Refused(),
       "opening is shared with nothing"},
  });
}

TEST(OpeningSharedTest, WithAConsortium) {
  CheckRuleCases<OpeningShared>({
      OpeningSharedRow("NamedConsortium", "south", {"consortium:south"}, Ruling::Allowed(), "consortium south"),
      OpeningSharedRow("NamedInOtherCase", "south", {"Consortium:South"}, Ruling::Allowed()),
      OpeningSharedRow("OtherConsortium", "south", {"consortium:north"}, Ruling::Refused()),
      OpeningSharedRow("LongerName", "south", {"consortium:southwest"}, Ruling::Refused()),
      OpeningSharedRow("ShorterName", "southwest", {"consortium:south"}, Ruling::Refused()),
      OpeningSharedRow("NameAlone", "south", {"south"}, Ruling::Refused()),
      OpeningSharedRow("TheRounds", "north", {"consortium"}, Ruling::Allowed(), "the round's consortium is north"),
      OpeningSharedRow("NotTheRounds", "south", {"consortium"}, Ruling::Refused(),
                       "centre C of consortium south; the round's consortium is north"),
      OpeningSharedRow("OtherWord", "south", {"consortiums"}, Ruling::Refused()),
      OpeningSharedRow("OtherWordWithTheName", "south", {"consortium-south"}, Ruling::Refused()),
      OpeningSharedRow("CentreWithoutConsortium", "", {"consortium"}, Ruling::Refused()),
      OpeningSharedRow("EmptyNameIsNobodys", "", {"consortium:"}, Ruling::Refused()),
      {"RoundWithoutConsortium", [](Facts& facts) { facts.openings[0].shared_with = Codes(facts, {"consortium"}); },
       Ruling::Refused(), "the round's consortium is not named"},
  });
}

}  // namespace
}  // namespace walz
