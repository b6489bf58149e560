// blended_ready: the order of its lines, each side's silence, and the checklist.

#include "engine/rules/blended_ready.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

using List = std::vector<std::string>;

constexpr Ruling kName = Ruling::Needs({Action::kNameTechnology});
constexpr Ruling kComplete = Ruling::Needs({Action::kCompleteChecklist});

RuleCase BlendedReadyRow(const std::string& name, const List& centre, const List& host, const List& asked,
                         const List& done, Ruling ruling, const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.openings[0].mode = OpeningMode::kBlended;
            facts.centres[0].technologies = Codes(facts, centre);
            facts.companies[0].technologies = Codes(facts, host);
            facts.round.checklist = MakeCodeSet(asked);
            facts.openings[0].checklist = Codes(facts, done);
          },
          ruling, words};
}

TEST(BlendedReadyTest, TechnologyThenChecklist) {
  CheckRuleCases<BlendedReady>({
      BlendedReadyRow("AllReady", {"teams", "zoom"}, {"zoom"}, {"wifi"}, {"backup_plan", "wifi"}, Ruling::Allowed(),
                      "centre allows teams, zoom, host allows zoom; checklist of 1 lacks nothing"),
      BlendedReadyRow("NoChecklist", {"zoom"}, {"teams", "zoom"}, {}, {}, Ruling::Allowed()),
      BlendedReadyRow("NoCommonTechnology", {"teams"}, {"zoom"}, {}, {}, Ruling::Refused(),
                      "no common technology: centre allows teams, host allows zoom"),
      BlendedReadyRow("NoCommonTechnologyThoughListed", {"teams"}, {"zoom"}, {"wifi"}, {"wifi"}, Ruling::Refused()),
      BlendedReadyRow("NoCommonTechnologyAndNoList", {"teams"}, {"zoom"}, {"wifi"}, {}, Ruling::Refused()),
      BlendedReadyRow("CentreSilent", {}, {"zoom"}, {}, {}, kName, "centre allows (not named), host allows zoom"),
      BlendedReadyRow("HostSilent", {"zoom"}, {}, {}, {}, kName, "centre allows zoom, host allows (not named)"),
      BlendedReadyRow("BothSilent", {}, {}, {}, {}, kName),
      BlendedReadyRow("SilentBeforeChecklist", {"zoom"}, {}, {"wifi"}, {}, kName),
      BlendedReadyRow("NoItem", {"zoom"}, {"zoom"}, {"wifi"}, {}, kComplete, "lacks wifi"),
      BlendedReadyRow("FirstItemLacking", {"zoom"}, {"zoom"}, {"backup_plan", "wifi"}, {"wifi"}, kComplete,
                      "checklist of 2 lacks backup_plan"),
      BlendedReadyRow("LastItemLacking", {"zoom"}, {"zoom"}, {"backup_plan", "wifi"}, {"backup_plan"}, kComplete,
                      "lacks wifi"),
  });
}

TEST(BlendedReadyTest, AnsweredNothingIsNothingCommon) {
  CheckRuleCases<BlendedReady>({
      {"HostSaysNone",
       [](Facts& facts) {
         facts.openings[0].mode = OpeningMode::kBlended;
         facts.centres[0].technologies = Codes(facts, {"zoom"});
         facts.companies[0].technologies = AnsweredNone(facts);
       },
       Ruling::Refused(), "host allows nothing"},
      {"CentreSaysNone",
       [](Facts& facts) {
         facts.openings[0].mode = OpeningMode::kBlended;
         facts.centres[0].technologies = AnsweredNone(facts);
         facts.companies[0].technologies = Codes(facts, {"zoom"});
       },
       Ruling::Refused()},
  });
}

TEST(BlendedReadyTest, PhysicalStaysAskForNothing) {
  CheckRuleCases<BlendedReady>({
      {"NothingInCommon",
       [](Facts& facts) {
         facts.centres[0].technologies = Codes(facts, {"teams"});
         facts.companies[0].technologies = Codes(facts, {"zoom"});
         facts.round.checklist = MakeCodeSet({"wifi"});
       },
       Ruling::Allowed(), "physical"},
      {"NothingNamed", [](Facts& facts) { facts.round.checklist = MakeCodeSet({"wifi"}); }, Ruling::Allowed()},
  });
}

}  // namespace
}  // namespace walz
