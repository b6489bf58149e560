// RightOfWay: somebody who waits for an answer goes first; bulk work lets questions pass between two of its steps.
//
//   const RightOfWay::Question question = way.Ask();    // As long as it is being answered.
//   way.GiveWay(stop);                                  // Before each step of an import, or of tidying up.
//
// Niceness alone does not do it: what bulk work hands on, such as commits, is done by threads that all wait for.
//
// Thread rule: all methods from any thread.

#ifndef SERVICE_CALL_RIGHT_OF_WAY_H_
#define SERVICE_CALL_RIGHT_OF_WAY_H_

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>

namespace walz {

class RightOfWay {
 public:
  // A step waits so long at most, so that bulk work goes on, slowly, where one question comes after another.
  static constexpr std::chrono::milliseconds kPatience{100};

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

  // Waits while questions are being answered; shorter if stopped.
  void GiveWay(const std::stop_token& stop);

 private:
  void EndQuestion();

  std::mutex mutex_;
  std::condition_variable_any free_;
  int question_count_ = 0;
};

}  // namespace walz

#endif  // SERVICE_CALL_RIGHT_OF_WAY_H_
