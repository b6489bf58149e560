// language_margin: levels above, the weakest skill, the best set.

#include "engine/rules/language_margin.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

using Levels = std::vector<std::pair<std::string, Cefr>>;

std::function<void(Facts&)> Languages(Levels spoken, std::vector<Levels> asked) {
  return [=](Facts& f) {
    f.apprentices[0].languages = Speaks(f, spoken);
    f.openings[0].languages = Asks(f, asked);
  };
}

TEST(LanguageMarginTest, Points) {
  CheckPointsCases<LanguageMargin>({
      {"NothingAsked", Languages({{"de", Cefr::kC2}}, {}), 0},
      {"JustMet", Languages({{"de", Cefr::kB1}}, {{{"de", Cefr::kB1}}}), 0},
      {"OneAbove", Languages({{"de", Cefr::kB2}}, {{{"de", Cefr::kB1}}}), 250},
      {"FourAbove", Languages({{"de", Cefr::kC1}}, {{{"de", Cefr::kA1}}}), 1000},
      {"FiveAbove", Languages({{"de", Cefr::kC2}}, {{{"de", Cefr::kA1}}}), 1000},
      {"Below", Languages({{"de", Cefr::kA2}}, {{{"de", Cefr::kB1}}}), 0},
      {"NotAssessed", Languages({{"de", Cefr::kNone}}, {{{"de", Cefr::kA1}}}), 0},
      {"NotSpoken", Languages({{"en", Cefr::kC2}}, {{{"de", Cefr::kA1}}}), 0},
      {"WeakestOfASet", Languages({{"de", Cefr::kC1}, {"en", Cefr::kB1}}, {{{"de", Cefr::kA1}, {"en", Cefr::kA2}}}),
       250},
      {"BestSet", Languages({{"de", Cefr::kC1}, {"en", Cefr::kB1}}, {{{"en", Cefr::kA2}}, {{"de", Cefr::kB1}}}), 500},
  });
}

TEST(LanguageMarginTest, SkillsThatAreNotAskedDoNotCount) {
  CheckPointsCases<LanguageMargin>({
      {"ReadingOnly",
       [](Facts& f) {
         f.apprentices[0].languages = f.pools->language_profiles.Intern(
             {true, {{"de", {Cefr::kA1, Cefr::kB2, Cefr::kA1, Cefr::kA1, Cefr::kA1}}}});
         f.openings[0].languages = f.pools->language_sets.Intern({{{"de", {Cefr::kNone, Cefr::kB1}}}});
       },
       250},
      {"NoSkillAtAll",
       [](Facts& f) {
         f.openings[0].languages = f.pools->language_sets.Intern({{{"de", {}}}});
       },
       0},
  });
}

}  // namespace
}  // namespace walz
