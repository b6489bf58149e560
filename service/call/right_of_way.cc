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

std::shared_ptr<RightOfWay::Stream> RightOfWay::BeginStream() { return std::make_shared<Stream>(unanswered_); }

bool RightOfWay::MayLeaveOut(std::int64_t after, std::int64_t until) const {
  const std::lock_guard lock(unanswered_->mutex);
  const absl::flat_hash_set<std::int64_t>& revisions = unanswered_->revisions;
  if (until - after > static_cast<std::int64_t>(revisions.size())) return false;
  for (std::int64_t revision = after + 1; revision <= until; ++revision) {
    if (!revisions.contains(revision)) return false;
  }
  return true;
}

void RightOfWay::Stream::Note(std::int64_t revision) {
  const std::lock_guard lock(unanswered_->mutex);
  revisions_.push_back(revision);
  unanswered_->revisions.insert(revision);
}

RightOfWay::Stream::~Stream() {
  const std::lock_guard lock(unanswered_->mutex);
  for (const std::int64_t revision : revisions_) unanswered_->revisions.erase(revision);
}

}  // namespace walz
