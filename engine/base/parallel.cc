#include "engine/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace walz {

void ParallelFor(std::size_t count, std::size_t block_size, int thread_count,
                 const std::function<void(std::size_t first, std::size_t last)>& body) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (;;) {
      const std::size_t first = next.fetch_add(block_size);
      if (first >= count) return;
      body(first, std::min(first + block_size, count));
    }
  };
  std::vector<std::jthread> helpers;
  for (int i = 1; i < thread_count && static_cast<std::size_t>(i) * block_size < count; ++i) helpers.emplace_back(work);
  work();
}

}  // namespace walz
