// needs_met: all, some and none of the needs offered, and a host that has not answered.

#include "engine/rules/needs_met.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

RuleCase NeedsMetRow(const std::string& name, const std::vector<std::string>& needs,
                     const std::vector<std::string>& offers, Ruling ruling, const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.apprentices[0].needs = Codes(facts, needs);
            facts.openings[0].offers = Codes(facts, offers);
          },
          ruling, words};
}

TEST(NeedsMetTest, EveryNeedIsOffered) {
  CheckRuleCases<NeedsMet>({
      NeedsMetRow("NoNeeds", {}, {"ramp"}, Ruling::Allowed(), "no special needs"),
      NeedsMetRow("NoNeedsNoAnswer", {}, {}, Ruling::Allowed()),
      NeedsMetRow("AllOffered", {"quiet_room", "ramp"}, {"lift", "quiet_room", "ramp"}, Ruling::Allowed(),
                  "everything"),
      NeedsMetRow("FirstLacking", {"quiet_room", "ramp"}, {"ramp"}, Ruling::Refused(),
                  "quiet_room needed; opening offers ramp"),
      NeedsMetRow("LastLacking", {"quiet_room", "ramp"}, {"quiet_room"}, Ruling::Refused(),
                  "ramp needed; opening offers quiet_room"),
      NeedsMetRow("AllLacking", {"ramp"}, {"lift"}, Ruling::Refused()),
      NeedsMetRow("HostHasNotAnswered", {"ramp"}, {}, Ruling::Needs({Action::kAskHostAboutNeeds}),
                  "ramp needed; host has not said what it offers"),
  });
}

TEST(NeedsMetTest, AnsweredNothing) {
  CheckRuleCases<NeedsMet>({
      {"ApprenticeSaysNone", [](Facts& facts) { facts.apprentices[0].needs = AnsweredNone(facts); }, Ruling::Allowed()},
      {"HostSaysNone",
       [](Facts& facts) {
         facts.apprentices[0].needs = Codes(facts, {"ramp"});
         facts.openings[0].offers = AnsweredNone(facts);
       },
       Ruling::Refused(), "ramp needed; opening offers nothing"},
  });
}

}  // namespace
}  // namespace walz
