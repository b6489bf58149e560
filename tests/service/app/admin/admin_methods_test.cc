#include "service/app/admin/admin_methods.h"

#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <walz/v1/error_reason.pb.h>

#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"
#include "service/store/memory_store.h"
#include "tests/service/app/jobs/forwarding_store.h"

namespace walz {
namespace {

using testing::ElementsAre;

class FakeBackups : public BackupMaker {
 public:
  absl::StatusOr<v1::BackupReport> Create() override {
    if (!refusal.ok()) return refusal;
    v1::BackupReport report;
    report.set_backup_id(static_cast<std::int64_t>(made.size()) + 1);
    made.push_back(report);
    return report;
  }
  absl::StatusOr<std::vector<v1::BackupReport>> List() override { return made; }

  std::vector<v1::BackupReport> made;
  absl::Status refusal;
};

// A store whose scrub says what the test wants.
class ScrubbedStore : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  absl::Status Scrub(const ScrubProgress& progress, std::stop_token stop) const override {
    for (std::int64_t i = 1; i <= 100; ++i) {
      if (stop.stop_requested()) return absl::CancelledError("stopped");
      ++looked;
      progress(i * 1000, i * kScrubProgressBytes / 2);
    }
    return found;
  }
  absl::Status found;
  mutable int looked = 0;
};

class ScrubClient : public AnyWriter {
 public:
  bool Write(const AnyMessage& message) override {
    messages.push_back(static_cast<const v1::ScrubResponse&>(message));
    return static_cast<int>(messages.size()) < gone_after;
  }
  std::vector<v1::ScrubResponse> messages;
  int gone_after = 1'000'000;
};

class AdminMethodsTest : public testing::Test {
 protected:
  AdminMethodsTest()
      : memory_(MakeMemoryStore({.now = [this] { return now_; }})),
        store_(*memory_),
        methods_(store_, &backups_, [](v1::StatusReport& report) { report.set_version("1.2.3"); }) {
    methods_.Register(method_set_);
  }

  void Commit(absl::string_view principal, absl::string_view method, std::vector<std::string> names = {}) {
    CommitRequest commit;
    commit.audit = {std::string(principal), std::string(method), std::move(names), "r-1"};
    ASSERT_TRUE(memory_->Commit(std::move(commit)).ok());
  }
  template <typename Response>
  absl::StatusOr<Response> Do(absl::string_view method, const google::protobuf::Message& request) {
    call_.method = absl::StrCat("walz.v1.AdminService/", method);
    call_.principal.name = "anna";
    Response response;
    absl::Status status = absl::UnknownError("no answer");
    method_set_.Find(call_.method)->unary(call_, request, response, [&](absl::Status end) { status = end; });
    if (!status.ok()) return status;
    return response;
  }
  absl::Status Scrub(ScrubClient& client) {
    return method_set_.Find("walz.v1.AdminService/Scrub")->server_stream(call_, v1::ScrubRequest(), client);
  }
  std::vector<std::int64_t> AllRevisions(v1::ListAuditEntriesRequest request) {
    std::vector<std::int64_t> revisions;
    do {
      const auto page = Do<v1::ListAuditEntriesResponse>("ListAuditEntries", request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::AuditEntry& entry : page->entries()) revisions.push_back(entry.revision());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return revisions;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  std::unique_ptr<Store> memory_;
  ScrubbedStore store_;
  FakeBackups backups_;
  AdminMethods methods_;
  MethodSet method_set_;
  Call call_;
};

TEST_F(AdminMethodsTest, StatusIsThatOfStoreLeaseAndProcess) {
  Commit("anna", "m");
  ASSERT_TRUE(memory_->TakeLease("jobs", "walzd-1", absl::Seconds(30)).ok());
  const v1::StatusReport report = *Do<v1::StatusReport>("GetStatus", v1::GetStatusRequest());
  EXPECT_EQ(report.version(), "1.2.3");
  EXPECT_EQ(report.revision(), memory_->Stats().revision);
  EXPECT_EQ(report.job_lease_holder(), "walzd-1");
}

TEST_F(AdminMethodsTest, BacksUpAndSaysSoInTheAuditLog) {
  v1::CreateBackupRequest request;
  request.set_request_id("r-7");
  EXPECT_EQ(Do<v1::BackupReport>("CreateBackup", request)->backup_id(), 1);
  EXPECT_EQ(Do<v1::BackupReport>("CreateBackup", request)->backup_id(), 1);  // Sent again.
  request.set_request_id("r-8");
  EXPECT_EQ(Do<v1::BackupReport>("CreateBackup", request)->backup_id(), 2);
  EXPECT_EQ(Do<v1::BackupReport>("CreateBackup", v1::CreateBackupRequest())->backup_id(), 3);
  EXPECT_EQ(Do<v1::ListBackupsResponse>("ListBackups", v1::ListBackupsRequest())->backups_size(), 3);
  const auto page = Do<v1::ListAuditEntriesResponse>("ListAuditEntries", v1::ListAuditEntriesRequest());
  ASSERT_EQ(page->entries_size(), 3);
  EXPECT_EQ(page->entries(0).principal(), "anna");
  EXPECT_EQ(page->entries(0).method(), "walz.v1.AdminService/CreateBackup");
  EXPECT_EQ(page->entries(0).request_id(), "r-7");
  EXPECT_THAT(page->entries(0).names(), ElementsAre("backups/1"));
}

TEST_F(AdminMethodsTest, ABackupThatFailedIsTriedAgainUnderItsRequestId) {
  backups_.refusal = absl::ResourceExhaustedError("the disk is full");
  v1::CreateBackupRequest request;
  request.set_request_id("r-7");
  EXPECT_FALSE(Do<v1::BackupReport>("CreateBackup", request).ok());
  backups_.refusal = absl::OkStatus();
  EXPECT_EQ(Do<v1::BackupReport>("CreateBackup", request)->backup_id(), 1);
}

TEST_F(AdminMethodsTest, WithoutABackupFolderThereAreNoBackups) {
  AdminMethods without(store_, nullptr, {});
  without.Register(method_set_);
  const absl::Status status = Do<v1::BackupReport>("CreateBackup", v1::CreateBackupRequest()).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BACKUP_NOT_CONFIGURED);
  EXPECT_EQ(MetadataOf(status, "key"), "backup.folder");
  EXPECT_EQ(ReasonOf(Do<v1::ListBackupsResponse>("ListBackups", v1::ListBackupsRequest()).status()),
            v1::ERROR_REASON_BACKUP_NOT_CONFIGURED);
}

TEST_F(AdminMethodsTest, ScrubTellsHowFarItIsAndEnds) {
  ScrubClient client;
  EXPECT_TRUE(Scrub(client).ok());
  ASSERT_GT(client.messages.size(), 40u);
  EXPECT_LT(client.messages.size(), 60u);
  EXPECT_EQ(client.messages[0].records_checked(), 2000);
  EXPECT_TRUE(client.messages.back().done());
  EXPECT_EQ(client.messages.back().records_checked(), 100'000);
}

TEST_F(AdminMethodsTest, ScrubEndsWithDataLossAndTheFaults) {
  store_.found = Refuse(absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT, "first\nsecond", {{"key", "k"}});
  ScrubClient client;
  EXPECT_EQ(ReasonOf(Scrub(client)), v1::ERROR_REASON_DATA_CORRUPT);
  EXPECT_THAT(client.messages.back().faults(), ElementsAre("first", "second"));
  EXPECT_TRUE(client.messages.back().done());
}

TEST_F(AdminMethodsTest, ScrubStopsWhenTheClientIsGone) {
  ScrubClient client;
  client.gone_after = 3;
  EXPECT_EQ(ReasonOf(Scrub(client)), v1::ERROR_REASON_STOPPED);
  EXPECT_LT(store_.looked, 10);
}

TEST_F(AdminMethodsTest, CompactForgetsChanges) {
  for (int i = 0; i < 10; ++i) Commit("anna", "m");
  v1::CompactRequest request;
  EXPECT_EQ(Do<v1::CompactResponse>("Compact", request)->oldest_revision(), 0);  // Fewer than are kept anyway.
  request.set_revision(7);
  EXPECT_EQ(Do<v1::CompactResponse>("Compact", request)->oldest_revision(), 7);
  EXPECT_FALSE(memory_->Changes(6, 1).ok());
  EXPECT_TRUE(memory_->Changes(7, 1).ok());
  request.set_revision(10'000);
  EXPECT_EQ(ReasonOf(Do<v1::CompactResponse>("Compact", request).status()), v1::ERROR_REASON_FIELD_INVALID);
  request.set_revision(-1);
  EXPECT_EQ(ReasonOf(Do<v1::CompactResponse>("Compact", request).status()), v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(AdminMethodsTest, VerifiesTheAuditChain) {
  Commit("anna", "m");
  Commit("bert", "m");
  const auto verified = Do<v1::VerifyAuditResponse>("VerifyAudit", v1::VerifyAuditRequest());
  EXPECT_EQ(verified->entries(), 2);
  EXPECT_EQ(verified->last_revision(), 2);
  const auto page = Do<v1::ListAuditEntriesResponse>("ListAuditEntries", v1::ListAuditEntriesRequest());
  EXPECT_EQ(page->entries(1).hash(), verified->head_hash());
}

TEST_F(AdminMethodsTest, AuditEntriesSayWhoDidWhatWhen) {
  std::vector<std::string> names;
  for (int i = 0; i < 150; ++i) names.push_back(absl::StrCat("centres/C-", i));
  Commit("anna", "walz.v1.CentreService/BatchCreateCentres", names);
  const v1::AuditEntry entry =
      Do<v1::ListAuditEntriesResponse>("ListAuditEntries", v1::ListAuditEntriesRequest())->entries(0);
  EXPECT_EQ(entry.revision(), 1);
  EXPECT_EQ(TimeOf(entry.time()), now_);
  EXPECT_EQ(entry.principal(), "anna");
  EXPECT_EQ(entry.method(), "walz.v1.CentreService/BatchCreateCentres");
  EXPECT_EQ(entry.names_size(), 100);
  EXPECT_EQ(entry.name_count(), 150);
}

TEST_F(AdminMethodsTest, AuditPagesHaveNoGapsAndNoDoubles) {
  std::vector<std::int64_t> all;
  std::vector<std::int64_t> annas;
  for (int i = 1; i <= 25; ++i) {
    Commit(i % 3 == 0 ? "anna" : "bert", "m");
    all.push_back(i);
    if (i % 3 == 0) annas.push_back(i);
  }
  for (const int page_size : {0, 1, 2, 5, 8, 25, 26, 5'000}) {
    v1::ListAuditEntriesRequest request;
    request.set_page_size(page_size);
    EXPECT_EQ(AllRevisions(request), all) << page_size;
    request.set_filter("principal = \"anna\"");
    EXPECT_EQ(AllRevisions(request), annas) << page_size;
  }
  v1::ListAuditEntriesRequest late;
  late.set_after_revision(22);
  EXPECT_THAT(AllRevisions(late), ElementsAre(23, 24, 25));
}

TEST_F(AdminMethodsTest, AuditRefusesWhatItCannotRead) {
  Commit("anna", "m");
  Commit("anna", "m");
  v1::ListAuditEntriesRequest request;
  request.set_filter("principal = ");
  EXPECT_EQ(ReasonOf(Do<v1::ListAuditEntriesResponse>("ListAuditEntries", request).status()),
            v1::ERROR_REASON_BAD_FILTER);
  request.set_filter("");
  request.set_page_token("nonsense");
  EXPECT_EQ(ReasonOf(Do<v1::ListAuditEntriesResponse>("ListAuditEntries", request).status()),
            v1::ERROR_REASON_BAD_PAGE_TOKEN);
  request.clear_page_token();
  request.set_page_size(1);
  request.set_page_token(Do<v1::ListAuditEntriesResponse>("ListAuditEntries", request)->next_page_token());
  request.set_filter("principal = \"bert\"");
  EXPECT_EQ(ReasonOf(Do<v1::ListAuditEntriesResponse>("ListAuditEntries", request).status()),
            v1::ERROR_REASON_BAD_PAGE_TOKEN);
  request.set_page_size(-1);
  EXPECT_EQ(ReasonOf(Do<v1::ListAuditEntriesResponse>("ListAuditEntries", request).status()),
            v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace walz
