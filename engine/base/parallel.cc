#include "engine/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include <pthread.h>
#include <sched.h>

namespace walz {
namespace {

// What the threads of one call share.  Outlives the call where a thread comes too late.
class Blocks {
 public:
  using Body = std::function<void(std::size_t first, std::size_t last)>;

  // `body` must live until Await returns.
  Blocks(std::size_t count, std::size_t block_size, const Body& body)
      : count_(count), block_size_(block_size), body_(body) {}

  // Takes blocks until none is left.
  void Work() {
    for (;;) {
      const std::size_t first = next_.fetch_add(block_size_);
      if (first >= count_) return;
      const std::size_t last = std::min(first + block_size_, count_);
      body_(first, last);
      if (done_.fetch_add(last - first) + (last - first) == count_) done_.notify_all();
    }
  }

  // Until all blocks are done.
  void Await() const {
    for (std::size_t done = done_.load(); done < count_; done = done_.load()) done_.wait(done);
  }

 private:
  const std::size_t count_;
  const std::size_t block_size_;
  const Body& body_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> done_ = 0;
};

// What a new thread is told.
struct Start {
  std::shared_ptr<Blocks> blocks;
  bool is_placed = false;
  cpu_set_t processors;  // Where it may run, once it is placed.
};

void* RunHelper(void* start) {
  const std::unique_ptr<const Start> own(static_cast<Start*>(start));
  if (own->is_placed) sched_setaffinity(0, sizeof own->processors, &own->processors);
  own->blocks->Work();
  return nullptr;
}

// Starts a thread on another processor than this one's: Linux may start it on this one, behind this thread, and finds
// the free one only at one of its next ticks, too late for work of a few milliseconds.  Nobody waits for the thread: it
// may start when all is done.  Does nothing if there can be no thread more.
void StartHelper(std::shared_ptr<Blocks> blocks) {
  auto start = std::make_unique<Start>();
  start->blocks = std::move(blocks);
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  const int here = sched_getcpu();
  if (here >= 0 && sched_getaffinity(0, sizeof start->processors, &start->processors) == 0) {
    cpu_set_t others = start->processors;
    CPU_CLR(static_cast<std::size_t>(here), &others);
    start->is_placed = CPU_COUNT(&others) > 0 && pthread_attr_setaffinity_np(&attributes, sizeof others, &others) == 0;
  }
  pthread_t thread;
  if (pthread_create(&thread, &attributes, &RunHelper, start.get()) == 0) start.release();
  pthread_attr_destroy(&attributes);
}

}  // namespace

void ParallelFor(std::size_t count, std::size_t block_size, int thread_count,
                 const std::function<void(std::size_t first, std::size_t last)>& body) {
  const auto blocks = std::make_shared<Blocks>(count, block_size, body);
  for (int i = 1; i < thread_count && static_cast<std::size_t>(i) * block_size < count; ++i) StartHelper(blocks);
  blocks->Work();
  blocks->Await();
}

}  // namespace walz
