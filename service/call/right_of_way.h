// RightOfWay: somebody who waits for an answer goes first; bulk work lets questions pass between two of its steps.
//
//   const RightOfWay::Question question = way.Ask();    // As long as it is being answered.
//   way.GiveWay(stop);                                  // Before each small step of an import, or of tidying up.
//
//   const std::shared_ptr<RightOfWay::Stream> stream = way.BeginStream();
//   stream->Note(revision);                             // Of each of its commits, until the stream's end is answered.
//   if (way.MayLeaveOut(after, until)) ...              // A question need not wait for what nobody was told of.
//
// Niceness alone does not do it: what bulk work hands on, such as commits, is done by threads that all wait for, and a
// nice thread that the kernel lets run may hold its processor until the next tick, for milliseconds.
//
// Thread rule: all methods from any thread.

#ifndef SERVICE_CALL_RIGHT_OF_WAY_H_
#define SERVICE_CALL_RIGHT_OF_WAY_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_set.h>

namespace walz {

class RightOfWay {
 public:
  // Where one question comes after another bulk work goes on slowly: it waits so long at most,
  static constexpr std::chrono::milliseconds kPatience{100};
  // and then goes so far without waiting again.
  static constexpr std::chrono::milliseconds kStride{25};

  // Being answered as long as it, or one that was moved from it, lives.
  class Question {
   public:
    explicit Question(RightOfWay& way);
    Question(Question&&) = default;
    Question& operator=(Question&&) = default;

   private:
    struct End {
      void operator()(RightOfWay* way) const { way->EndQuestion(); }
    };
    std::unique_ptr<RightOfWay, End> way_;
  };
  Question Ask() { return Question(*this); }

  // What a stream of writes has committed while it is under way: as long as somebody holds it, which may be longer than
  // the RightOfWay lives.
  class Stream;
  std::shared_ptr<Stream> BeginStream();

  // True only if all revisions after `after` up to `until` are of streams under way, so that nobody who wrote them
  // knows yet that they are written.  O(until - after).
  bool MayLeaveOut(std::int64_t after, std::int64_t until) const;

  // Waits while questions are being answered; shorter if stopped.  Where nobody asks it costs next to nothing.
  void GiveWay(const std::stop_token& stop) {
    if (question_count_.load(std::memory_order_relaxed) > 0) Wait(stop);
  }

 private:
  using Clock = std::chrono::steady_clock;

  // Of all streams.
  struct Unanswered {
    std::mutex mutex;
    absl::flat_hash_set<std::int64_t> revisions;
  };

  void Wait(const std::stop_token& stop);
  void EndQuestion();

  std::atomic<int> question_count_ = 0;  // Written with the lock.
  std::mutex mutex_;
  std::condition_variable_any free_;
  Clock::time_point stride_ends_;
  const std::shared_ptr<Unanswered> unanswered_ = std::make_shared<Unanswered>();
};

class RightOfWay::Stream {
 public:
  explicit Stream(std::shared_ptr<Unanswered> unanswered) : unanswered_(std::move(unanswered)) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream();

  void Note(std::int64_t revision);

 private:
  const std::shared_ptr<Unanswered> unanswered_;
  std::vector<std::int64_t> revisions_;  // With the lock of unanswered_.
};

}  // namespace walz

#endif  // SERVICE_CALL_RIGHT_OF_WAY_H_
