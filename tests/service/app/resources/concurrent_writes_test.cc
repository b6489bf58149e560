// Writers at once, on both stores: nothing is lost, nothing dangles.

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/error_reason.pb.h>
#include <walz/v1/scheme_service.pb.h>

#include "service/call/errors.h"
#include "service/store/rocks_store.h"
#include "tests/service/app/resources/resources_fixture.h"
#include "tests/service/store/temp_folder.h"

namespace walz {
namespace {

constexpr int kThreads = 4;

enum class Kind : bool { kMemory, kRocks };

class ConcurrentWritesTest : public testing::TestWithParam<Kind> {
 protected:
  ConcurrentWritesTest() : fixture_(Open()) {}

  std::unique_ptr<Store> Open() {
    if (GetParam() == Kind::kMemory) return MakeMemoryStore();
    StoreOptions options;
    options.ballast_bytes = 0;
    options.disk_watermark_bytes = 0;
    absl::StatusOr<std::unique_ptr<Store>> store = OpenRocksStore(folder_.path(), options);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  template <typename Request, typename Response>
  absl::Status Do(const std::string& method, const std::string& text) {
    return fixture_.Ask<Request, Response>(method, text).status();
  }

  void SetUp() override {
    ASSERT_TRUE((Do<v1::CreateSchemeRequest, v1::Scheme>("SchemeService/CreateScheme", "scheme_id: 'S'")).ok());
  }

  absl::Status CreateCentre(const std::string& id) {
    return Do<v1::CreateCentreRequest, v1::Centre>("CentreService/CreateCentre",
                                                   absl::StrCat("centre_id: '", id, "' centre { city: '0' }"));
  }

  // Runs `work` on all threads at once.
  template <typename Work>
  void InParallel(Work work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back([&work, i] { work(i); });
    for (std::thread& thread : threads) thread.join();
  }

  TempFolder folder_;
  ResourcesFixture fixture_;
};

TEST_P(ConcurrentWritesTest, WithEtagsNoUpdateIsLost) {
  constexpr int kStepsEach = 25;
  ASSERT_TRUE(CreateCentre("C").ok());
  InParallel([&](int) {
    for (int step = 0; step < kStepsEach;) {
      const auto centre =
          fixture_.Ask<v1::GetCentreRequest, v1::Centre>("CentreService/GetCentre", "name: 'centres/C'");
      ASSERT_TRUE(centre.ok()) << centre.status();
      int count = 0;
      ASSERT_TRUE(absl::SimpleAtoi(centre->city(), &count));
      const absl::Status status = Do<v1::UpdateCentreRequest, v1::Centre>(
          "CentreService/UpdateCentre",
          absl::StrCat("centre { name: 'centres/C' city: '", count + 1, "' etag: '", centre->etag(), "' }"));
      if (status.ok()) ++step;
      if (!status.ok()) {
        ASSERT_EQ(ReasonOf(status), v1::ERROR_REASON_ETAG_MISMATCH) << status;
      }
    }
  });
  const auto centre = fixture_.Ask<v1::GetCentreRequest, v1::Centre>("CentreService/GetCentre", "name: 'centres/C'");
  EXPECT_EQ(centre->city(), absl::StrCat(kThreads * kStepsEach));
}

TEST_P(ConcurrentWritesTest, UpdatesOfDifferentFieldsMeet) {
  // Without etag each changes its own field; who comes second starts from what the first wrote.
  ASSERT_TRUE(CreateCentre("C").ok());
  const std::vector<std::string> fields = {"title", "city", "consortium", "coordinator"};
  std::atomic<int> gave_up{0};
  InParallel([&](int i) {
    for (int step = 1; step <= 25; ++step) {
      const auto update = [&] {
        return Do<v1::UpdateCentreRequest, v1::Centre>(
            "CentreService/UpdateCentre",
            absl::StrCat("centre { name: 'centres/C' ", fields[static_cast<std::size_t>(i)], ": '", step, "' }"));
      };
      absl::Status status = update();
      while (ReasonOf(status) == v1::ERROR_REASON_ETAG_MISMATCH) {  // Others were faster too often.
        ++gave_up;
        status = update();
      }
      ASSERT_TRUE(status.ok()) << status;
    }
  });
  const auto centre = fixture_.Ask<v1::GetCentreRequest, v1::Centre>("CentreService/GetCentre", "name: 'centres/C'");
  EXPECT_EQ(centre->title() + centre->city() + centre->consortium() + centre->coordinator(), "25252525");
}

TEST_P(ConcurrentWritesTest, OneCreatorWins) {
  std::atomic<int> created{0};
  InParallel([&](int) {
    for (int i = 0; i < 25; ++i) {
      const absl::Status status = CreateCentre(absl::StrCat("C", i));
      if (status.ok()) ++created;
      if (!status.ok()) {
        EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_EXISTS) << status;
      }
    }
  });
  EXPECT_EQ(created, 25);
}

TEST_P(ConcurrentWritesTest, OneOfManyRetriesIsDone) {
  // The same request_id from all threads: one commit, one answer.
  std::vector<std::string> answers(kThreads);
  InParallel([&](int i) {
    const auto centre = fixture_.Ask<v1::CreateCentreRequest, v1::Centre>("CentreService/CreateCentre",
                                                                          "centre_id: 'C' request_id: 'once'");
    ASSERT_TRUE(centre.ok()) << centre.status();
    answers[static_cast<std::size_t>(i)] = centre->DebugString();
  });
  for (const std::string& answer : answers) EXPECT_EQ(answer, answers[0]);
}

TEST_P(ConcurrentWritesTest, NoApprenticeIsLeftInADeletedCentre) {
  for (int round = 0; round < 25; ++round) {
    const std::string centre = absl::StrCat("C", round);
    ASSERT_TRUE(CreateCentre(centre).ok());
    std::atomic<bool> deleted{false};
    std::atomic<int> created{0};
    InParallel([&](int i) {
      if (i == 0) {
        const absl::Status status = Do<v1::DeleteCentreRequest, v1::Centre>(
            "CentreService/DeleteCentre", absl::StrCat("name: 'centres/", centre, "'"));
        deleted = status.ok();
        return;
      }
      const absl::Status status = Do<v1::CreateApprenticeRequest, v1::Apprentice>(
          "ApprenticeService/CreateApprentice", absl::StrCat("parent: 'centres/", centre, "' apprentice_id: '", centre,
                                                             "-", i, "' apprentice { scheme: 'S' }"));
      if (status.ok()) ++created;
      if (!status.ok()) {
        EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_REFERENCE_MISSING) << status;
      }
    });
    EXPECT_NE(deleted, created > 0) << centre << " deleted: " << deleted << ", with " << created << " apprentices";
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, ConcurrentWritesTest, testing::Values(Kind::kMemory, Kind::kRocks),
                         [](const auto& instance) { return instance.param == Kind::kMemory ? "Memory" : "Rocks"; });

}  // namespace
}  // namespace walz
