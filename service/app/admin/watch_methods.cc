#include "service/app/admin/watch_methods.h"

#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/admin/change_feed.h"
#include "service/app/resources/list_query.h"
#include "service/call/errors.h"

namespace walz {
namespace {

absl::Status CheckRequest(const v1::WatchRequest& request) {
  std::vector<FieldFault> faults;
  if (request.after_revision() < 0) faults.push_back({"after_revision", "out_of_range", "is 0 or more"});
  if (request.heartbeat_seconds() < 0 || request.heartbeat_seconds() > kHeartbeatSecondsMax) {
    faults.push_back({"heartbeat_seconds", "out_of_range", absl::StrCat("takes 0..", kHeartbeatSecondsMax)});
  }
  return faults.empty() ? absl::OkStatus() : RefuseFields(faults);
}

// A revision that the store has not reached, such as one from before it was restored.
absl::Status RefuseAhead(Revision after, Revision newest) {
  return Refuse(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_REVISION_COMPACTED,
                absl::StrCat("revision ", after, " is ahead of the store's, ", newest,
                             ", as after a restore; list again and watch from the list's revision"),
                {{"oldest_revision", absl::StrCat(newest)}});
}

// Counts a stream while it is open.
class OpenStream {
 public:
  explicit OpenStream(std::atomic<int>& count) : count_(count), number_(++count) {}
  OpenStream(const OpenStream&) = delete;
  OpenStream& operator=(const OpenStream&) = delete;
  ~OpenStream() { --count_; }
  int number() const { return number_; }

 private:
  std::atomic<int>& count_;
  const int number_;
};

}  // namespace

WatchMethods::WatchMethods(Store& store, std::function<absl::Time()> now) : store_(store), now_(std::move(now)) {}

void WatchMethods::Register(MethodSet& methods) {
  methods.ServerStream<v1::WatchRequest, v1::WatchResponse>(
      "walz.v1.WatchService/Watch", [this](const Call& call, const v1::WatchRequest& request,
                                           Writer<v1::WatchResponse>& writer) { return Watch(call, request, writer); });
}

absl::Status WatchMethods::Watch(const Call& call, const v1::WatchRequest& request, Writer<v1::WatchResponse>& writer) {
  WALZ_RETURN_IF_ERROR(CheckRequest(request));
  const OpenStream open(stream_count_);
  if (open.number() > kWatchStreamsMax) {
    return Refuse(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_LIMIT_REACHED,
                  absl::StrCat("more than ", kWatchStreamsMax, " streams watch already; come again later"),
                  {{"limit", "watch_streams_max"}, {"value", absl::StrCat(kWatchStreamsMax)}});
  }
  WALZ_ASSIGN_OR_RETURN(ChangeFeed feed, ChangeFeed::Create(call, request, store_, writer));
  const Revision newest = store_.OpenSnapshot()->revision();
  if (request.after_revision() > newest) return RefuseAhead(request.after_revision(), newest);
  Revision seen = request.after_revision() > 0 ? request.after_revision() : newest;
  const absl::Duration heartbeat =
      absl::Seconds(request.heartbeat_seconds() > 0 ? request.heartbeat_seconds() : kHeartbeatSecondsDefault);

  // What is compacted is refused before anything is sent.
  WALZ_ASSIGN_OR_RETURN(std::vector<Change> entries, store_.Changes(seen, kWatchEntriesMax));
  WALZ_RETURN_IF_ERROR(feed.SendLife(seen));
  absl::Time next_life = now_() + heartbeat;
  while (!call.stop.stop_requested()) {
    if (entries.empty()) {
      store_.WaitBeyond(seen, next_life, call.stop);
    } else {
      WALZ_ASSIGN_OR_RETURN(const bool sent, feed.Send(entries));
      seen = entries.back().revision;
      if (sent) next_life = now_() + heartbeat;
    }
    const absl::Time now = now_();
    // Farther off than a heartbeat: the clock has been set back.
    if (now >= next_life || next_life > now + heartbeat) {
      WALZ_RETURN_IF_ERROR(feed.SendLife(seen));
      next_life = now + heartbeat;
    }
    WALZ_ASSIGN_OR_RETURN(entries, store_.Changes(seen, kWatchEntriesMax));
  }
  return Stopped();
}

}  // namespace walz
