// graduation_permits: both sides of graduation and of the months after it, strict and lenient, by kind of sender.

#include "engine/rules/graduation_permits.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

constexpr std::array<int, kSenderKindCount> kDuring = {0, 0, 0, 0};
constexpr std::array<int, kSenderKindCount> kThree = {3, 3, 3, 3};

// One frame of one stay: 14 days, 2027-04-01..2027-04-14.
RuleCase GraduationPermitsRow(const std::string& name, absl::string_view graduation,
                              std::array<int, kSenderKindCount> months, bool strict, Ruling ruling,
                              const std::string& words = "") {
  const Day day = D(graduation);
  return {name,
          [=](Facts& facts) {
            facts.apprentices[0].windows = Days(facts, {R("2027-04-01..2027-04-14")});
            facts.apprentices[0].graduation_date = day;
            facts.schemes[0].months_after_graduation = months;
            facts.schemes[0].graduation_strict = strict;
          },
          ruling, words};
}

TEST(GraduationPermitsTest, Edges) {
  CheckRuleCases<GraduationPermits>({
      GraduationPermitsRow("DuringOnTheLastDay", "2027-04-14", kDuring, false, Ruling::Allowed()),
      GraduationPermitsRow(
          "DuringOverIt", "2027-04-13", kDuring, false, Ruling::Refused(),
          "graduation on 2027-04-13, the stay is 2027-04-01..2027-04-14; after graduation a school may not send"),
      GraduationPermitsRow("LongGraduated", "2020-04-13", kDuring, false, Ruling::Refused(), "2020-04-13"),
      GraduationPermitsRow("LongBefore", "2029-04-13", kDuring, false, Ruling::Allowed(), "leaves all dates"),
      GraduationPermitsRow("OverItWithMonths", "2027-04-13", kThree, false, Ruling::Allowed()),
      GraduationPermitsRow("LenientStartsOnTheLimit", "2027-01-01", kThree, false, Ruling::Allowed(),
                           "starts by 2027-04-01"),
      GraduationPermitsRow("LenientStartsAfterIt", "2026-12-31", kThree, false, Ruling::Refused(),
                           "starts by 2027-03-31"),
      GraduationPermitsRow("StrictEndsOnTheLimit", "2027-01-14", kThree, true, Ruling::Allowed(), "ends by 2027-04-14"),
      GraduationPermitsRow("StrictEndsAfterIt", "2027-01-13", kThree, true, Ruling::Refused(), "ends by 2027-04-13"),
  });
  CheckRuleCases<GraduationPermits>({{"Unknown", [](Facts& f) { f.apprentices[0].graduation_date.reset(); },
                                      Ruling::Needs({Action::kEnterGraduationDate}), "enter graduation_date"}});
}

// 30 November plus three months is the last day of February.
TEST(GraduationPermitsTest, MonthsEndWithTheMonth) {
  const auto graduated = [](Facts& f) {
    f.round.dates = R("2027-02-01..2027-05-31");
    f.openings[0].windows = Days(f, {f.round.dates});
    f.apprentices[0].graduation_date = D("2026-11-30");
    f.schemes[0].months_after_graduation = kThree;
  };
  CheckStayCases<GraduationPermits>(
      graduated, {{"2027-02-28..2027-03-13", Ruling::Allowed()}, {"2027-03-01..2027-03-14", Ruling::Refused()}});
}

TEST(GraduationPermitsTest, KindOfSenderCounts) {
  const auto sender = [](SenderKind kind) {
    return [=](Facts& f) {
      f.apprentices[0].graduation_date = D("2027-02-20");
      f.schemes[0].months_after_graduation = {0, 12, 6, 0};
      f.centres[0].sender_kind = kind;
    };
  };
  CheckRuleCases<GraduationPermits>({
      {"School", sender(SenderKind::kSchool), Ruling::Refused(), "a school may not send"},
      {"Chamber", sender(SenderKind::kChamber), Ruling::Allowed()},
      {"Pool", sender(SenderKind::kPool), Ruling::Allowed()},
      {"Company", sender(SenderKind::kCompany), Ruling::Refused(), "a company may not send"},
  });
}

TEST(GraduationPermitsTest, MostFavourableStayCounts) {
  const auto in_april = [](Facts& f) {
    f.apprentices[0].graduation_date = D("2027-03-14");
    f.schemes[0].months_after_graduation = kDuring;
  };
  CheckRuleCases<GraduationPermits>({{"OnlyTheEarliestStay", in_april, Ruling::Allowed()}});
  CheckStayCases<GraduationPermits>(
      in_april, {{"2027-03-01..2027-03-14", Ruling::Allowed()}, {"2027-03-02..2027-03-15", Ruling::Refused()}});
}

}  // namespace
}  // namespace walz
