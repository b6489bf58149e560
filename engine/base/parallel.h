// ParallelFor: runs one function over blocks of an index range on several threads.

#ifndef ENGINE_BASE_PARALLEL_H_
#define ENGINE_BASE_PARALLEL_H_

#include <cstddef>
#include <functional>

namespace walz {

// Calls `body(first, last)` for consecutive blocks of `block_size` that cover [0, count), on `thread_count` threads.
// Blocks are taken in order; the caller must not depend on which thread runs which.  Returns when all are done;
// a thread that the machine starts later than that ends by itself, without a call.
// REQUIRES: body does not throw.
void ParallelFor(std::size_t count, std::size_t block_size, int thread_count,
                 const std::function<void(std::size_t first, std::size_t last)>& body);

}  // namespace walz

#endif  // ENGINE_BASE_PARALLEL_H_
