// A client without stubs: methods by name, blocking; for tests and benches.

#ifndef TESTS_SERVICE_RPC_RAW_CLIENT_H_
#define TESTS_SERVICE_RPC_RAW_CLIENT_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>

namespace walz {

// PEM texts; empty: no TLS.
struct ClientTls {
  std::string roots;
  std::string key;
  std::string certificate;
};

struct CallOptions {
  absl::Duration timeout = absl::Seconds(20);
  std::vector<std::pair<std::string, std::string>> metadata;
  bool gzip = false;
};

class RawClient {
 public:
  // `127.0.0.1:7443` or `unix:/path`.  Each client has a connection of its own.
  explicit RawClient(const std::string& target, const ClientTls& tls = {});
  ~RawClient();

  // `method` such as `walz.v1.CentreService/GetCentre`.  The status has the details as payloads.
  absl::Status Unary(const std::string& method, const google::protobuf::Message& request,
                     google::protobuf::Message& response, const CallOptions& options = {});
  absl::Status UnaryBytes(const std::string& method, const std::string& request, std::string& response,
                          const CallOptions& options = {});

  // `read` is called for every message and cancels the call by returning false.
  absl::Status ServerStream(const std::string& method, const google::protobuf::Message& request,
                            const std::function<bool(const std::string& bytes)>& read, const CallOptions& options = {});

  // `write` fills the next message; false ends the stream.
  absl::Status ClientStream(const std::string& method, const std::function<bool(std::string& bytes)>& write,
                            google::protobuf::Message& response, const CallOptions& options = {});

  // Starts a call with a client stream, writes `bytes` and goes away without ending it.
  void AbandonClientStream(const std::string& method, const std::string& bytes,
                           const std::function<void()>& before_leaving);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace walz

#endif  // TESTS_SERVICE_RPC_RAW_CLIENT_H_
