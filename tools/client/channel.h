// Channel: calls of walz.v1 over gRPC, without generated stubs; the client's only file that knows gRPC is channel.cc.
//
//   WALZ_ASSIGN_OR_RETURN(Channel channel, Channel::Open({.address = "unix:/run/walzd/walzd.sock"}));
//   const absl::Status status = channel.Call("walz.v1.CentreService/GetCentre", request, response, deadline);
//
// A refused call keeps its google.rpc details as payloads of the status: ReasonOf, MetadataOf and FieldFaultsOf read
// them.  Thread rule: calls may be made from many threads at once.

#ifndef TOOLS_CLIENT_CHANNEL_H_
#define TOOLS_CLIENT_CHANNEL_H_

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>

namespace walz {

// Where the daemon listens, and what to show it.
struct Endpoint {
  std::string address;  // `unix:/run/walzd/walzd.sock` or `host:port`.
  // PEM texts, not paths.  With any of them TLS is spoken; without `ca` the machine's own roots are trusted.
  bool tls = false;
  std::string ca;
  std::string certificate;
  std::string key;
  // Bearer token; empty: none.  Never sent in the clear but to a unix socket or to loopback.
  std::string token;
};

// Messages that a client takes are at most so long.
inline constexpr int kReceiveBytesMax = 64 << 20;

class Channel {
 public:
  // INVALID_ARGUMENT where the endpoint cannot be used.  Connects with the first call.
  static absl::StatusOr<Channel> Open(const Endpoint& endpoint);
  Channel(Channel&&) noexcept;
  Channel& operator=(Channel&&) noexcept;
  ~Channel();

  // `method` such as `walz.v1.CentreService/GetCentre`.
  absl::Status Call(absl::string_view method, const google::protobuf::Message& request,
                    google::protobuf::Message& response, absl::Time deadline) const;

  // Gives every message to `on_message` until the stream ends, it answers false, or `stop` is asked.  OK in the first
  // two cases, CANCELLED in the third.  `response` is the message that is filled again and again.
  absl::Status ServerStream(absl::string_view method, const google::protobuf::Message& request,
                            google::protobuf::Message& response, absl::FunctionRef<bool()> on_message,
                            std::stop_token stop, absl::Time deadline = absl::InfiniteFuture()) const;

  // Sends `request`, filled by `next` again and again, until that answers false; then waits for the response.
  absl::Status ClientStream(absl::string_view method, google::protobuf::Message& request,
                            absl::FunctionRef<bool()> next, google::protobuf::Message& response, std::stop_token stop,
                            absl::Time deadline = absl::InfiniteFuture()) const;

 private:
  struct Connection;
  explicit Channel(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
};

// `unix:...`, or a host that is this machine's loopback.
bool IsLocalAddress(absl::string_view address);

}  // namespace walz

#endif  // TOOLS_CLIENT_CHANNEL_H_
