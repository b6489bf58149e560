// What Prometheus reads: bounded labels, right figures.

#include "service/server/metrics.h"

#include <array>
#include <string>

#include <absl/strings/str_cat.h>
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace walz {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// GET /metrics as a scraper does.
std::string Scrape(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string text;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const std::string request = "GET /metrics HTTP/1.0\r\n\r\n";
    EXPECT_EQ(write(fd, request.data(), request.size()), static_cast<ssize_t>(request.size()));
    std::array<char, 4096> buffer{};
    ssize_t count = 0;
    while ((count = read(fd, buffer.data(), buffer.size())) > 0)
      text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  close(fd);
  return text;
}

class MetricsTest : public ::testing::Test {
 protected:
  MetricsTest() : metrics_({"walz.v1.CentreService/GetCentre"}) {
    const auto port = metrics_.Serve("127.0.0.1:0", [] {
      DaemonFigures figures;
      figures.store.revision = 12;
      figures.store.writes_refused = true;
      figures.mirror_revision = 10;
      figures.memory_bytes = 4096;
      return figures;
    });
    EXPECT_TRUE(port.ok()) << port.status();
    port_ = port.ok() ? *port : 0;
  }

  Metrics metrics_;
  int port_ = 0;
};

TEST_F(MetricsTest, CallsAreCountedByMethodAndCode) {
  CallObserver& calls = metrics_.calls();
  calls.OnCallStart("walz.v1.CentreService/GetCentre");
  calls.OnCallEnd({.method = "walz.v1.CentreService/GetCentre", .duration = absl::Milliseconds(3)});
  for (const char* unknown : {"evil/1", "evil/2"}) {
    calls.OnCallStart(unknown);
    calls.OnCallEnd({.method = unknown, .code = absl::StatusCode::kUnimplemented});
  }
  const std::string text = Scrape(port_);
  EXPECT_THAT(text, HasSubstr("walz_calls_total{code=\"OK\",method=\"walz.v1.CentreService/GetCentre\"} 1"));
  EXPECT_THAT(text, HasSubstr("walz_calls_total{code=\"UNIMPLEMENTED\",method=\"other\"} 2"));
  EXPECT_THAT(text, HasSubstr("walz_call_seconds_bucket{method=\"walz.v1.CentreService/GetCentre\",le=\"0.005\"} 1"));
  EXPECT_THAT(text, HasSubstr("walz_calls_open{method=\"other\"} 0"));
  EXPECT_THAT(text, Not(HasSubstr("evil")));
}

TEST_F(MetricsTest, FiguresAreReadWhenAsked) {
  const std::string text = Scrape(port_);
  EXPECT_THAT(text, HasSubstr("walz_store_revision 12\n"));
  EXPECT_THAT(text, HasSubstr("walz_mirror_lag_revisions 2\n"));
  EXPECT_THAT(text, HasSubstr("walz_writes_refused 1\n"));
  EXPECT_THAT(text, HasSubstr("walz_memory_bytes 4096\n"));
}

TEST_F(MetricsTest, RunsAreCountedByStateStageAndBarrier) {
  v1::Run run;
  run.set_state(v1::RUN_STATE_SUCCEEDED);
  run.mutable_result()->set_placed(7);
  (*run.mutable_result()->mutable_barriers())["language_suffices"] = 3;
  run.mutable_result()->set_run_json("{\"placed\": 7, \"seconds\": {\"sieve\": 0.25}}");
  metrics_.CountRun(run);
  run.mutable_result()->clear_barriers();
  run.mutable_result()->set_run_json("no json");
  metrics_.CountRun(run);
  run.set_state(v1::RUN_STATE_FAILED);
  metrics_.CountRun(run);
  const std::string text = Scrape(port_);
  EXPECT_THAT(text, HasSubstr("walz_runs_total{state=\"SUCCEEDED\"} 2"));
  EXPECT_THAT(text, HasSubstr("walz_runs_total{state=\"FAILED\"} 1"));
  EXPECT_THAT(text, HasSubstr("walz_run_placed 7"));
  EXPECT_THAT(text, HasSubstr("walz_run_unmatched{barrier=\"language_suffices\"} 0"));
  EXPECT_THAT(text, HasSubstr("walz_run_stage_seconds_sum{stage=\"sieve\"} 0.25"));
}

TEST_F(MetricsTest, ExecutionsAreShownForABoundedNumberOfJobs) {
  for (std::size_t i = 0; i < 2 * kJobsShownMax; ++i) {
    v1::Execution execution;
    execution.set_name(absl::StrCat("jobs/j", i, "/executions/2027-01-31"));
    execution.set_state(v1::EXECUTION_STATE_SUCCEEDED);
    execution.mutable_end_time()->set_seconds(1'801'362'612);
    metrics_.NoteExecution(execution);
  }
  const std::string text = Scrape(port_);
  EXPECT_THAT(text, HasSubstr("walz_job_last_success_timestamp_seconds{job=\"j0\"} 1801362612"));
  EXPECT_THAT(text, HasSubstr("job=\"j99\""));
  EXPECT_THAT(text, Not(HasSubstr("job=\"j100\"")));
}

TEST_F(MetricsTest, ATakenAddressIsNamed) {
  Metrics other({});
  const auto port = other.Serve(absl::StrCat("127.0.0.1:", port_), [] { return DaemonFigures(); });
  ASSERT_FALSE(port.ok());
  EXPECT_THAT(std::string(port.status().message()), HasSubstr("metrics.address: cannot listen on 127.0.0.1:"));
}

}  // namespace
}  // namespace walz
