// The server stays alive, bounded and useful to others while a client misbehaves.

#include <fstream>
#include <memory>
#include <random>
#include <vector>

#include <absl/time/clock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <walz/v1/centre.pb.h>

#include "tests/service/rpc/http2_prober.h"
#include "tests/service/rpc/raw_client.h"
#include "tests/service/rpc/served.h"

namespace walz {
namespace {

constexpr char kPath[] = "/walz.v1.CentreService/GetCentre";
constexpr std::int64_t kGrowthBytesMax = std::int64_t{300} << 20;  // More than the quota; far below what is sent.
// Rapid resets cost what gRPC has not come to, and what malloc keeps of it: up to 330 MB on an idle machine, 570 MB
// where the load is 24 on two cores, some 14 KB for each of the 40,000 calls.  walzd has jemalloc, which keeps less;
// MemoryMax is the last bound.
constexpr std::int64_t kResetGrowthBytesMax = std::int64_t{1} << 30;
constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr absl::Duration kPause = absl::Milliseconds(50);  // Between two tries of a call.

std::int64_t ResidentBytes() {
  std::ifstream in("/proc/self/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  in >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

// The address sanitizer does; g++ and clang tell of it in different words.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kKeepsWhatWasFreed = true;
#elif defined(__has_feature)
constexpr bool kKeepsWhatWasFreed = __has_feature(address_sanitizer);
#else
constexpr bool kKeepsWhatWasFreed = false;
#endif

class HostileTest : public testing::Test {
 protected:
  void SetUp() override {
    served_.options.limits.handshake_timeout = absl::Seconds(2);
    served_.options.limits.connection_idle_max = absl::Milliseconds(500);
    served_.options.limits.quota_bytes = 64u << 20;
    served_.methods.Unary<v1::GetCentreRequest, v1::Centre>(
        kGetCentre, Where::kInline, [](const Call&, const v1::GetCentreRequest& request, v1::Centre& centre) {
          centre.set_name(request.name());
          return absl::OkStatus();
        });
    served_.Start();
    client_ = std::make_unique<RawClient>(served_.target());
    ExpectServes();
    resident_bytes_ = ResidentBytes();
  }
  void TearDown() override {
    ExpectServes();
    if (!kKeepsWhatWasFreed) {
      EXPECT_LT(ResidentBytes() - resident_bytes_, growth_bytes_max_);
    }
  }

  void ExpectServes() {
    v1::GetCentreRequest request;
    request.set_name("centres/C-1");
    v1::Centre centre;
    absl::Status status;
    // The connection itself may just be closed for being idle, which is UNAVAILABLE; the next call makes another. Where
    // the machine stalls for longer than a handshake may take that fails too, and gRPC tries again after a second.
    const absl::Time deadline = absl::Now() + kPatience;
    while (absl::IsUnavailable(status = client_->Unary(kGetCentre, request, centre)) && absl::Now() < deadline)
      absl::SleepFor(kPause);
    EXPECT_TRUE(status.ok()) << status;
  }
  int port() const { return served_.server->port(); }

  Served served_;
  std::unique_ptr<RawClient> client_;
  std::int64_t resident_bytes_ = 0;
  std::int64_t growth_bytes_max_ = kGrowthBytesMax;
};

TEST_F(HostileTest, HalfAPrefaceIsClosed) {
  std::vector<std::unique_ptr<Http2Prober>> probers;
  for (int i = 0; i < 200; ++i) {
    probers.push_back(std::make_unique<Http2Prober>(port()));
    probers.back()->Send(std::string(Http2Prober::kPreface, i % 24));
  }
  ExpectServes();
  for (const auto& prober : probers) EXPECT_TRUE(prober->AwaitClose(kPatience));
}

TEST_F(HostileTest, HalfAHeaderBlockHoldsNobodyElse) {
  const std::string block = Http2Prober::CallHeaders(kPath);
  std::vector<std::unique_ptr<Http2Prober>> probers;
  for (int i = 0; i < 200; ++i) {
    probers.push_back(std::make_unique<Http2Prober>(port()));
    probers.back()->Open();
    probers.back()->SendFrame(Http2Prober::kHeaders, 0, 1, block.substr(0, 10));
  }
  ExpectServes();
  for (const auto& prober : probers) EXPECT_TRUE(prober->AwaitClose(kPatience));
}

// Such calls end with their deadline, their connection, or by the quota, which takes back what they hold.
TEST_F(HostileTest, HalfARequestHoldsNobodyElse) {
  const std::string block = Http2Prober::CallHeaders(kPath);
  const std::string begin = std::string("\0\0\x20\0\0", 5) + std::string(16'000, 'x');  // Of two MiB.
  std::vector<std::unique_ptr<Http2Prober>> probers;
  for (int i = 0; i < 80; ++i) {  // Up to 128 MB, twice the quota.
    probers.push_back(std::make_unique<Http2Prober>(port()));
    if (!probers.back()->Open()) continue;
    for (std::uint32_t call = 0; call < 100; ++call) {
      const std::uint32_t stream = 2 * call + 1;
      if (!probers.back()->SendFrame(Http2Prober::kHeaders, Http2Prober::kEndHeaders, stream, block) ||
          !probers.back()->SendFrame(Http2Prober::kData, 0, stream, begin)) {
        break;
      }
    }
  }
  ExpectServes();
}

TEST_F(HostileTest, GarbageIsClosed) {
  std::mt19937 random(7);
  for (int i = 0; i < 100; ++i) {
    Http2Prober prober(port());
    std::string bytes(4'096, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    if (i % 2 == 0) prober.Open();
    prober.Send(bytes);
    EXPECT_TRUE(prober.AwaitClose(kPatience));
  }
}

TEST_F(HostileTest, RapidResetIsBounded) {
  growth_bytes_max_ = kResetGrowthBytesMax;
  const std::string block = Http2Prober::CallHeaders(kPath);
  for (int connection = 0; connection < 4; ++connection) {
    Http2Prober prober(port());
    ASSERT_TRUE(prober.Open());
    for (std::uint32_t i = 0; i < 10'000; ++i) {
      const std::uint32_t stream = 2 * i + 1;
      if (!prober.Send(Http2Prober::Frame(Http2Prober::kHeaders, Http2Prober::kEndHeaders, stream, block) +
                       Http2Prober::Frame(Http2Prober::kRstStream, 0, stream, std::string("\0\0\0\x08", 4)))) {
        break;
      }
      if (i % 2'500 == 0) ExpectServes();
    }
  }
}

TEST_F(HostileTest, OversizeHeadersAreRefused) {
  for (int i = 0; i < 50; ++i) {
    Http2Prober prober(port());
    ASSERT_TRUE(prober.Open());
    const std::string block = Http2Prober::CallHeaders(kPath, {{"x-long", std::string(15'000, 'x')}});
    prober.SendFrame(Http2Prober::kHeaders, Http2Prober::kEndHeaders | Http2Prober::kEndStream, 1, block);
  }
}

// Others are served meanwhile.  What gRPC 1.51 holds of such a block is not bounded until it ends (docs/operations.md).
TEST_F(HostileTest, EndlessContinuationLeavesOthersServed) {
  growth_bytes_max_ = kResetGrowthBytesMax;
  Http2Prober prober(port());
  ASSERT_TRUE(prober.Open());
  prober.SendFrame(Http2Prober::kHeaders, 0, 1, Http2Prober::CallHeaders(kPath));
  const std::string more = Http2Prober::HeaderBlock({{"x-more", std::string(16'000, 'x')}});
  // 400 MB if the server took them all.
  for (int i = 0; i < 25'000; ++i) {
    if (!prober.SendFrame(Http2Prober::kContinuation, 0, 1, more)) break;
    if (i % 5'000 == 0) ExpectServes();
  }
}

TEST_F(HostileTest, WindowAbuseIsClosed) {
  {
    Http2Prober prober(port());
    ASSERT_TRUE(prober.Open());
    prober.SendFrame(Http2Prober::kHeaders, Http2Prober::kEndHeaders, 1, Http2Prober::CallHeaders(kPath));
    // Far more data than the window allows.
    for (int i = 0; i < 4'000; ++i) {
      if (!prober.SendFrame(Http2Prober::kData, 0, 1, std::string(16'384, 'x'))) break;
    }
    EXPECT_TRUE(prober.AwaitClose(kPatience));
  }
  ExpectServes();
  {
    Http2Prober prober(port());
    ASSERT_TRUE(prober.Open());
    for (int i = 0; i < 10; ++i) {
      if (!prober.SendFrame(Http2Prober::kWindowUpdate, 0, 0, std::string("\x7f\xff\xff\xff", 4))) break;
    }
  }
}

TEST_F(HostileTest, PingAndSettingsFloodsAreBounded) {
  for (const Http2Prober::FrameType type : {Http2Prober::kPing, Http2Prober::kSettings}) {
    Http2Prober prober(port());
    ASSERT_TRUE(prober.Open());
    const std::string payload = type == Http2Prober::kPing ? std::string(8, 'p') : "";
    for (int i = 0; i < 50'000; ++i) {
      if (!prober.SendFrame(type, 0, 0, payload)) break;
    }
    ExpectServes();
  }
}

TEST_F(HostileTest, MoreStreamsThanItsLimitAreRefused) {
  Http2Prober prober(port());
  ASSERT_TRUE(prober.Open());
  const std::string block = Http2Prober::CallHeaders(kPath);
  for (std::uint32_t i = 0; i < 5'000; ++i) {
    if (!prober.SendFrame(Http2Prober::kHeaders, Http2Prober::kEndHeaders, 2 * i + 1, block)) break;
  }
  ExpectServes();
}

}  // namespace
}  // namespace walz
