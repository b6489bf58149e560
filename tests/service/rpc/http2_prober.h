// Http2Prober: a client that does what no client should: plain sockets, frames by hand.

#ifndef TESTS_SERVICE_RPC_HTTP2_PROBER_H_
#define TESTS_SERVICE_RPC_HTTP2_PROBER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace walz {

class Http2Prober {
 public:
  enum FrameType : std::uint8_t {
    kData = 0,
    kHeaders = 1,
    kRstStream = 3,
    kSettings = 4,
    kPing = 6,
    kWindowUpdate = 8,
    kContinuation = 9,
  };
  static constexpr std::uint8_t kEndStream = 0x1;
  static constexpr std::uint8_t kEndHeaders = 0x4;
  static constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  // Connects to the loopback.
  explicit Http2Prober(int port);
  ~Http2Prober();
  Http2Prober(const Http2Prober&) = delete;
  Http2Prober& operator=(const Http2Prober&) = delete;

  // False once the server has closed the connection.  What it sends meanwhile is read and dropped.
  bool Send(absl::string_view bytes);
  bool SendFrame(FrameType type, std::uint8_t flags, std::uint32_t stream, absl::string_view payload);
  // The preface and empty settings.
  bool Open();
  // Waits until the server closes; false if it did not within `timeout`.
  bool AwaitClose(absl::Duration timeout);

  static std::string Frame(FrameType type, std::uint8_t flags, std::uint32_t stream, absl::string_view payload);
  // HPACK: every field as a literal without indexing, without Huffman code.
  static std::string HeaderBlock(const std::vector<std::pair<std::string, std::string>>& fields);
  // The fields of a call to `path`, and then `more`.
  static std::string CallHeaders(const std::string& path,
                                 const std::vector<std::pair<std::string, std::string>>& more = {});

 private:
  void Drop();

  int fd_ = -1;
  bool closed_ = false;
};

}  // namespace walz

#endif  // TESTS_SERVICE_RPC_HTTP2_PROBER_H_
