// The requirements that speak of stays against the slow reference, on random pairs with all facts random.
//
// WALZ_SEED=n replays one seed alone.

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "engine/rulebook/requirement.h"
#include "engine/rules/age_permitted.h"
#include "engine/rules/certificate_held.h"
#include "engine/rules/dates_overlap.h"
#include "engine/rules/employer_consents.h"
#include "engine/rules/graduation_permits.h"
#include "engine/rules/stay_length_permitted.h"
#include "tests/engine/rules/stay_reference.h"
#include "tests/support/facts_builder.h"
#include "tests/support/rule_cases.h"

namespace walz {
namespace {

class RandomFacts {
 public:
  explicit RandomFacts(unsigned seed) : random_(seed) {}

  Facts Make() {
    Facts facts = SmallFacts();
    // Some rounds lie around 29 February.
    base_ = OneIn(2) ? D("2028-02-10") : D("2027-01-15");
    MakeRound(facts);
    facts.schemes.clear();
    facts.centres.clear();
    facts.companies.clear();
    facts.openings.clear();
    facts.apprentices.clear();
    for (int i = 0; i < 3; ++i) {
      facts.schemes.push_back(MakeRandomScheme(i));
      facts.centres.push_back(MakeCentre(facts, absl::StrCat("C", i)));
      facts.centres.back().sender_kind = static_cast<SenderKind>(Number(0, 3));
      facts.centres.back().blackouts = Days(facts, Ranges(OneIn(2) ? 0 : 2, 4));
      facts.companies.push_back(MakeCompany(facts, absl::StrCat("H", i)));
      facts.companies.back().certificates = RandomCertificates(facts);
    }
    for (int i = 0; i < 5; ++i) {
      facts.openings.push_back(MakeRandomOpening(facts, i));
      facts.apprentices.push_back(MakeRandomApprentice(facts, i));
    }
    return facts;
  }

  int Number(int min, int max) { return std::uniform_int_distribution<int>(min, max)(random_); }
  bool OneIn(int count) { return Number(1, count) == 1; }
  Day SomeDay() { return base_ + Number(0, 70); }

 private:
  std::vector<DayRange> Ranges(int count, int days_max) {
    std::vector<DayRange> ranges;
    for (int i = 0; i < count; ++i) {
      const Day first = SomeDay();
      ranges.push_back({first, first + Number(0, days_max - 1)});
    }
    return ranges;
  }

  std::vector<std::string> Labels() {
    std::vector<std::string> labels;
    if (OneIn(4)) labels.push_back("erasmus-plus-partner");
    if (OneIn(3)) labels.push_back("sbb");
    return labels;
  }

  const CertificateSet* RandomCertificates(Facts& facts) {
    CertificateSet held;
    for (const char* label : {"erasmus-plus-partner", "sbb"}) {
      if (OneIn(4)) held[label] = DaySet::Always();
      if (OneIn(2)) held[label] = DaySet(Ranges(Number(1, 3), 40));
    }
    return Holds(facts, std::move(held));
  }

  void MakeRound(Facts& facts) {
    Round& round = facts.round;
    round.dates = {base_ + Number(0, 15), base_ + Number(40, 90)};
    round.activity.days_min = Number(1, 5);
    round.activity.days_max = Number(8, 40);
    round.activity.days_min_fewer_opportunities = Number(1, 3);
    round.age_min = OneIn(4) ? Number(15, 19) : 0;
    round.accompany_under_age = OneIn(3) ? Number(15, 19) : 0;
    round.host_certificates = OneIn(5) ? Labels() : std::vector<std::string>{};
    round.employer_certificates = OneIn(5) ? Labels() : std::vector<std::string>{};
    ActionSet accepted;
    for (int action = 0; action < kActionCount; ++action) {
      if (!OneIn(4)) accepted = accepted.With({static_cast<Action>(action)});
    }
    round.accepted_actions = accepted;
  }

  Scheme MakeRandomScheme(int i) {
    Scheme scheme = MakeScheme(absl::StrCat("S", i));
    scheme.employer_consent = OneIn(6)   ? ConsentRule::kUnknown
                              : OneIn(3) ? ConsentRule::kNotNeeded
                                         : ConsentRule::kRequired;
    scheme.partner_certificate_stands = OneIn(2);
    if (OneIn(4)) scheme.days_max = Number(5, 30);
    if (OneIn(3)) {
      scheme.share_numerator = 1;
      scheme.share_denominator = Number(2, 5);
    }
    if (OneIn(2)) scheme.plan_above_days = Number(1, 12);
    for (int& months : scheme.months_after_graduation) months = OneIn(2) ? 0 : Number(1, 13);
    scheme.graduation_strict = OneIn(2);
    if (OneIn(3)) scheme.age_min = Number(15, 18);
    if (OneIn(3)) scheme.host_certificates = Labels();
    if (OneIn(3)) scheme.employer_certificates = Labels();
    return scheme;
  }

  Opening MakeRandomOpening(Facts& facts, int i) {
    Opening opening = MakeOpening(facts, absl::StrCat("O", i), absl::StrCat("H", Number(0, 2)));
    opening.windows = Days(facts, Ranges(Number(1, 4), 60));
    if (OneIn(2)) opening.days_min = Number(1, 8);
    if (OneIn(2)) opening.days_max = opening.days_min + Number(3, 15);
    if (OneIn(3)) opening.age_min = Number(15, 18);
    return opening;
  }

  Apprentice MakeRandomApprentice(Facts& facts, int i) {
    Apprentice a =
        MakeApprentice(facts, absl::StrCat("A", i), absl::StrCat("C", Number(0, 2)), absl::StrCat("S", Number(0, 2)));
    a.windows = Days(facts, Ranges(Number(1, 4), 60));
    a.blackouts = Days(facts, Ranges(OneIn(2) ? 0 : Number(1, 3), 3));
    a.birth_date = std::nullopt;
    if (!OneIn(10))
      a.birth_date = OneIn(6) ? D("2012-02-29") - 1461 * Number(0, 1) : BirthdayOf(SomeDay(), -Number(15, 19));
    a.graduation_date = std::nullopt;
    if (!OneIn(10)) a.graduation_date = SomeDay() - (OneIn(2) ? -20 : Number(20, 390));
    a.days_min = Number(1, 8);
    a.days_max = a.days_min + Number(0, 20);
    a.fewer_opportunities = OneIn(2);
    if (OneIn(2)) a.training_days = Number(10, 120);
    if (OneIn(4)) a.days_abroad_before = Number(0, 12);
    a.accompanying = OneIn(3) ? 1 : 0;
    a.guardian_consent = static_cast<GuardianConsent>(Number(0, 3));
    if (OneIn(2)) a.employer = absl::StrCat("H", Number(0, 2));
    a.employer_consent.state = static_cast<ConsentState>(OneIn(2) ? 4 : Number(0, 4));
    if (a.employer_consent.state == ConsentState::kGranted && !OneIn(4)) {
      a.employer_consent.range = Ranges(1, 50)[0];
      if (OneIn(3)) a.employer_consent.days_max = Number(1, 20);
    }
    return a;
  }

  std::mt19937 random_;
  Day base_;
};

template <typename Rule>
void ExpectAgree(const ApprenticeView& apprentice, const OpeningView& opening, Ruling expected) {
  const Requirement rule = RequirementOf<Rule>();
  EXPECT_EQ(RulingWords(rule.judge(apprentice, opening)), RulingWords(expected)) << Rule::kName;
  EXPECT_FALSE(rule.explain(apprentice, opening).empty()) << Rule::kName;
}

template <typename Rule>
void ExpectAgreeAt(const ApprenticeView& apprentice, const OpeningView& opening, DayRange stay, Ruling expected) {
  EXPECT_EQ(RulingWords(RequirementOf<Rule>().judge_stay(apprentice, opening, stay)), RulingWords(expected))
      << Rule::kName << ' ' << FormatRange(stay);
}

void ExpectLawfulStartsAgree(const ApprenticeView& apprentice, const OpeningView& opening,
                             const StayReference& reference, int length) {
  std::set<Day> starts;
  Day last = kDayMin;
  for (const DayRange& range : DatesOverlap::LawfulStarts(apprentice, opening, length)) {
    EXPECT_LT(last + 1, range.first) << "ranges are ascending and do not touch";
    for (Day day = range.first; day <= range.last; day = day + 1) starts.insert(day);
    last = range.last;
  }
  EXPECT_EQ(starts, reference.LawfulStarts(length)) << length << " days";
}

struct Counts {
  int pairs = 0;
  int lawful = 0;
  int joint_refusals = 0;  // Every rule but dates_overlap is content, and stays inside all three days exist.
};

void CheckPair(RandomFacts& random, const ApprenticeView& apprentice, const OpeningView& opening, Counts& counts) {
  const StayReference reference(apprentice, opening);
  ExpectAgree<StayLengthPermitted>(apprentice, opening, reference.Length());
  ExpectAgree<EmployerConsents>(apprentice, opening, reference.Consent());
  ExpectAgree<CertificateHeld>(apprentice, opening, reference.Certificates());
  ExpectAgree<AgePermitted>(apprentice, opening, reference.Age());
  ExpectAgree<GraduationPermits>(apprentice, opening, reference.Graduation());
  ExpectAgree<DatesOverlap>(apprentice, opening, reference.Dates());

  for (int i = 0; i < 5; ++i) {
    const DayRange horizon = apprentice.problem.horizon();
    const Day first = horizon.first + random.Number(0, horizon.days() - 1);
    const DayRange stay{first, first + random.Number(0, horizon.last - first)};
    ExpectAgreeAt<StayLengthPermitted>(apprentice, opening, stay, reference.LengthAt(stay));
    ExpectAgreeAt<EmployerConsents>(apprentice, opening, stay, reference.ConsentAt(stay));
    ExpectAgreeAt<CertificateHeld>(apprentice, opening, stay, reference.CertificatesAt(stay));
    ExpectAgreeAt<AgePermitted>(apprentice, opening, stay, reference.AgeAt(stay));
    ExpectAgreeAt<GraduationPermits>(apprentice, opening, stay, reference.GraduationAt(stay));
    ExpectAgreeAt<DatesOverlap>(apprentice, opening, stay,
                                reference.IsInside(stay) ? Ruling::Allowed() : Ruling::Refused());
  }

  const std::vector<int> lengths = reference.PermittedLengths();
  const auto permitted = StayLengthPermitted::PermittedLengths(apprentice, opening);
  ASSERT_EQ(permitted.has_value(), !lengths.empty());
  ++counts.pairs;
  if (!permitted) return;
  EXPECT_EQ(permitted->min, lengths.front());
  EXPECT_EQ(permitted->max, lengths.back());
  EXPECT_EQ(static_cast<std::size_t>(permitted->max - permitted->min + 1), lengths.size());
  for (const int length : {permitted->min, (permitted->min + permitted->max) / 2, permitted->max}) {
    ExpectLawfulStartsAgree(apprentice, opening, reference, length);
  }

  // A pair that all six rules accept has a lawful stay, and no other has one.
  const ActionSet accepted = apprentice.round.accepted_actions;
  const bool others = reference.Consent().FeasibleWith(accepted) && reference.Certificates().FeasibleWith(accepted) &&
                      reference.Age().FeasibleWith(accepted) && reference.Graduation().FeasibleWith(accepted);
  const bool dates = reference.Dates().FeasibleWith(accepted);
  const bool lawful = !DatesOverlap::LawfulStarts(apprentice, opening, permitted->min).empty();
  EXPECT_EQ(others && dates, lawful);
  if (lawful) ++counts.lawful;
  bool inside = false;
  ForEachStarts(*apprentice.days, *opening.days_in_round, permitted->min, [&](DayRange) {
    inside = true;
    return false;
  });
  if (others && !dates && inside) ++counts.joint_refusals;
}

TEST(StayRulesPropertyTest, AgreesWithTheSlowReference) {
  const char* replay = std::getenv("WALZ_SEED");
  const unsigned seed_first = replay != nullptr ? static_cast<unsigned>(std::atoi(replay)) : 1;
  const unsigned seed_last = replay != nullptr ? seed_first : 400;
  Counts counts;
  for (unsigned seed = seed_first; seed <= seed_last && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    RandomFacts random(seed);
    const Problem problem = MakeProblem(random.Make());
    for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
      for (std::size_t o = 0; o < problem.openings().size(); ++o) {
        SCOPED_TRACE(absl::StrCat("A", a, " at O", o));
        CheckPair(random, problem.View(ApprenticeIndex(a)), problem.View(OpeningIndex(o)), counts);
      }
    }
  }
  std::printf("%d pairs, %d lawful, %d refused jointly\n", counts.pairs, counts.lawful, counts.joint_refusals);
  if (replay == nullptr && !HasFailure()) {
    EXPECT_GE(counts.pairs, 2000);
    EXPECT_GE(counts.lawful, counts.pairs / 20);
    EXPECT_GE(counts.joint_refusals, 10);
  }
}

}  // namespace
}  // namespace walz
