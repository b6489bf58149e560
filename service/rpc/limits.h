// Limits: every bound of the gRPC server, by name and unit.
//
// Memory: what peers can make the server hold is at most
//
//   kQuotaBytes                                        all transports' buffers, over all connections
//   + (worker threads + worker queue) * receive_bytes  requests that wait or are worked on
//   + kStreamsMax * (receive_bytes * 2 + send_bytes)   one message in work, one ahead, one on its way out, of each
//   stream
//   + (kWorkerThreads + kStreamsMax) * 8 MiB           stacks, of which a few pages are touched
//
// With messages as small as they are in practice the quota is what counts; the unit of systemd sets MemoryMax above.

#ifndef SERVICE_RPC_LIMITS_H_
#define SERVICE_RPC_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include <absl/time/time.h>

namespace walz {

// Of one connection.
inline constexpr int kConcurrentStreamsMax = 100;                        // HTTP/2 SETTINGS_MAX_CONCURRENT_STREAMS.
inline constexpr int kMetadataBytesMax = 8'192;                          // All header fields of a call together.
inline constexpr absl::Duration kHandshakeTimeout = absl::Seconds(5);    // TLS, preface and first SETTINGS.
inline constexpr absl::Duration kConnectionIdleMax = absl::Minutes(15);  // Without calls.
inline constexpr absl::Duration kConnectionAgeMax = absl::Hours(24);
inline constexpr absl::Duration kConnectionAgeGrace = absl::Minutes(10);  // For calls in flight at that age.
inline constexpr absl::Duration kKeepaliveTime = absl::Minutes(1);        // Without a byte: ask whether it lives.
inline constexpr absl::Duration kKeepaliveTimeout = absl::Seconds(20);
inline constexpr absl::Duration kPingIntervalMin = absl::Seconds(10);  // Of the client's pings;
inline constexpr int kPingStrikesMax = 3;                              // who pings more often so many times, goes.
// What is read from a connection at a time.  A client that begins calls and takes them back at once (rapid reset) gets
// so many of them into one read, at some 100 bytes each, and gRPC makes them all, at some 20 KB each, before it comes
// to the first.  With its own 4 MiB such clients made the server grow by 800 MB, with 64 KiB by 270 MB, with this by 60
// MB.
inline constexpr int kReadBytesMax = 16 * 1024;

// Of one message.
inline constexpr int kReceiveBytesMax = 4 << 20;
inline constexpr int kSendBytesMax = 16 << 20;

// Of the server.
inline constexpr std::size_t kQuotaBytes = 256u << 20;               // ResourceQuota: transports' buffers.
inline constexpr int kQuotaThreads = 64;                             // ResourceQuota: gRPC's own threads.
inline constexpr int kWorkerThreads = 4;                             // For unary work of more than a millisecond.
inline constexpr int kWorkerQueueMax = 1'024;                        // Unary calls that wait for one of them.
inline constexpr int kStreamsMax = 256;                              // Streaming calls at once, each on a nice thread.
inline constexpr int kStreamsPerPrincipalMax = 64;                   // Of these, open at once for one caller.
inline constexpr absl::Duration kStreamStallMax = absl::Minutes(5);  // A peer that neither takes nor sends.
inline constexpr int kUnixBacklogMax = 256;  // Connections that wait to be accepted on the unix socket.

// What a test or the configuration may set otherwise.
struct RpcLimits {
  int receive_bytes_max = kReceiveBytesMax;
  int send_bytes_max = kSendBytesMax;
  std::size_t quota_bytes = kQuotaBytes;
  int worker_threads = kWorkerThreads;
  int worker_queue_max = kWorkerQueueMax;
  int streams_max = kStreamsMax;
  int streams_per_principal_max = kStreamsPerPrincipalMax;
  absl::Duration handshake_timeout = kHandshakeTimeout;
  absl::Duration connection_idle_max = kConnectionIdleMax;
  absl::Duration connection_age_max = kConnectionAgeMax;
};

}  // namespace walz

#endif  // SERVICE_RPC_LIMITS_H_
