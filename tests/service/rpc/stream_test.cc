#include <atomic>
#include <thread>

#include <absl/synchronization/notification.h>
#include <gtest/gtest.h>
#include <walz/v1/transfer_service.pb.h>
#include <walz/v1/watch_service.pb.h>

#include "service/call/errors.h"
#include "tests/service/rpc/raw_client.h"
#include "tests/service/rpc/served.h"

namespace walz {
namespace {

constexpr char kExport[] = "walz.v1.ExportService/ExportFile";
constexpr char kImport[] = "walz.v1.ImportService/Import";
constexpr char kWatch[] = "walz.v1.WatchService/Watch";

class StreamTest : public testing::Test {
 protected:
  using ExportHandler =
      std::function<absl::Status(const Call&, const v1::ExportFileRequest&, Writer<v1::ExportFileResponse>&)>;
  using ImportHandler = std::function<absl::Status(const Call&, Reader<v1::ImportRequest>&, v1::ImportResponse&)>;

  void ServeExport(ExportHandler handler) {
    served_.methods.ServerStream<v1::ExportFileRequest, v1::ExportFileResponse>(kExport, std::move(handler));
    served_.Start();
  }
  void ServeImport(ImportHandler handler) {
    served_.methods.ClientStream<v1::ImportRequest, v1::ImportResponse>(kImport, std::move(handler));
    served_.Start();
  }
  absl::Status Export(const std::function<bool(const std::string&)>& read, const CallOptions& options = {}) {
    return RawClient(served_.target()).ServerStream(kExport, v1::ExportFileRequest(), read, options);
  }

  Served served_;
};

TEST_F(StreamTest, WritesMessagesInOrder) {
  constexpr int kCount = 2'000;
  ServeExport([](const Call&, const v1::ExportFileRequest&, Writer<v1::ExportFileResponse>& writer) {
    v1::ExportFileResponse response;
    for (int i = 0; i < kCount; ++i) {
      response.set_revision(i);
      if (!writer.Write(response)) return absl::CancelledError();
    }
    return absl::OkStatus();
  });
  int next = 0;
  EXPECT_TRUE(Export([&](const std::string& bytes) {
                v1::ExportFileResponse response;
                EXPECT_TRUE(response.ParseFromString(bytes));
                EXPECT_EQ(response.revision(), next++);
                return true;
              }).ok());
  EXPECT_EQ(next, kCount);
  EXPECT_EQ(served_.listener.Await(1)[0].response_count, kCount);
}

TEST_F(StreamTest, EndsWithTheErrorOfTheHandler) {
  ServeExport([](const Call&, const v1::ExportFileRequest&, Writer<v1::ExportFileResponse>& writer) {
    writer.Write(v1::ExportFileResponse());
    return Refuse(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_REVISION_COMPACTED, "gone",
                  {{"oldest_revision", "7"}});
  });
  int count = 0;
  const absl::Status status = Export([&](const std::string&) { return ++count > 0; });
  EXPECT_EQ(count, 1);
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(MetadataOf(status, "oldest_revision"), "7");
}

// The writer waits for a client that does not read, so that memory is bounded.
TEST_F(StreamTest, WaitsForAClientThatIsSlow) {
  std::atomic<int> written = 0;
  absl::Notification stopped;
  ServeExport([&](const Call&, const v1::ExportFileRequest&, Writer<v1::ExportFileResponse>& writer) {
    v1::ExportFileResponse response;
    response.set_chunk(std::string(256 * 1024, 'x'));
    while (written < 10'000 && writer.Write(response)) ++written;
    stopped.Notify();
    return absl::CancelledError();
  });
  // It reads one message, and goes.
  EXPECT_EQ(Export([&](const std::string&) { return false; }).code(), absl::StatusCode::kCancelled);
  stopped.WaitForNotification();
  EXPECT_LT(written, 1'000);
}

TEST_F(StreamTest, StopsWhenTheClientIsGoneAndAtTheDeadline) {
  std::atomic<int> stopped = 0;
  ServeExport([&](const Call& call, const v1::ExportFileRequest&, Writer<v1::ExportFileResponse>& writer) {
    absl::Notification stop;
    const std::stop_callback on_stop(call.stop, [&] { stop.Notify(); });
    writer.Write(v1::ExportFileResponse());
    stop.WaitForNotification();
    ++stopped;
    EXPECT_FALSE(writer.Write(v1::ExportFileResponse()));
    return absl::CancelledError();
  });
  EXPECT_EQ(Export([](const std::string&) { return false; }).code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(Export([](const std::string&) { return true; }, {.timeout = absl::Milliseconds(200)}).code(),
            absl::StatusCode::kDeadlineExceeded);
  const std::vector<HeardCall> heard = served_.listener.Await(2);
  EXPECT_EQ(stopped, 2);
  EXPECT_EQ(heard[0].reason, "STOPPED");
}

TEST_F(StreamTest, RefusesMoreStreamsThanItsLimit) {
  served_.options.limits.streams_max = 2;
  absl::Notification go;
  std::atomic<int> entered = 0;
  ServeExport([&](const Call&, const v1::ExportFileRequest&, Writer<v1::ExportFileResponse>&) {
    ++entered;
    go.WaitForNotification();
    return absl::OkStatus();
  });
  std::vector<absl::Status> statuses(3);
  absl::Notification refused;
  {
    std::vector<std::jthread> clients;
    for (absl::Status& status : statuses) {
      clients.emplace_back([&] {
        status = Export([](const std::string&) { return true; });
        if (!status.ok()) refused.Notify();
      });
    }
    refused.WaitForNotification();
    go.Notify();
  }
  EXPECT_EQ(std::count_if(statuses.begin(), statuses.end(), [](const auto& status) { return !status.ok(); }), 1);
  for (const absl::Status& status : statuses) {
    if (!status.ok()) {
      EXPECT_EQ(MetadataOf(status, "limit"), "streams_max");
    }
  }
  // The threads are free again, if not at once.
  while (!Export([](const std::string&) { return true; }).ok()) std::this_thread::yield();
}

TEST_F(StreamTest, ACallerHasSoManyStreamsOpenAndNoMore) {
  served_.options.limits.streams_per_principal_max = 2;
  absl::Notification go;
  ServeExport([&](const Call&, const v1::ExportFileRequest&, Writer<v1::ExportFileResponse>& writer) {
    writer.Write(v1::ExportFileResponse());
    go.WaitForNotification();
    return absl::OkStatus();
  });
  absl::Notification first, second;
  {
    const std::jthread one([&] { EXPECT_TRUE(Export([&](const std::string&) { return first.Notify(), true; }).ok()); });
    const std::jthread two(
        [&] { EXPECT_TRUE(Export([&](const std::string&) { return second.Notify(), true; }).ok()); });
    first.WaitForNotification();
    second.WaitForNotification();
    const absl::Status refused = Export([](const std::string&) { return true; });
    EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(MetadataOf(refused, "limit"), "streams_per_principal_max");
    go.Notify();
  }
  // Those that have ended are given back, if not at once.
  while (!Export([](const std::string&) { return true; }).ok()) std::this_thread::yield();
}

absl::Status CountMessages(const Call& call, Reader<v1::ImportRequest>& reader, v1::ImportResponse& response) {
  v1::ImportRequest request;
  while (reader.Read(request))
    response.set_created(response.created() + static_cast<std::int64_t>(request.csv().size()));
  if (call.stop.stop_requested()) return absl::CancelledError();
  return absl::OkStatus();
}

TEST_F(StreamTest, ReadsMessagesToTheEnd) {
  ServeImport(CountMessages);
  v1::ImportRequest request;
  request.set_csv(std::string(1'000, 'x'));
  int left = 500;
  v1::ImportResponse response;
  ASSERT_TRUE(RawClient(served_.target())
                  .ClientStream(
                      kImport,
                      [&](std::string& bytes) {
                        bytes = request.SerializeAsString();
                        return left-- > 0;
                      },
                      response)
                  .ok());
  EXPECT_EQ(response.created(), 500 * 1'000);
  EXPECT_EQ(served_.listener.Await(1)[0].request_count, 500);
}

// What came before a message that cannot be read must not be taken for the whole.
TEST_F(StreamTest, StopsTheHandlerAtAMalformedMessage) {
  std::atomic<bool> took_for_whole = false;
  ServeImport([&](const Call& call, Reader<v1::ImportRequest>& reader, v1::ImportResponse& response) {
    const absl::Status status = CountMessages(call, reader, response);
    took_for_whole = status.ok();
    return status;
  });
  int sent = 0;
  v1::ImportResponse response;
  const absl::Status status = RawClient(served_.target())
                                  .ClientStream(
                                      kImport,
                                      [&](std::string& bytes) {
                                        bytes = sent == 1 ? "\xff\xff" : "";
                                        return sent++ < 3;
                                      },
                                      response);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_FALSE(took_for_whole);
}

// A client that goes away in the middle is not one that has finished.
TEST_F(StreamTest, TellsAClientThatIsGoneFromTheEndOfItsStream) {
  std::atomic<int> took_for_whole = 0;
  std::atomic<int> read = 0;
  ServeImport([&](const Call& call, Reader<v1::ImportRequest>& reader, v1::ImportResponse&) {
    v1::ImportRequest request;
    while (reader.Read(request)) ++read;
    if (!call.stop.stop_requested()) ++took_for_whole;
    return absl::CancelledError();
  });
  constexpr int kCount = 50;
  for (int i = 0; i < kCount; ++i) {
    RawClient(served_.target()).AbandonClientStream(kImport, "", [&] {
      while (read <= i) std::this_thread::yield();
    });
  }
  served_.listener.Await(kCount);
  EXPECT_EQ(took_for_whole, 0);
}

TEST_F(StreamTest, LetsTheHandlerEndBeforeTheClientDoes) {
  ServeImport([&](const Call&, Reader<v1::ImportRequest>& reader, v1::ImportResponse&) {
    v1::ImportRequest request;
    reader.Read(request);
    return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_STREAM, "no header");
  });
  v1::ImportResponse response;
  const absl::Status status = RawClient(served_.target())
                                  .ClientStream(
                                      kImport, [&](std::string& bytes) { return bytes.empty(); }, response);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BAD_STREAM);
}

TEST_F(StreamTest, OutlivesHandlersThatThrow) {
  ServeImport([&](const Call&, Reader<v1::ImportRequest>&, v1::ImportResponse&) -> absl::Status {
    throw std::runtime_error("lost");
  });
  v1::ImportResponse response;
  EXPECT_EQ(RawClient(served_.target())
                .ClientStream(
                    kImport, [](std::string&) { return false; }, response)
                .code(),
            absl::StatusCode::kInternal);
}

TEST_F(StreamTest, EndsEndlessStreamsWhenDraining) {
  absl::Notification watching;
  served_.methods.ServerStream<v1::WatchRequest, v1::WatchResponse>(
      kWatch, [&](const Call& call, const v1::WatchRequest&, Writer<v1::WatchResponse>&) {
        absl::Notification stop;
        const std::stop_callback on_stop(call.stop, [&] { stop.Notify(); });
        watching.Notify();
        stop.WaitForNotification();
        return absl::CancelledError();
      });
  served_.Start();
  absl::Status status;
  std::jthread client([&] {
    status =
        RawClient(served_.target()).ServerStream(kWatch, v1::WatchRequest(), [](const std::string&) { return true; });
  });
  watching.WaitForNotification();
  const absl::Time begin = absl::Now();
  served_.server->Drain(begin + absl::Seconds(60));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(30));
  client.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_NOT_SERVING);
}

}  // namespace
}  // namespace walz
