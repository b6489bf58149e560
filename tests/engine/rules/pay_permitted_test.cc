// pay_permitted: the whole table of scheme against host, and both sides of the least amount.

#include "engine/rules/pay_permitted.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

RuleCase PayPermittedRow(const std::string& name, HostPayRule rule, int least_eur, OpeningPay pay, int eur,
                         Ruling ruling, const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.schemes[0].host_pay = rule;
            facts.schemes[0].host_pay_min_eur_month = least_eur;
            facts.schemes[0].remedy = "agree the stay as an apprenticeship";
            facts.openings[0].pay = pay;
            facts.openings[0].pay_eur_month = eur;
          },
          ruling, words};
}

TEST(PayPermittedTest, SchemeForbids) {
  constexpr HostPayRule kRule = HostPayRule::kForbidden;
  CheckRuleCases<PayPermitted>({
      PayPermittedRow("None", kRule, 0, OpeningPay::kNone, 0, Ruling::Allowed(),
                      "host pays nothing; scheme S forbids host pay"),
      PayPermittedRow("Optional", kRule, 0, OpeningPay::kOptional, 600, Ruling::Allowed(), "so the stay is unpaid"),
      PayPermittedRow("Mandatory", kRule, 0, OpeningPay::kMandatory, 900, Ruling::Refused(),
                      "host insists on pay of 900 EUR a month; scheme S forbids host pay; remedy: agree the stay as an "
                      "apprenticeship"),
      PayPermittedRow("MandatoryNothing", kRule, 0, OpeningPay::kMandatory, 0, Ruling::Refused()),
  });
}

TEST(PayPermittedTest, SchemeAllows) {
  constexpr HostPayRule kRule = HostPayRule::kAllowed;
  CheckRuleCases<PayPermitted>({
      PayPermittedRow("None", kRule, 500, OpeningPay::kNone, 0, Ruling::Allowed()),
      PayPermittedRow("Optional", kRule, 500, OpeningPay::kOptional, 1, Ruling::Allowed(),
                      "host offers pay of 1 EUR a month; scheme S allows host pay"),
      PayPermittedRow("Mandatory", kRule, 500, OpeningPay::kMandatory, 900, Ruling::Allowed()),
  });
}

TEST(PayPermittedTest, SchemeRequires) {
  constexpr HostPayRule kRule = HostPayRule::kRequired;
  CheckRuleCases<PayPermitted>({
      PayPermittedRow("None", kRule, 500, OpeningPay::kNone, 0, Ruling::Refused(),
                      "host pays nothing; scheme S requires host pay of at least 500 EUR a month; remedy: agree"),
      PayPermittedRow("NoneWhateverTheColumnSays", kRule, 500, OpeningPay::kNone, 600, Ruling::Refused(),
                      "host pays nothing"),
      PayPermittedRow("NoneAndNoLeast", kRule, 0, OpeningPay::kNone, 0, Ruling::Refused()),
      PayPermittedRow("OptionalBelow", kRule, 500, OpeningPay::kOptional, 499, Ruling::Refused(),
                      "host offers pay of 499 EUR a month; scheme S requires host pay of at least 500 EUR a month"),
      PayPermittedRow("OptionalAtTheLeast", kRule, 500, OpeningPay::kOptional, 500, Ruling::Allowed()),
      PayPermittedRow("OptionalNothingAndNoLeast", kRule, 0, OpeningPay::kOptional, 0, Ruling::Allowed()),
      PayPermittedRow("MandatoryBelow", kRule, 500, OpeningPay::kMandatory, 499, Ruling::Refused(), "499"),
      PayPermittedRow("MandatoryAtTheLeast", kRule, 500, OpeningPay::kMandatory, 500, Ruling::Allowed()),
      PayPermittedRow("MandatoryAbove", kRule, 500, OpeningPay::kMandatory, 501, Ruling::Allowed()),
  });
}

TEST(PayPermittedTest, RuleIsNotKnown) {
  constexpr HostPayRule kRule = HostPayRule::kUnknown;
  const Ruling needs = Ruling::Needs({Action::kClarifyPayRule});
  CheckRuleCases<PayPermitted>({
      PayPermittedRow("None", kRule, 0, OpeningPay::kNone, 0, Ruling::Allowed()),
      PayPermittedRow("Optional", kRule, 0, OpeningPay::kOptional, 600, needs,
                      "scheme S does not say whether a host may pay"),
      PayPermittedRow("Mandatory", kRule, 0, OpeningPay::kMandatory, 900, needs),
  });
}

TEST(PayPermittedTest, RemedyIsNamedOnlyWhereItHelps) {
  Facts facts = SmallFacts();
  facts.schemes[0].host_pay = HostPayRule::kForbidden;
  facts.schemes[0].remedy = "change the scheme";
  const Requirement rule = RequirementOf<PayPermitted>();
  const Problem allowed = MakeProblem(facts);
  EXPECT_EQ(rule.explain(allowed.View(ApprenticeIndex()), allowed.View(OpeningIndex())),
            "host pays nothing; scheme S forbids host pay");
  facts.schemes[0].remedy = "";
  facts.openings[0].pay = OpeningPay::kMandatory;
  facts.openings[0].pay_eur_month = 900;
  const Problem refused = MakeProblem(facts);
  EXPECT_EQ(rule.explain(refused.View(ApprenticeIndex()), refused.View(OpeningIndex())),
            "host insists on pay of 900 EUR a month; scheme S forbids host pay");
}

}  // namespace
}  // namespace walz
