// field_suits: codes of two, three and four digits against each other, and trailing zeros on both sides.

#include "engine/rules/field_suits.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

RuleCase FieldSuitsRow(const std::string& trains_in, const std::vector<std::string>& accepted, Ruling ruling,
                       const std::string& words = "") {
  return {"trains in " + trains_in + ", accepted " + accepted.front(),
          [=](Facts& facts) {
            facts.apprentices[0].field = facts.catalogue->FindField(trains_in);
            facts.openings[0].fields = Fields(facts, accepted);
          },
          ruling, words};
}

TEST(FieldSuitsTest, AcceptsTheCodeOrAPrefixOfIt) {
  CheckRuleCases<FieldSuits>({
      FieldSuitsRow(
          "0715", {"0715"}, Ruling::Allowed(),
          "opening accepts 0715 mechanics and metal trades; apprentice trains in 0715 mechanics and metal trades"),
      FieldSuitsRow("0715", {"071"}, Ruling::Allowed()),
      FieldSuitsRow("0715", {"07"}, Ruling::Allowed()),
      FieldSuitsRow("1013", {"0715", "1013"}, Ruling::Allowed()),
      FieldSuitsRow("0715", {"0711"}, Ruling::Refused()),
      FieldSuitsRow("0715", {"073"}, Ruling::Refused()),
      FieldSuitsRow("0715", {"06"}, Ruling::Refused()),
      FieldSuitsRow("071", {"0715"}, Ruling::Refused()),
      FieldSuitsRow("07", {"071"}, Ruling::Refused()),
      FieldSuitsRow(
          "1013", {"0711", "0715"}, Ruling::Refused(),
          "opening accepts 0711 chemical engineering, 0715 mechanics and metal trades; apprentice trains in 1013 hotel "
          "and catering"),
  });
}

TEST(FieldSuitsTest, TrailingZerosStandForTheGroup) {
  CheckRuleCases<FieldSuits>({
      FieldSuitsRow("0715", {"0710"}, Ruling::Allowed()), FieldSuitsRow("0710", {"071"}, Ruling::Allowed()),
      FieldSuitsRow("0710", {"0710"}, Ruling::Allowed()), FieldSuitsRow("0732", {"0700"}, Ruling::Allowed()),
      FieldSuitsRow("1013", {"1000"}, Ruling::Allowed()), FieldSuitsRow("1013", {"10"}, Ruling::Allowed()),
      FieldSuitsRow("1000", {"10"}, Ruling::Allowed()), FieldSuitsRow("0710", {"0715"}, Ruling::Refused()),
      FieldSuitsRow("0700", {"0710"}, Ruling::Refused()), FieldSuitsRow("0732", {"0710"}, Ruling::Refused()),
      FieldSuitsRow("0715", {"1000"}, Ruling::Refused()),  // 10 keeps its zero: it is no 1.
  });
}

}  // namespace
}  // namespace walz
