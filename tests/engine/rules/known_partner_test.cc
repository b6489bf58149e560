// known_partner: earlier stays up to four count.

#include "engine/rules/known_partner.h"

#include <functional>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

std::function<void(Facts&)> Knows(const char* centre, int stays) {
  return [=](Facts& f) { f.companies[0].known_centres[centre] = stays; };
}

TEST(KnownPartnerTest, Points) {
  CheckPointsCases<KnownPartner>({
      {"Unknown", [](Facts&) {}, 0},
      {"NoStay", Knows("C", 0), 0},
      {"OneStay", Knows("C", 1), 250},
      {"FourStays", Knows("C", 4), 1000},
      {"FiveStays", Knows("C", 5), 1000},
      {"AnotherCentre", Knows("D", 9), 0},
  });
}

}  // namespace
}  // namespace walz
