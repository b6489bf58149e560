#include "service/call/right_of_way.h"

namespace walz {

RightOfWay::Question::Question(RightOfWay& way) : way_(&way) {
  const std::lock_guard lock(way.mutex_);
  ++way.question_count_;
}

void RightOfWay::GiveWay(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  free_.wait_for(lock, stop, kPatience, [this] { return question_count_ == 0; });
}

void RightOfWay::EndQuestion() {
  {
    const std::lock_guard lock(mutex_);
    if (--question_count_ > 0) return;
  }
  free_.notify_all();
}

}  // namespace walz
