#include <algorithm>
#include <atomic>
#include <ctime>
#include <mutex>
#include <new>
#include <thread>

#include <absl/synchronization/notification.h>
#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>
#include <walz/v1/admin_service.pb.h>
#include <walz/v1/centre.pb.h>

#include "service/call/errors.h"
#include "tests/service/rpc/raw_client.h"
#include "tests/service/rpc/served.h"

namespace walz {
namespace {

constexpr char kList[] = "walz.v1.CentreService/ListCentres";

class UnaryTest : public testing::Test {
 protected:
  using Handler = std::function<absl::Status(const Call&, const v1::GetCentreRequest&, v1::Centre&)>;
  void Serve(Where where, Handler handler) {
    served_.methods.Unary<v1::GetCentreRequest, v1::Centre>(kGetCentre, where, std::move(handler));
    served_.Start();
  }
  absl::Status Get(const std::string& name, v1::Centre& centre, const CallOptions& options = {}) {
    v1::GetCentreRequest request;
    request.set_name(name);
    return RawClient(served_.target()).Unary(kGetCentre, request, centre, options);
  }
  absl::Status Get(const std::string& name) {
    v1::Centre centre;
    return Get(name, centre);
  }

  Served served_;
};

absl::Status Echo(const Call&, const v1::GetCentreRequest& request, v1::Centre& centre) {
  centre.set_name(request.name());
  return absl::OkStatus();
}

TEST_F(UnaryTest, AnswersInlineAndTellsTheObserver) {
  Serve(Where::kInline, Echo);
  v1::Centre centre;
  ASSERT_TRUE(Get("centres/C-1", centre).ok());
  EXPECT_EQ(centre.name(), "centres/C-1");
  const std::vector<HeardCall> heard = served_.listener.Await(1);
  EXPECT_EQ(heard[0].method, kGetCentre);
  EXPECT_EQ(heard[0].principal, "loopback");
  EXPECT_EQ(heard[0].code, absl::StatusCode::kOk);
  EXPECT_EQ(heard[0].request_count, 1);
  EXPECT_EQ(heard[0].response_count, 1);
}

TEST_F(UnaryTest, TellsTheObserverTheRequestId) {
  constexpr char kCreate[] = "walz.v1.CentreService/CreateCentre";
  served_.methods.Unary<v1::CreateCentreRequest, v1::Centre>(
      kCreate, Where::kInline,
      [](const Call&, const v1::CreateCentreRequest&, v1::Centre&) { return absl::OkStatus(); });
  served_.Start();
  v1::CreateCentreRequest request;
  request.set_centre_id("C-1");
  request.set_request_id("night-7");
  v1::Centre centre;
  ASSERT_TRUE(RawClient(served_.target()).Unary(kCreate, request, centre, {}).ok());
  EXPECT_EQ(served_.listener.Await(1)[0].request_id, "night-7");
}

TEST_F(UnaryTest, AnswersFromTheWorkerPool) {
  Serve(Where::kWorker, [](const Call& call, const v1::GetCentreRequest&, v1::Centre& centre) {
    centre.set_title(absl::StrCat(call.principal.name, " ", call.principal.method, " ", call.method));
    return absl::OkStatus();
  });
  v1::Centre centre;
  ASSERT_TRUE(Get("centres/C-1", centre).ok());
  EXPECT_EQ(centre.title(), absl::StrCat("loopback loopback ", kGetCentre));
}

TEST_F(UnaryTest, AnswersLaterFromAnotherThread) {
  std::vector<std::jthread> threads;
  std::mutex mutex;
  served_.methods.UnaryAsync<v1::GetCentreRequest, v1::Centre>(
      kGetCentre, Where::kInline, [&](const Call&, const v1::GetCentreRequest& request, v1::Centre& centre, Done done) {
        const std::lock_guard lock(mutex);
        threads.emplace_back([&request, &centre, done = std::move(done)]() mutable {
          centre.set_name(request.name());
          done(absl::OkStatus());
        });
      });
  served_.Start();
  v1::Centre centre;
  ASSERT_TRUE(Get("centres/C-9", centre).ok());
  EXPECT_EQ(centre.name(), "centres/C-9");
}

TEST_F(UnaryTest, CarriesErrorDetails) {
  Serve(Where::kInline, [](const Call&, const v1::GetCentreRequest&, v1::Centre&) {
    return RefuseFields({{"centre.country", "bad_country", "XX is no country"}});
  });
  const absl::Status status = Get("centres/C-1");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID);
  google::rpc::BadRequest bad;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  ASSERT_TRUE(payload && bad.ParseFromString(std::string(*payload)));
  EXPECT_EQ(bad.field_violations(0).field(), "centre.country");
}

TEST_F(UnaryTest, CutsDetailsThatNoClientWouldTake) {
  Serve(Where::kInline, [](const Call&, const v1::GetCentreRequest&, v1::Centre&) {
    return RefuseFields(std::vector<FieldFault>(1'000, {"centre.country", "bad_country", "XX is no country"}));
  });
  const absl::Status status = Get("centres/C-1");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(UnaryTest, TellsInnerErrorsToTheLogAlone) {
  Serve(Where::kInline,
        [](const Call&, const v1::GetCentreRequest&, v1::Centre&) { return absl::InternalError("the secret inside"); });
  const absl::Status status = Get("centres/C-1");
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_INTERNAL);
  EXPECT_THAT(std::string(status.message()), testing::Not(testing::HasSubstr("secret")));
  EXPECT_EQ(served_.listener.Await(1)[0].internal_error, "the secret inside");
}

TEST_F(UnaryTest, OutlivesHandlersThatThrow) {
  for (const Where where : {Where::kInline, Where::kWorker}) {
    Served served;
    served.methods.Unary<v1::GetCentreRequest, v1::Centre>(
        kGetCentre, where, [](const Call&, const v1::GetCentreRequest& request, v1::Centre& centre) {
          if (request.name() == "throw") throw std::bad_alloc();
          return Echo({}, request, centre);
        });
    served.Start();
    RawClient client(served.target());
    v1::GetCentreRequest request;
    v1::Centre centre;
    request.set_name("throw");
    EXPECT_EQ(client.Unary(kGetCentre, request, centre).code(), absl::StatusCode::kInternal);
    EXPECT_THAT(served.listener.Await(1)[0].internal_error, testing::HasSubstr("bad_alloc"));
    request.set_name("centres/C-1");
    EXPECT_TRUE(client.Unary(kGetCentre, request, centre).ok());
  }
}

TEST_F(UnaryTest, AnswersForAHandlerThatLosesItsCall) {
  served_.methods.UnaryAsync<v1::GetCentreRequest, v1::Centre>(
      kGetCentre, Where::kInline, [](const Call&, const v1::GetCentreRequest&, v1::Centre&, Done) {});
  served_.Start();
  EXPECT_EQ(Get("centres/C-1").code(), absl::StatusCode::kInternal);
}

TEST_F(UnaryTest, RefusesMalformedMessages) {
  Serve(Where::kInline, Echo);
  RawClient client(served_.target());
  std::string response;
  for (const std::string& bytes : {std::string("\x0a\xff\xff\xff\xff\x0f", 6), std::string("\x0a\x02\xc3\x28", 4),
                                   std::string("\x0b", 1), std::string(100, '\x0b')}) {
    const absl::Status status = client.UnaryBytes(kGetCentre, bytes, response);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID);
  }
}

TEST_F(UnaryTest, RefusesWhatNobodyOffersAndWhatIsNotThere) {
  Serve(Where::kInline, Echo);
  RawClient client(served_.target());
  v1::ListCentresRequest request;
  v1::ListCentresResponse response;
  EXPECT_EQ(client.Unary(kList, request, response).code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(client.Unary("walz.v1.CentreService/Nothing", request, response).code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(client.Unary("nobody.Service/Nothing", request, response).code(), absl::StatusCode::kUnimplemented);
}

TEST_F(UnaryTest, RefusesMessagesThatAreTooLarge) {
  Serve(Where::kInline, [](const Call&, const v1::GetCentreRequest& request, v1::Centre& centre) {
    if (request.name() == "large") centre.set_title(std::string(kSendBytesMax, 'x'));
    return absl::OkStatus();
  });
  EXPECT_EQ(Get(std::string(kReceiveBytesMax + 1, 'x')).code(), absl::StatusCode::kResourceExhausted);
  const absl::Status status = Get("large");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_LIMIT_REACHED);
  EXPECT_TRUE(Get(std::string(kReceiveBytesMax - 100, 'x')).ok());
}

TEST_F(UnaryTest, RefusesCompressionSoThatNoMessageIsLargerThanItLooks) {
  Serve(Where::kInline, Echo);
  v1::Centre centre;
  EXPECT_FALSE(Get(std::string(1'000'000, 'x'), centre, {.gzip = true}).ok());
  EXPECT_TRUE(Get("centres/C-1").ok());
}

TEST_F(UnaryTest, RefusesMetadataThatIsTooLarge) {
  Serve(Where::kInline, Echo);
  v1::Centre centre;
  EXPECT_EQ(Get("centres/C-1", centre, {.metadata = {{"x-long", std::string(20'000, 'x')}}}).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Get("centres/C-1").ok());
}

absl::Duration ThreadCpu() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

TEST_F(UnaryTest, StopsTheWorkAtTheDeadline) {
  absl::Notification stopped;
  absl::Time deadline;
  absl::Time when;
  absl::Duration overtime;  // Processor time of the work beyond its deadline: a busy machine does not stretch it.
  Serve(Where::kWorker, [&](const Call& call, const v1::GetCentreRequest&, v1::Centre&) {
    deadline = call.deadline;
    absl::Duration at_deadline = absl::InfiniteDuration();
    while (!call.stop.stop_requested()) {
      if (at_deadline == absl::InfiniteDuration() && absl::Now() >= deadline) at_deadline = ThreadCpu();
    }
    when = absl::Now();
    overtime = std::max(absl::ZeroDuration(), ThreadCpu() - at_deadline);
    stopped.Notify();
    return absl::CancelledError();
  });
  v1::Centre centre;
  EXPECT_EQ(Get("centres/C-1", centre, {.timeout = absl::Milliseconds(200)}).code(),
            absl::StatusCode::kDeadlineExceeded);
  stopped.WaitForNotification();
  served_.listener.Await(1);
  EXPECT_LT(overtime, absl::Milliseconds(100));
  EXPECT_LT(when - deadline, absl::Seconds(2));
  RecordProperty("overtime_us", static_cast<int>(absl::ToInt64Microseconds(overtime)));
}

TEST_F(UnaryTest, RefusesWhatTheWorkerQueueCannotHold) {
  served_.options.limits.worker_threads = 1;
  served_.options.limits.worker_queue_max = 1;
  absl::Notification go;
  std::atomic<int> entered = 0;
  Serve(Where::kWorker, [&](const Call&, const v1::GetCentreRequest&, v1::Centre&) {
    ++entered;
    go.WaitForNotification();
    return absl::OkStatus();
  });
  // One works; of two others one waits and one is refused, whichever comes first.
  std::vector<absl::Status> statuses(3);
  absl::Notification refused;
  {
    std::vector<std::jthread> clients;
    for (absl::Status& status : statuses) {
      clients.emplace_back([&] {
        status = Get("centres/C-1");
        if (!status.ok()) refused.Notify();
      });
      while (entered == 0) std::this_thread::yield();
    }
    refused.WaitForNotification();
    go.Notify();
  }
  int refused_count = 0;
  for (const absl::Status& status : statuses) {
    if (status.ok()) continue;
    ++refused_count;
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(MetadataOf(status, "limit"), "worker_queue_max");
  }
  EXPECT_EQ(refused_count, 1);
}

}  // namespace
}  // namespace walz
