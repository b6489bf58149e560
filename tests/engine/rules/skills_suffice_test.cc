// skills_suffice: held, not assessed, lacking, and a list that nobody filled in.

#include "engine/rules/skills_suffice.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

constexpr Ruling kAssess = Ruling::Needs({Action::kAssessSkill});

RuleCase SkillsSufficeRow(const std::string& name, const std::vector<std::string>& skills,
                          const std::vector<std::string>& required, Ruling ruling, const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.apprentices[0].skills = Codes(facts, skills);
            facts.openings[0].skills_required = Codes(facts, required);
          },
          ruling, words};
}

TEST(SkillsSufficeTest, TheWorstSkillCounts) {
  CheckRuleCases<SkillsSuffice>({
      SkillsSufficeRow("NothingRequired", {"welding"}, {}, Ruling::Allowed(),
                       "opening requires nothing; apprentice holds welding"),
      SkillsSufficeRow("NothingRequiredNothingEntered", {}, {}, Ruling::Allowed()),
      SkillsSufficeRow("AllHeld", {"cad", "milling", "welding"}, {"cad", "welding"}, Ruling::Allowed()),
      SkillsSufficeRow("Lacking", {"welding"}, {"cad"}, Ruling::Refused(),
                       "opening requires cad; apprentice holds welding"),
      SkillsSufficeRow("FirstLacking", {"welding"}, {"cad", "welding"}, Ruling::Refused()),
      SkillsSufficeRow("LastLacking", {"cad"}, {"cad", "welding"}, Ruling::Refused()),
      SkillsSufficeRow("NotAssessed", {"cad", "welding:?"}, {"cad", "welding"}, kAssess,
                       "apprentice holds cad, welding:?"),
      SkillsSufficeRow("NotAssessedThenLacking", {"cad:?"}, {"cad", "welding"}, Ruling::Refused()),
      SkillsSufficeRow("LackingThenNotAssessed", {"welding:?"}, {"cad", "welding"}, Ruling::Refused()),
      SkillsSufficeRow("OtherNotAssessed", {"milling:?"}, {"welding"}, Ruling::Refused()),
      SkillsSufficeRow("LongerCodeNotAssessed", {"welding_tig:?"}, {"welding"}, Ruling::Refused()),
      SkillsSufficeRow("HeldAndNotAssessed", {"welding", "welding:?"}, {"welding"}, Ruling::Allowed()),
      SkillsSufficeRow("NothingEntered", {}, {"cad"}, kAssess, "skills that nobody entered"),
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
