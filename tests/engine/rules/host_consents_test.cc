// host_consents: every state of an opening.

#include "engine/rules/host_consents.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

RuleCase HostConsentsRow(const std::string& name, OpeningState state, Ruling ruling, const std::string& words) {
  return {name, [=](Facts& facts) { facts.openings[0].state = state; }, ruling, words};
}

TEST(HostConsentsTest, OnlyAnOpenOpeningIsAllowed) {
  CheckRuleCases<HostConsents>({
      HostConsentsRow("Open", OpeningState::kOpen, Ruling::Allowed(), "host opened the opening"),
      HostConsentsRow("ToSign", OpeningState::kToSign, Ruling::Needs({Action::kSignAgreement}), "still to be signed"),
      HostConsentsRow("Paused", OpeningState::kPaused, Ruling::Refused(), "host paused the opening"),
      HostConsentsRow("Closed", OpeningState::kClosed, Ruling::Refused(), "host closed the opening"),
      HostConsentsRow("Draft", OpeningState::kDraft, Ruling::Refused(), "draft"),
  });
}

}  // namespace
}  // namespace walz
