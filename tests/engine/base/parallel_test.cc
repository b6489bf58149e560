// ParallelFor covers every index once, whatever the blocks and threads.

#include "engine/base/parallel.h"

#include <atomic>
#include <vector>

#include <gtest/gtest.h>

namespace walz {
namespace {

TEST(ParallelTest, EveryIndexOnce) {
  for (const std::size_t count : {0u, 1u, 7u, 100u, 1001u}) {
    for (const std::size_t block : {1u, 3u, 64u, 5000u}) {
      for (const int threads : {1, 2, 4}) {
        std::vector<std::atomic<int>> seen(count);
        ParallelFor(count, block, threads, [&](std::size_t first, std::size_t last) {
          for (std::size_t i = first; i < last; ++i) ++seen[i];
        });
        for (const auto& times : seen) EXPECT_EQ(times, 1);
      }
    }
  }
}

// A thread may start when all is done: it finds nothing to do, whatever has become of the body.
TEST(ParallelTest, LeavesThreadsBehindThatComeTooLate) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < 2000; ++i) {
    std::atomic<std::size_t> own = 0;
    ParallelFor(3, 1, 4, [&](std::size_t first, std::size_t) { own += first; });
    sum += own;
  }
  EXPECT_EQ(sum, 6000u);
}

}  // namespace
}  // namespace walz
