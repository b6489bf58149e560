// skills_suffice: held, not assessed, lacking, and a list that nobody filled in.

#include "engine/rules/skills_suffice.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

constexpr Ruling kAssess = Ruling::Needs({Action::kAssessSkill});

RuleCase Row(const std::string& name, const std::vector<std::string>& skills, const std::vector<std::string>& required,
             Ruling ruling, const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.apprentices[0].skills = Codes(facts, skills);
            facts.openings[0].skills_required = Codes(facts, required);
          },
          ruling, words};
}

TEST(SkillsSufficeTest, TheWorstSkillCounts) {
  CheckRuleCases<SkillsSuffice>({
      Row("NothingRequired", {"welding"}, {}, Ruling::Allowed(), "opening requires nothing; apprentice holds welding"),
      Row("NothingRequiredNothingEntered", {}, {}, Ruling::Allowed()),
      Row("AllHeld", {"cad", "milling", "welding"}, {"cad", "welding"}, Ruling::Allowed()),
      Row("Lacking", {"welding"}, {"cad"}, Ruling::Refused(), "opening requires cad; apprentice holds welding"),
      Row("FirstLacking", {"welding"}, {"cad", "welding"}, Ruling::Refused()),
      Row("LastLacking", {"cad"}, {"cad", "welding"}, Ruling::Refused()),
      Row("NotAssessed", {"cad", "welding:?"}, {"cad", "welding"}, kAssess, "apprentice holds cad, welding:?"),
      Row("NotAssessedThenLacking", {"cad:?"}, {"cad", "welding"}, Ruling::Refused()),
      Row("LackingThenNotAssessed", {"welding:?"}, {"cad", "welding"}, Ruling::Refused()),
      Row("OtherNotAssessed", {"milling:?"}, {"welding"}, Ruling::Refused()),
      Row("LongerCodeNotAssessed", {"welding_tig:?"}, {"welding"}, Ruling::Refused()),
      Row("HeldAndNotAssessed", {"welding", "welding:?"}, {"welding"}, Ruling::Allowed()),
      Row("NothingEntered", {}, {"cad"}, kAssess, "skills that nobody entered"),
      {"AnsweredNone",
       [](Facts& facts) {
         facts.apprentices[0].skills = AnsweredNone(facts);
         facts.openings[0].skills_required = Codes(facts, {"cad"});
       },
       Ruling::Refused(), "opening requires cad; apprentice holds nothing"},
  });
}

TEST(SkillsSufficeTest, WishedSkillsRefuseNobody) {
  CheckRuleCases<SkillsSuffice>({
      {"WishedAndLacking", [](Facts& facts) { facts.openings[0].skills_wanted = Codes(facts, {"cad"}); },
       Ruling::Allowed()},
  });
}

}  // namespace
}  // namespace walz
