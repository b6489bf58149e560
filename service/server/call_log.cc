#include "service/server/call_log.h"

#include <string>
#include <utility>

#include <absl/time/clock.h>

namespace walz {
namespace {

LogLevel LevelOf(const CallEnd& end) {
  switch (end.code) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return LogLevel::kError;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return LogLevel::kInfo;
    default:
      return LogLevel::kDebug;
  }
}

}  // namespace

void CallLog::OnCallStart(absl::string_view) {}

void CallLog::OnCallEnd(const CallEnd& end) {
  const LogLevel level = LevelOf(end);
  if (!log_.Wants(level)) return;
  std::int64_t left_out = 0;
  if (level == LogLevel::kInfo) {
    left_out = TakeRefusedLine(absl::Now());
    if (left_out < 0) return;
  }
  LogFields fields = {{"method", std::string(end.method)},
                      {"code", absl::StatusCodeToString(end.code)},
                      {"duration_us", absl::ToInt64Microseconds(end.duration)},
                      {"principal", std::string(end.principal)},
                      {"peer", std::string(end.peer)}};
  if (!end.request_id.empty()) fields.emplace_back("request_id", std::string(end.request_id));
  if (!end.reason.empty()) fields.emplace_back("reason", std::string(end.reason));
  if (!end.internal_error.empty()) fields.emplace_back("error", std::string(end.internal_error));
  if (end.request_count > 1) fields.emplace_back("requests", end.request_count);
  if (end.response_count > 1) fields.emplace_back("responses", end.response_count);
  if (left_out > 0) fields.emplace_back("lines_left_out", left_out);
  log_.Write(level, "call", fields);
}

void CallLog::OnTransportError(absl::string_view text) {
  const std::int64_t left_out = TakeRefusedLine(absl::Now());
  if (left_out < 0) return;
  LogFields fields = {{"error", std::string(text)}};
  if (left_out > 0) fields.emplace_back("lines_left_out", left_out);
  log_.Write(LogLevel::kWarn, "transport", fields);
}

std::int64_t CallLog::TakeRefusedLine(absl::Time now) {
  const std::lock_guard lock(mutex_);
  if (now - second_ >= absl::Seconds(1)) {
    second_ = now;
    lines_ = 0;
  }
  if (++lines_ > kRefusedLinesMax) {
    ++left_out_;
    return -1;
  }
  return std::exchange(left_out_, 0);
}

}  // namespace walz
