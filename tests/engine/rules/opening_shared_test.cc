// opening_shared: every word of shared_with against a centre and its consortium.

#include "engine/rules/opening_shared.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

// Centre C of `consortium` in a round of consortium north.
RuleCase Row(const std::string& name, const std::string& consortium, const std::vector<std::string>& shared_with,
             Ruling ruling, const std::string& words = "") {
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
      Row("EmptyCell", "", {}, Ruling::Allowed(), "opening is shared with all centres"),
      Row("All", "", {"all"}, Ruling::Allowed()),
      Row("AllInCapitals", "", {"ALL"}, Ruling::Allowed()),
      Row("AllAmongOthers", "", {"B", "all"}, Ruling::Allowed()),
      Row("ThisCentre", "", {"B", "C"}, Ruling::Allowed()),
      Row("OtherCentre", "", {"B"}, Ruling::Refused(),
          "opening is shared with B; apprentice comes from centre C of no consortium"),
      Row("IdInOtherCase", "", {"c"}, Ruling::Refused()),
      Row("LongerId", "", {"C1", "allC"}, Ruling::Refused()),
      {"AnsweredNone", [](Facts& facts) { facts.openings[0].shared_with = AnsweredNone(facts); }, Ruling::Refused(),
       "opening is shared with nothing"},
  });
}

TEST(OpeningSharedTest, WithAConsortium) {
  CheckRuleCases<OpeningShared>({
      Row("NamedConsortium", "south", {"consortium:south"}, Ruling::Allowed(), "consortium south"),
      Row("NamedInOtherCase", "south", {"Consortium:South"}, Ruling::Allowed()),
      Row("OtherConsortium", "south", {"consortium:north"}, Ruling::Refused()),
      Row("LongerName", "south", {"consortium:southwest"}, Ruling::Refused()),
      Row("ShorterName", "southwest", {"consortium:south"}, Ruling::Refused()),
      Row("NameAlone", "south", {"south"}, Ruling::Refused()),
      Row("TheRounds", "north", {"consortium"}, Ruling::Allowed(), "the round's consortium is north"),
      Row("NotTheRounds", "south", {"consortium"}, Ruling::Refused(),
          "centre C of consortium south; the round's consortium is north"),
      Row("OtherWord", "south", {"consortiums"}, Ruling::Refused()),
      Row("OtherWordWithTheName", "south", {"consortium-south"}, Ruling::Refused()),
      Row("CentreWithoutConsortium", "", {"consortium"}, Ruling::Refused()),
      Row("EmptyNameIsNobodys", "", {"consortium:"}, Ruling::Refused()),
      {"RoundWithoutConsortium", [](Facts& facts) { facts.openings[0].shared_with = Codes(facts, {"consortium"}); },
       Ruling::Refused(), "the round's consortium is not named"},
  });
}

}  // namespace
}  // namespace walz
