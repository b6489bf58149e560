// niceness: a nice thread and those that it starts give way, others do not.

#include "service/call/niceness.h"

#include <thread>

#include <gtest/gtest.h>
#include <sched.h>

namespace walz {
namespace {

TEST(NicenessTest, IsThatOfTheThreadAndOfThoseThatItStarts) {
  std::jthread([] {
    BeNice();
    EXPECT_EQ(sched_getscheduler(0), SCHED_IDLE);
    std::jthread([] { EXPECT_EQ(sched_getscheduler(0), SCHED_IDLE); }).join();
  }).join();
  EXPECT_EQ(sched_getscheduler(0), SCHED_OTHER);
}

}  // namespace
}  // namespace walz
