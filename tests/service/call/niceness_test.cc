// niceness: a nice thread and those that it starts give way, others do not.

#include "service/call/niceness.h"

#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace walz {
namespace {

int OwnNiceness() { return getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())); }

TEST(NicenessTest, IsThatOfTheThreadAndOfThoseThatItStarts) {
  const int before = OwnNiceness();
  std::jthread([&] {
    BeNice();
    const int nice = OwnNiceness();
    EXPECT_GE(nice, 15);
    std::jthread([&] { EXPECT_EQ(OwnNiceness(), nice); }).join();
  }).join();
  EXPECT_EQ(OwnNiceness(), before);
}

}  // namespace
}  // namespace walz
