// kept_from_last_run: this opening, another one, none.

#include "engine/rules/kept_from_last_run.h"

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

TEST(KeptFromLastRunTest, Points) {
  const DayRange stay = R("2027-03-01..2027-03-14");
  CheckPointsCases<KeptFromLastRun>({
      {"NoLastRun", [](Facts&) {}, 0},
      {"Here",
       [=](Facts& f) {
         f.last_run.push_back({"A", "O", stay});
       },
       1000},
      {"Elsewhere",
       [=](Facts& f) {
         f.openings.push_back(MakeOpening(f, "P", "H"));
         f.last_run.push_back({"A", "P", stay});
       },
       0},
      {"AnotherApprentice",
       [=](Facts& f) {
         f.apprentices.push_back(MakeApprentice(f, "B", "C"));
         f.last_run.push_back({"B", "O", stay});
       },
       0},
  });
}

}  // namespace
}  // namespace walz
