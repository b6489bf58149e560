#include "tests/service/store/linearizability.h"

#include <gtest/gtest.h>

namespace walz {
namespace {

const ModelState kStart = ModelState::FromText("3 a=x@2 b=y@3");

TEST(LinearizabilityTest, TheModelAnswersAsItsHeaderSays) {
  ModelState state = kStart;
  EXPECT_EQ(state.Text(), "3 a=x@2 b=y@3");
  EXPECT_EQ(Apply("get a", state), "x@2");
  EXPECT_EQ(Apply("get c", state), "none");
  EXPECT_EQ(Apply("put a z", state), "4");
  EXPECT_EQ(Apply("cas a 2 w", state), "differs");
  EXPECT_EQ(Apply("cas a 4 w", state), "5");
  EXPECT_EQ(Apply("cas c 0 v", state), "6");
  EXPECT_EQ(Apply("delete b", state), "7");
  EXPECT_EQ(Apply("list", state), "7 a=w@5 c=v@6");
}

TEST(LinearizabilityTest, TellsPossibleHistoriesFromImpossibleOnes) {
  struct Case {
    const char* name;
    std::vector<Call> calls;
    bool possible;
  };
  const Case cases[] = {
      {"Empty", {}, true},
      {"OneAfterTheOther", {{"put a z", "4", 1, 2}, {"get a", "z@4", 3, 4}}, true},
      {"AStaleRead", {{"put a z", "4", 1, 2}, {"get a", "x@2", 3, 4}}, false},
      {"AStaleReadAtTheSameTime", {{"put a z", "4", 1, 4}, {"get a", "x@2", 2, 3}}, true},
      {"NewThenOld", {{"put a z", "4", 1, 6}, {"get a", "z@4", 2, 3}, {"get a", "x@2", 4, 5}}, false},
      {"OldThenNew", {{"put a z", "4", 1, 6}, {"get a", "x@2", 2, 3}, {"get a", "z@4", 4, 5}}, true},
      {"TwoWinners", {{"cas a 2 v", "4", 1, 4}, {"cas a 2 w", "5", 2, 3}}, false},
      {"OneWinner", {{"cas a 2 v", "4", 1, 4}, {"cas a 2 w", "differs", 2, 3}}, true},
      {"BothRefused", {{"cas a 2 v", "differs", 1, 4}, {"cas a 2 w", "differs", 2, 3}}, false},
      {"UnknownThatHappened", {{"put a z", {}, 1, 0}, {"list", "4 a=z@4 b=y@3", 2, 3}}, true},
      {"UnknownThatDidNot", {{"put a z", {}, 1, 0}, {"list", "3 a=x@2 b=y@3", 2, 3}}, true},
      {"UnknownBeforeItWasMade", {{"list", "4 a=z@4 b=y@3", 1, 2}, {"put a z", {}, 3, 0}}, false},
      {"UnknownThatCameAndWent",
       {{"put a z", {}, 1, 0}, {"get a", "z@4", 2, 3}, {"list", "3 a=x@2 b=y@3", 4, 5}},
       false},
      {"ALostAcknowledgement", {{"put a z", "4", 1, 2}, {"list", "3 a=x@2 b=y@3", 3, 4}}, false},
      {"ALostMiddle", {{"put a z", "4", 1, 2}, {"put b w", "5", 3, 4}, {"list", "5 a=x@2 b=w@5", 5, 6}}, false},
      {"ARevisionTwice", {{"put a z", "4", 1, 4}, {"put b w", "4", 2, 3}}, false},
      {"AListOfTwoMoments", {{"put a z", "4", 1, 2}, {"put b w", "5", 3, 6}, {"list", "5 a=x@2 b=w@5", 4, 5}}, false},
  };
  for (const Case& row : cases) EXPECT_EQ(IsLinearizable(row.calls, kStart), row.possible) << row.name;
}

}  // namespace
}  // namespace walz
