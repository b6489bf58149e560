#include <atomic>
#include <thread>

#include <absl/synchronization/notification.h>
#include <gtest/gtest.h>
#include <walz/v1/centre.pb.h>

#include "service/call/errors.h"
#include "tests/service/rpc/raw_client.h"
#include "tests/service/rpc/served.h"

namespace walz {
namespace {

constexpr char kHealth[] = "grpc.health.v1.Health/Check";
constexpr char kHealthWatch[] = "grpc.health.v1.Health/Watch";

// HealthCheckResponse has the status as field 1: 1 SERVING, 2 NOT_SERVING.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

// HealthCheckRequest for `service`.
std::string HealthRequest(const std::string& service) {
  return service.empty() ? "" : std::string("\x0a") + static_cast<char>(service.size()) + service;
}

std::string HealthOf(RawClient& client, const std::string& service) {
  std::string response;
  const absl::Status status = client.UnaryBytes(kHealth, HealthRequest(service), response);
  return status.ok() ? response : std::string(status.ToString());
}

TEST(DrainTest, HealthSaysNotServingAtFirst) {
  Served served;
  served.authenticator.emplace(AuthenticatorOptions{.anonymous_role = Role::kAdmin}, nullptr);
  auto server = RpcServer::Start(served.options, served.methods, *served.authenticator, served.authorizer, nullptr);
  ASSERT_TRUE(server.ok()) << server.status();
  RawClient client(absl::StrCat("127.0.0.1:", (*server)->port()));
  EXPECT_EQ(HealthOf(client, ""), kNotServing);
  EXPECT_EQ(HealthOf(client, "walz.v1.CentreService"), kNotServing);
  (*server)->SetServing("walz.v1.CentreService", true);
  EXPECT_EQ(HealthOf(client, "walz.v1.CentreService"), kServing);
  EXPECT_EQ(HealthOf(client, "walz.v1.RoundService"), kNotServing);
  (*server)->SetAllServing(true);
  EXPECT_EQ(HealthOf(client, ""), kServing);
  EXPECT_EQ(HealthOf(client, "walz.v1.RoundService"), kServing);
}

TEST(DrainTest, FinishesWhatIsInFlightAndTakesNothingNew) {
  Served served;
  absl::Notification entered;
  absl::Notification go;
  served.methods.Unary<v1::GetCentreRequest, v1::Centre>(
      kGetCentre, Where::kWorker, [&](const Call&, const v1::GetCentreRequest&, v1::Centre& centre) {
        entered.Notify();
        go.WaitForNotification();
        centre.set_title("done");
        return absl::OkStatus();
      });
  served.Start();
  RawClient client(served.target());
  RawClient watcher(served.target());
  std::atomic<int> seen = 0;
  absl::Notification serving;
  absl::Notification not_serving;
  absl::Status watch_status;
  std::jthread watch([&] {
    watch_status = watcher.ServerStream(kHealthWatch, v1::GetCentreRequest(), [&](const std::string& bytes) {
      if (bytes == kServing && seen++ == 0) serving.Notify();
      if (bytes == kNotServing && !not_serving.HasBeenNotified()) not_serving.Notify();
      return true;
    });
  });
  serving.WaitForNotification();
  v1::Centre in_flight;
  absl::Status in_flight_status;
  std::jthread first([&] { in_flight_status = client.Unary(kGetCentre, v1::GetCentreRequest(), in_flight); });
  entered.WaitForNotification();
  std::jthread draining([&] { served.server->Drain(absl::Now() + absl::Seconds(60)); });
  not_serving.WaitForNotification();
  // On a connection that was there before, and on a new one.
  v1::Centre centre;
  EXPECT_EQ(client.Unary(kGetCentre, v1::GetCentreRequest(), centre).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(RawClient(served.target()).Unary(kGetCentre, v1::GetCentreRequest(), centre).code(),
            absl::StatusCode::kUnavailable);
  go.Notify();
  const absl::Time begin = absl::Now();
  draining.join();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(30)) << "the health watcher must not hold the drain";
  first.join();
  EXPECT_TRUE(in_flight_status.ok()) << in_flight_status;
  EXPECT_EQ(in_flight.title(), "done");
}

TEST(DrainTest, CancelsWhatIsLeftAtTheDeadline) {
  Served served;
  absl::Notification entered;
  served.methods.Unary<v1::GetCentreRequest, v1::Centre>(
      kGetCentre, Where::kWorker, [&](const Call& call, const v1::GetCentreRequest&, v1::Centre&) {
        absl::Notification stop;
        const std::stop_callback on_stop(call.stop, [&] { stop.Notify(); });
        entered.Notify();
        stop.WaitForNotification();
        return absl::CancelledError();
      });
  served.Start();
  RawClient client(served.target());
  absl::Status status;
  std::jthread call([&] {
    v1::Centre centre;
    status = client.Unary(kGetCentre, v1::GetCentreRequest(), centre);
  });
  entered.WaitForNotification();
  served.server->Drain(absl::Now() + absl::Milliseconds(100));
  call.join();
  EXPECT_FALSE(status.ok());
}

}  // namespace
}  // namespace walz
