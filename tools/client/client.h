// Client: a channel to the daemon and the patience that calls need.
//
// A call that may be sent twice is sent again, after a pause, when the daemon does not answer: reads, and writes that
// carry a request_id, which the client fills in.  Thread rule: calls may be made from many threads at once.

#ifndef TOOLS_CLIENT_CLIENT_H_
#define TOOLS_CLIENT_CLIENT_H_

#include <stop_token>
#include <string>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>

#include "tools/client/channel.h"

namespace walz {

inline constexpr int kAttemptsMax = 5;
inline constexpr absl::Duration kFirstPause = absl::Milliseconds(100);  // Doubled each time.

struct Patience {
  absl::Duration time_limit = absl::Seconds(60);  // Of one call with all its attempts.
  int attempts_max = kAttemptsMax;
};

class Client {
 public:
  static absl::StatusOr<Client> Open(const Endpoint& endpoint, const Patience& patience);

  // `request` is changed: its request_id is filled in where it has one.
  absl::Status Call(absl::string_view method, google::protobuf::Message& request,
                    google::protobuf::Message& response) const;

  // For streams, which are never sent twice.
  const Channel& channel() const { return channel_; }
  const std::string& address() const { return address_; }

 private:
  Client(Channel channel, std::string address, const Patience& patience)
      : channel_(std::move(channel)), address_(std::move(address)), patience_(patience) {}

  Channel channel_;
  std::string address_;
  Patience patience_;
};

// 32 hex digits from the system's random source.
std::string MakeRequestId();

// Fills an empty request_id.  True if the request has one.
bool FillRequestId(google::protobuf::Message& request);

// What is sent twice does no harm.
bool MayBeSentTwice(absl::string_view method, bool has_request_id);

// Nobody answered at the address, as opposed to a daemon that says that it cannot serve now.
bool IsUnreachable(const absl::Status& status);

}  // namespace walz

#endif  // TOOLS_CLIENT_CLIENT_H_
