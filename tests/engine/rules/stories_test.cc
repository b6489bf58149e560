// The stories of the seed that are about rules, through the whole standard rulebook.
//
// The story of the firm that can miss one apprentice at a time is the matcher's.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/rulebook/rule_book.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"

namespace walz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What the standard rulebook says of apprentice A and opening O.
class Story {
 public:
  explicit Story(Facts facts) : problem_(MakeProblem(std::move(facts))) {}

  ApprenticeView apprentice(absl::string_view id = "A") const { return problem_.View(*problem_.FindApprentice(id)); }
  OpeningView opening(absl::string_view id = "O") const { return problem_.View(*problem_.FindOpening(id)); }

  // The requirements that refuse the pair; agrees with IsFeasible.
  std::vector<std::string> Barriers(absl::string_view apprentice_id = "A") const {
    std::vector<std::string> barriers;
    for (const Requirement& rule : rules_.requirements) {
      const Ruling ruling = rule.judge(apprentice(apprentice_id), opening());
      if (!ruling.FeasibleWith(problem_.round().accepted_actions)) barriers.push_back(std::string(rule.name));
    }
    EXPECT_EQ(IsFeasible(rules_, apprentice(apprentice_id), opening()), barriers.empty());
    return barriers;
  }

  // The actions of the earliest lawful stay of the shortest length.
  std::string Actions() const {
    const auto lengths = rules_.stays.permitted_lengths(apprentice(), opening());
    if (!lengths) return "no length";
    const auto starts = rules_.stays.lawful_starts(apprentice(), opening(), lengths->min);
    if (starts.empty()) return "no stay";
    const DayRange stay{starts.front().first, starts.front().first + (lengths->min - 1)};
    EXPECT_TRUE(IsLawfulStay(rules_, apprentice(), opening(), stay));
    return ActionsOf(rules_, apprentice(), opening(), stay).ToString();
  }

  std::string Words(absl::string_view requirement) const {
    const auto rule = std::find_if(rules_.requirements.begin(), rules_.requirements.end(),
                                   [&](const Requirement& r) { return r.name == requirement; });
    return rule->explain(apprentice(), opening());
  }

  int Points() const { return PointsOf(rules_, apprentice(), opening()); }

 private:
  RuleBook rules_ = StandardRuleBook();
  Problem problem_;
};

TEST(StoriesTest, SmallFactsPassEveryRequirement) {
  const Story story(SmallFacts());
  EXPECT_THAT(story.Barriers(), IsEmpty());
  EXPECT_EQ(story.Actions(), "");
}

// 1. A restaurant chain in high season insists on a salary; the learners' scheme forbids host pay.
TEST(StoriesTest, RestaurantChainInsistsOnASalary) {
  Facts facts = SmallFacts();
  facts.schemes[0].id = "fi-training-agreement";
  facts.schemes[0].host_pay = HostPayRule::kForbidden;
  facts.schemes[0].remedy = "agree the stay as an apprenticeship";
  facts.apprentices[0].scheme = "fi-training-agreement";
  facts.apprentices[0].field = facts.catalogue->FindField("1013");
  facts.openings[0].fields = Fields(facts, {"1013"});
  facts.openings[0].pay = OpeningPay::kMandatory;
  facts.openings[0].pay_eur_month = 900;
  const Story story(std::move(facts));
  EXPECT_THAT(story.Barriers(), ElementsAre("pay_permitted"));
  EXPECT_THAT(story.Words("pay_permitted"), HasSubstr("900"));
  EXPECT_THAT(story.Words("pay_permitted"), HasSubstr("agree the stay as an apprenticeship"));
}

// 2. Two learners of one centre in Castilla y León: the dual one gets no grant, the school-based one does.
TEST(StoriesTest, CastillaYLeonDualGetsNoGrant) {
  Facts facts = SmallFacts();
  facts.centres[0].country = Country::Of("ES");
  facts.schemes[0].id = "es-general";
  facts.schemes.push_back(MakeScheme("es-cl-dual"));
  facts.schemes[1].grant = GrantRule::kNotEligible;
  facts.apprentices[0].scheme = "es-general";
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C", "es-cl-dual"));
  const Facts unfunded = facts;
  const Story story(std::move(facts));
  EXPECT_THAT(story.Barriers("A"), IsEmpty());
  EXPECT_THAT(story.Barriers("B"), ElementsAre("funding_available"));

  Facts allowed = unfunded;
  allowed.round.allow_unfunded = true;
  EXPECT_THAT(Story(std::move(allowed)).Barriers("B"), IsEmpty());
}

Facts GermanDual(ConsentState consent) {
  Facts facts = SmallFacts();
  facts.schemes[0].employer_consent = ConsentRule::kRequired;
  facts.companies.push_back(MakeCompany(facts, "E", "DE"));
  facts.apprentices[0].employer = "E";
  facts.apprentices[0].employer_consent.state = consent;
  return facts;
}

// 3. A German dual apprentice whose employer was not asked, refused, or is a certified partner.
TEST(StoriesTest, GermanDualEmployerIsAskedOrRefusesOrIsAPartner) {
  const Story not_asked(GermanDual(ConsentState::kNotAsked));
  EXPECT_THAT(not_asked.Barriers(), IsEmpty());
  EXPECT_EQ(not_asked.Actions(), "obtain_employer_consent");

  const Story refused(GermanDual(ConsentState::kRefused));
  EXPECT_THAT(refused.Barriers(), ElementsAre("employer_consents"));

  Facts facts = GermanDual(ConsentState::kNotAsked);
  facts.schemes[0].partner_certificate_stands = true;
  facts.companies[1].certificates = Holds(facts, {{"erasmus-plus-partner", DaySet::Always()}});
  const Story partner(std::move(facts));
  EXPECT_THAT(partner.Barriers(), IsEmpty());
  EXPECT_EQ(partner.Actions(), "");
}

// 4. A German school cannot send a graduate; a chamber can, within 12 months; a Finnish centre can.
TEST(StoriesTest, GraduatesGoThroughAChamberOrAFinnishCentre) {
  const auto graduate = [](SenderKind sender, const char* country, int school_months, const char* graduation) {
    Facts facts = SmallFacts();
    facts.centres[0].country = Country::Of(country);
    facts.centres[0].sender_kind = sender;
    facts.schemes[0].months_after_graduation = {school_months, 12, 12, 12};
    facts.apprentices[0].graduation_date = D(graduation);
    return Story(std::move(facts));
  };
  const Story school = graduate(SenderKind::kSchool, "DE", 0, "2027-01-31");
  EXPECT_THAT(school.Barriers(), ElementsAre("graduation_permits"));
  EXPECT_THAT(school.Words("graduation_permits"), HasSubstr("after graduation a school may not send"));
  EXPECT_THAT(graduate(SenderKind::kChamber, "DE", 0, "2027-01-31").Barriers(), IsEmpty());
  EXPECT_THAT(graduate(SenderKind::kChamber, "DE", 0, "2026-02-28").Barriers(), ElementsAre("graduation_permits"));
  EXPECT_THAT(graduate(SenderKind::kChamber, "DE", 0, "2026-03-01").Barriers(), IsEmpty());
  EXPECT_THAT(graduate(SenderKind::kSchool, "FI", 12, "2027-01-31").Barriers(), IsEmpty());
}

// 6. An apprentice with English A2 only: the words name the level that would open the opening.
TEST(StoriesTest, EnglishA2IsTooLittle) {
  Facts facts = SmallFacts();
  facts.apprentices[0].languages = Speaks(facts, {{"en", Cefr::kA2}});
  facts.openings[0].languages = Asks(facts, {{{"en", Cefr::kB1}}, {{"de", Cefr::kB2}}});
  const Story story(std::move(facts));
  EXPECT_THAT(story.Barriers(), ElementsAre("language_suffices"));
  EXPECT_THAT(story.Words("language_suffices"), HasSubstr("B1"));
  EXPECT_THAT(story.Words("language_suffices"), HasSubstr("A2"));
}

// 7. A blended stay needs technology that both sides allow, and the checklist.
TEST(StoriesTest, BlendedStayNeedsCommonTechnologyAndTheChecklist) {
  const auto blended = [](const char* centre, const char* host, std::vector<std::string> items) {
    Facts facts = SmallFacts();
    facts.openings[0].mode = OpeningMode::kBlended;
    facts.round.checklist = MakeCodeSet({"wifi", "safe_chat"});
    facts.centres[0].technologies = Codes(facts, {centre});
    facts.companies[0].technologies = Codes(facts, {host});
    facts.openings[0].checklist = Codes(facts, std::move(items));
    return Story(std::move(facts));
  };
  EXPECT_THAT(blended("teams", "teams", {"safe_chat", "wifi"}).Barriers(), IsEmpty());
  const Story no_common = blended("teams", "zoom", {"safe_chat", "wifi"});
  EXPECT_THAT(no_common.Barriers(), ElementsAre("blended_ready"));
  EXPECT_THAT(no_common.Words("blended_ready"), HasSubstr("zoom"));
  const Story incomplete = blended("teams", "teams", {"wifi"});
  EXPECT_THAT(incomplete.Barriers(), ElementsAre("blended_ready"));
  EXPECT_THAT(incomplete.Words("blended_ready"), HasSubstr("safe_chat"));
}

// 8. Both Finnish schemes, company-financed and publicly financed, get the grant.
TEST(StoriesTest, BothFinnishSchemesGetTheGrant) {
  Facts facts = SmallFacts();
  facts.centres[0].country = Country::Of("FI");
  facts.schemes = {MakeScheme("fi-apprenticeship"), MakeScheme("fi-training-agreement")};
  facts.schemes[0].host_pay = HostPayRule::kRequired;
  facts.schemes[1].host_pay = HostPayRule::kForbidden;
  facts.openings[0].pay = OpeningPay::kOptional;
  facts.openings[0].pay_eur_month = 600;
  facts.apprentices[0].scheme = "fi-apprenticeship";
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C", "fi-training-agreement"));
  const Story story(std::move(facts));
  EXPECT_THAT(story.Barriers("A"), IsEmpty());
  EXPECT_THAT(story.Barriers("B"), IsEmpty());
}

// 9. A centre's certified excellence is reported; no rule reads it.
TEST(StoriesTest, ExcellenceIsNoElites) {
  const auto excellent = [](Excellence excellence) {
    Facts facts = SmallFacts();
    facts.centres[0].excellence = excellence;
    facts.round.weights.fill(1);
    facts.wishes.push_back({"A", 1, WishKind::kOpening, "O"});
    return Story(std::move(facts));
  };
  const int points = excellent(Excellence::kNone).Points();
  EXPECT_GT(points, 0);
  for (const Excellence excellence : {Excellence::kInitial, Excellence::kAdvanced, Excellence::kHigh}) {
    const Story story = excellent(excellence);
    EXPECT_THAT(story.Barriers(), IsEmpty());
    EXPECT_EQ(story.Actions(), "");
    EXPECT_EQ(story.Points(), points);
  }
}

}  // namespace
}  // namespace walz
