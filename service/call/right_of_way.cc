#include "service/call/right_of_way.h"

namespace walz {

RightOfWay::Question::Question(RightOfWay& way) : way_(&way) {
  const std::lock_guard lock(way.mutex_);
  ++way.question_count_;
}

void RightOfWay::Wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (Clock::now() < stride_ends_) return;
  const bool is_free = free_.wait_for(lock, stop, kPatience, [this] { return question_count_ == 0; });
  if (!is_free) stride_ends_ = Clock::now() + kStride;
}

void RightOfWay::EndQuestion() {
  {
    const std::lock_guard lock(mutex_);
    if (--question_count_ > 0) return;
  }
  free_.notify_all();
}

void RightOfWay::Stream::Note(std::int64_t revision) {
  const std::lock_guard lock(way_.streams_mutex_);
  revisions_.push_back(revision);
  way_.of_streams_.insert(revision);
}

RightOfWay::Stream::~Stream() {
  const std::lock_guard lock(way_.streams_mutex_);
  for (const std::int64_t revision : revisions_) way_.of_streams_.erase(revision);
}

bool RightOfWay::MayLeaveOut(std::int64_t after, std::int64_t until) const {
  const std::lock_guard lock(streams_mutex_);
  if (until - after > static_cast<std::int64_t>(of_streams_.size())) return false;
  for (std::int64_t revision = after + 1; revision <= until; ++revision) {
    if (!of_streams_.contains(revision)) return false;
  }
  return true;
}

}  // namespace walz
