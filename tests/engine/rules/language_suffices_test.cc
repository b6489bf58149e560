// language_suffices: one language, per skill, several languages in a set, several sets, and what nobody assessed.

#include "engine/rules/language_suffices.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

using enum Cefr;
using Spoken = std::vector<std::pair<std::string, Cefr>>;

constexpr Ruling kAllowed = Ruling::Allowed();
constexpr Ruling kRefused = Ruling::Refused();
constexpr Ruling kAssess = Ruling::Needs({Action::kAssessLanguage});

RuleCase LanguageSufficesRow(const std::string& name, const Spoken& spoken, const std::vector<Spoken>& sets,
                             Ruling ruling, const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.apprentices[0].languages = Speaks(facts, spoken);
            facts.openings[0].languages = Asks(facts, sets);
          },
          ruling, words};
}

RuleCase EmptyCell(const std::string& name, const std::vector<Spoken>& sets, Ruling ruling,
                   const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.apprentices[0].languages = facts.pools->language_profiles.Intern({});
            facts.openings[0].languages = Asks(facts, sets);
          },
          ruling, words};
}

using Skills = std::array<Cefr, kLanguageSkillCount>;

RuleCase PerSkill(const std::string& name, const Skills& held, const Skills& asked, Ruling ruling,
                  const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.apprentices[0].languages = facts.pools->language_profiles.Intern({true, {{"de", held}}});
            facts.openings[0].languages = facts.pools->language_sets.Intern({{{"de", asked}}});
          },
          ruling, words};
}

TEST(LanguageSufficesTest, OneLanguage) {
  CheckRuleCases<LanguageSuffices>({
      LanguageSufficesRow("NothingAsked", {}, {}, kAllowed, "opening asks for no language; apprentice has none"),
      LanguageSufficesRow("Above", {{"de", kB2}}, {{{"de", kB1}}}, kAllowed),
      LanguageSufficesRow("AtTheLevel", {{"de", kB1}}, {{{"de", kB1}}}, kAllowed,
                          "opening asks for de B1; apprentice has de B1"),
      LanguageSufficesRow("Below", {{"de", kA2}}, {{{"de", kB1}}}, kRefused,
                          "opening asks for de B1; apprentice has de A2"),
      LanguageSufficesRow("NotAssessed", {{"de", kNone}}, {{{"de", kB1}}}, kAssess,
                          "opening asks for de B1; apprentice has de ?"),
      LanguageSufficesRow("AbsentFromTheList", {{"en", kC2}}, {{{"de", kA1}}}, kRefused, "apprentice has en C2"),
      LanguageSufficesRow("AnsweredNone", {}, {{{"de", kA1}}}, kRefused, "apprentice has none"),
      LanguageSufficesRow("OtherLanguageNotAssessed", {{"en", kNone}}, {{{"de", kA1}}}, kRefused),
      EmptyCell("EmptyCell", {{{"de", kA1}}}, kAssess, "no languages entered"),
      EmptyCell("EmptyCellAndNothingAsked", {}, kAllowed),
      LanguageSufficesRow("AskedForNoSkill", {}, {{{"de", kNone}}}, kAllowed, "opening asks for de -"),
      EmptyCell("EmptyCellAskedForNoSkill", {{{"de", kNone}}}, kAllowed),
  });
}

TEST(LanguageSufficesTest, EverySkillAsked) {
  CheckRuleCases<LanguageSuffices>({
      PerSkill("AllReached", {kB1, kB1, kA2, kA2, kB1}, {kB1, kB1, kA2, kA2, kB1}, kAllowed),
      PerSkill("FirstBelow", {kA2, kC2, kC2, kC2, kC2}, {kB1, kB1, kB1, kB1, kB1}, kRefused),
      PerSkill("LastBelow", {kC2, kC2, kC2, kC2, kA2}, {kB1, kB1, kB1, kB1, kB1}, kRefused,
               "opening asks for de B1; apprentice has de C2/C2/C2/C2/A2"),
      PerSkill("BelowWhereNothingIsAsked", {kB1, kA1, kA1, kA1, kA1}, {kB1, kNone, kNone, kNone, kNone}, kAllowed,
               "opening asks for de B1/-/-/-/-"),
      PerSkill("NotAssessedWhereNothingIsAsked", {kB1, kNone, kNone, kNone, kNone}, {kB1, kNone, kNone, kNone, kNone},
               kAllowed),
      PerSkill("NotAssessedWhereAsked", {kB1, kB1, kB1, kB1, kNone}, {kB1, kB1, kB1, kB1, kA1}, kAssess),
      PerSkill("NotAssessedThenBelow", {kNone, kA1, kB1, kB1, kB1}, {kB1, kB1, kB1, kB1, kB1}, kRefused),
      PerSkill("BelowThenNotAssessed", {kA1, kNone, kB1, kB1, kB1}, {kB1, kB1, kB1, kB1, kB1}, kRefused),
  });
}

TEST(LanguageSufficesTest, EveryLanguageOfASet) {
  const std::vector<Spoken> both = {{{"en", kB2}, {"fr", kA2}}};
  CheckRuleCases<LanguageSuffices>({
      LanguageSufficesRow("BothReached", {{"en", kB2}, {"fr", kA2}}, both, kAllowed,
                          "opening asks for en B2 and fr A2"),
      LanguageSufficesRow("OneBelow", {{"en", kB2}, {"fr", kA1}}, both, kRefused),
      LanguageSufficesRow("OtherBelow", {{"en", kB1}, {"fr", kA2}}, both, kRefused),
      LanguageSufficesRow("OneAbsent", {{"en", kB2}}, both, kRefused),
      LanguageSufficesRow("OneNotAssessed", {{"en", kNone}, {"fr", kA2}}, both, kAssess),
      LanguageSufficesRow("OneNotAssessedOtherBelow", {{"en", kNone}, {"fr", kA1}}, both, kRefused),
      LanguageSufficesRow("OneNotAssessedOtherAbsent", {{"en", kNone}}, both, kRefused),
      EmptyCell("EmptyCell", both, kAssess),
  });
}

TEST(LanguageSufficesTest, BestSetCounts) {
  const std::vector<Spoken> either = {{{"de", kB1}}, {{"en", kB2}, {"fr", kA2}}};
  CheckRuleCases<LanguageSuffices>({
      LanguageSufficesRow("FirstReached", {{"de", kB1}}, either, kAllowed, "opening asks for de B1 or en B2 and fr A2"),
      LanguageSufficesRow("SecondReached", {{"en", kB2}, {"fr", kA2}}, either, kAllowed),
      LanguageSufficesRow("FirstRefusedSecondNeeds", {{"de", kA2}, {"en", kNone}, {"fr", kA2}}, either, kAssess),
      LanguageSufficesRow("FirstNeedsSecondRefused", {{"de", kNone}}, either, kAssess),
      LanguageSufficesRow("FirstNeedsSecondReached", {{"de", kNone}, {"en", kB2}, {"fr", kA2}}, either, kAllowed),
      LanguageSufficesRow("FirstReachedSecondNeeds", {{"de", kB1}, {"en", kNone}, {"fr", kA2}}, either, kAllowed),
      LanguageSufficesRow("HalfOfEach", {{"de", kA2}, {"en", kB2}}, either, kRefused,
                          "opening asks for de B1 or en B2 and fr A2; apprentice has de A2, en B2"),
  });
}

}  // namespace
}  // namespace walz
