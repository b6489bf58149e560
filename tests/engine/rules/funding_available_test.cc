// funding_available: grant status against other funding and a round that lets people go unfunded.

#include "engine/rules/funding_available.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

struct Funds {
  bool other = false;
  bool unfunded = false;
};

RuleCase FundingAvailableRow(const std::string& name, GrantRule grant, Funds funds, Ruling ruling,
                             const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.schemes[0].grant = grant;
            facts.apprentices[0].other_funding = funds.other;
            facts.round.allow_unfunded = funds.unfunded;
          },
          ruling, words};
}

TEST(FundingAvailableTest, GrantOrOtherFundingOrUnfunded) {
  const Ruling needs = Ruling::Needs({Action::kClarifyGrantStatus});
  CheckRuleCases<FundingAvailable>({
      FundingAvailableRow("Eligible", GrantRule::kEligible, {}, Ruling::Allowed(),
                          "scheme S gives access to an Erasmus+ grant"),
      FundingAvailableRow(
          "NotEligible", GrantRule::kNotEligible, {}, Ruling::Refused(),
          "scheme S gives no access to an Erasmus+ grant; apprentice has no other funding; the round does not allow "
          "unfunded stays"),
      FundingAvailableRow("Unknown", GrantRule::kUnknown, {}, needs, "not clarified"),
      FundingAvailableRow("NotEligibleOtherFunding", GrantRule::kNotEligible, {.other = true}, Ruling::Allowed(),
                          "apprentice has other funding"),
      FundingAvailableRow("NotEligibleUnfunded", GrantRule::kNotEligible, {.unfunded = true}, Ruling::Allowed(),
                          "the round allows unfunded stays"),
      FundingAvailableRow("UnknownOtherFunding", GrantRule::kUnknown, {.other = true}, Ruling::Allowed()),
      FundingAvailableRow("UnknownUnfunded", GrantRule::kUnknown, {.unfunded = true}, Ruling::Allowed()),
  });
}

}  // namespace
}  // namespace walz
