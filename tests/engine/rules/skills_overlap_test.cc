// skills_overlap: shares, rounded down once.

#include "engine/rules/skills_overlap.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

std::function<void(Facts&)> Skills(std::vector<std::string> held, std::vector<std::string> wanted) {
  return [=](Facts& f) {
    f.apprentices[0].skills = Codes(f, held);
    f.openings[0].skills_wanted = Codes(f, wanted);
  };
}

TEST(SkillsOverlapTest, Points) {
  CheckPointsCases<SkillsOverlap>({
      {"NothingWanted", Skills({"welding"}, {}), 0},
      {"NothingHeld", Skills({}, {"welding"}), 0},
      {"All", Skills({"lathe", "welding"}, {"welding"}), 1000},
      {"OneOfThree", Skills({"welding"}, {"a", "b", "welding"}), 333},
      {"TwoOfThree", Skills({"a", "welding"}, {"a", "b", "welding"}), 666},
      {"NotAssessedIsNotHeld", Skills({"welding:?"}, {"welding"}), 0},
  });
}

}  // namespace
}  // namespace walz
