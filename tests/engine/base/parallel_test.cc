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

}  // namespace
}  // namespace walz
