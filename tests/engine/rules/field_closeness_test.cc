// field_closeness: 4, 3, 2 and fewer digits shared.

#include "engine/rules/field_closeness.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

std::function<void(Facts&)> OwnAndAccepted(const char* own, std::vector<std::string> accepted) {
  return [=](Facts& f) {
    f.apprentices[0].field = f.catalogue->FindField(own);
    f.openings[0].fields = Fields(f, accepted);
  };
}

TEST(FieldClosenessTest, Points) {
  CheckPointsCases<FieldCloseness>({
      {"FourDigits", OwnAndAccepted("0715", {"0715"}), 1000},
      {"ThreeDigits", OwnAndAccepted("0715", {"071"}), 800},
      {"ThreeDigitsWrittenAsFour", OwnAndAccepted("0715", {"0710"}), 800},
      {"TwoDigits", OwnAndAccepted("0715", {"07"}), 500},
      {"TwoDigitsWrittenAsFour", OwnAndAccepted("0715", {"0700"}), 500},
      {"ThreeOfOwnThree", OwnAndAccepted("071", {"071"}), 800},
      {"OneDigit", OwnAndAccepted("0715", {"06"}), 0},
      {"TheBestCounts", OwnAndAccepted("0715", {"07", "0715", "1013"}), 1000},
      {"ANeighbourIsClose", OwnAndAccepted("0715", {"07", "0711"}), 800},
  });
}

}  // namespace
}  // namespace walz
