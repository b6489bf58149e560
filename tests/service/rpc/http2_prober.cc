#include "tests/service/rpc/http2_prober.h"

#include <cerrno>

#include <absl/time/clock.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace walz {
namespace {

// Length of an HPACK string with a prefix of 7 bits.
void AppendLength(std::size_t length, std::string& block) {
  if (length < 127) {
    block += static_cast<char>(length);
    return;
  }
  block += static_cast<char>(127);
  for (length -= 127; length >= 128; length /= 128) block += static_cast<char>(length % 128 + 128);
  block += static_cast<char>(length);
}

}  // namespace

Http2Prober::Http2Prober(int port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  closed_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0;
}

Http2Prober::~Http2Prober() { close(fd_); }

bool Http2Prober::Send(absl::string_view bytes) {
  while (!bytes.empty() && !closed_) {
    pollfd polled = {fd_, POLLIN | POLLOUT, 0};
    poll(&polled, 1, -1);
    if ((polled.revents & (POLLIN | POLLHUP | POLLERR)) != 0) Drop();
    if (closed_ || (polled.revents & POLLOUT) == 0) continue;
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EAGAIN && errno != EINTR) {
      closed_ = true;
    }
  }
  return !closed_;
}

void Http2Prober::Drop() {
  char bytes[65'536];
  const ssize_t received = recv(fd_, bytes, sizeof(bytes), MSG_DONTWAIT);
  if (received == 0 || (received < 0 && errno != EAGAIN && errno != EINTR)) closed_ = true;
}

bool Http2Prober::SendFrame(FrameType type, std::uint8_t flags, std::uint32_t stream, absl::string_view payload) {
  return Send(Frame(type, flags, stream, payload));
}

bool Http2Prober::Open() { return Send(kPreface) && SendFrame(kSettings, 0, 0, ""); }

bool Http2Prober::AwaitClose(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  while (!closed_) {
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) return false;
    pollfd polled = {fd_, POLLIN, 0};
    if (poll(&polled, 1, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1) > 0) Drop();
  }
  return true;
}

std::string Http2Prober::Frame(FrameType type, std::uint8_t flags, std::uint32_t stream, absl::string_view payload) {
  std::string frame;
  for (const int shift : {16, 8, 0}) frame += static_cast<char>(payload.size() >> shift);
  frame += static_cast<char>(type);
  frame += static_cast<char>(flags);
  for (const int shift : {24, 16, 8, 0}) frame += static_cast<char>(stream >> shift);
  frame.append(payload.data(), payload.size());
  return frame;
}

std::string Http2Prober::HeaderBlock(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    block += '\0';
    AppendLength(name.size(), block);
    block += name;
    AppendLength(value.size(), block);
    block += value;
  }
  return block;
}

std::string Http2Prober::CallHeaders(const std::string& path,
                                     const std::vector<std::pair<std::string, std::string>>& more) {
  std::vector<std::pair<std::string, std::string>> fields = {{":method", "POST"}, {":scheme", "http"},
                                                             {":path", path},     {":authority", "x"},
                                                             {"te", "trailers"},  {"content-type", "application/grpc"}};
  fields.insert(fields.end(), more.begin(), more.end());
  return HeaderBlock(fields);
}

}  // namespace walz
