#include "service/app/admin/admin_methods.h"

#include <algorithm>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/admin/audit_page.h"
#include "service/app/resources/list_query.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"

namespace walz {
namespace {

constexpr std::size_t kRequestIdBytesMax = 64;
constexpr char kJobLease[] = "jobs";

// The first of what a DataLoss names, one a line.
void SetFaults(const absl::Status& status, v1::ScrubResponse& response) {
  for (const absl::string_view fault : absl::StrSplit(status.message(), '\n')) {
    if (response.faults_size() == kScrubFaultsMax) return;
    response.add_faults(std::string(fault));
  }
}

}  // namespace

AdminMethods::AdminMethods(Store& store, BackupMaker* backups, FillStatus fill_status)
    : store_(store), backups_(backups), fill_status_(std::move(fill_status)) {}

void AdminMethods::Register(MethodSet& methods) {
  methods.Unary<v1::GetStatusRequest, v1::StatusReport>(
      "walz.v1.AdminService/GetStatus", Where::kWorker,
      [this](const Call&, const v1::GetStatusRequest&, v1::StatusReport& report) { return GetStatus(report); });
  methods.Unary<v1::CreateBackupRequest, v1::BackupReport>(
      "walz.v1.AdminService/CreateBackup", Where::kWorker,
      [this](const Call& call, const v1::CreateBackupRequest& request, v1::BackupReport& report) {
        return CreateBackup(call, request, report);
      });
  methods.Unary<v1::ListBackupsRequest, v1::ListBackupsResponse>(
      "walz.v1.AdminService/ListBackups", Where::kWorker,
      [this](const Call&, const v1::ListBackupsRequest&, v1::ListBackupsResponse& response) {
        return ListBackups(response);
      });
  methods.ServerStream<v1::ScrubRequest, v1::ScrubResponse>(
      "walz.v1.AdminService/Scrub", [this](const Call& call, const v1::ScrubRequest&,
                                           Writer<v1::ScrubResponse>& writer) { return Scrub(call, writer); });
  methods.Unary<v1::CompactRequest, v1::CompactResponse>(
      "walz.v1.AdminService/Compact", Where::kWorker,
      [this](const Call& call, const v1::CompactRequest& request, v1::CompactResponse& response) {
        return Compact(call, request, response);
      });
  methods.Unary<v1::VerifyAuditRequest, v1::VerifyAuditResponse>(
      "walz.v1.AdminService/VerifyAudit", Where::kWorker,
      [this](const Call&, const v1::VerifyAuditRequest&, v1::VerifyAuditResponse& response) {
        return VerifyAudit(response);
      });
  methods.Unary<v1::ListAuditEntriesRequest, v1::ListAuditEntriesResponse>(
      "walz.v1.AdminService/ListAuditEntries", Where::kWorker,
      [this](const Call& call, const v1::ListAuditEntriesRequest& request, v1::ListAuditEntriesResponse& response) {
        return ReadAuditPage(store_, call, request, response);
      });
}

absl::Status AdminMethods::GetStatus(v1::StatusReport& report) {
  const StoreStats stats = store_.Stats();
  report.set_revision(stats.revision);
  report.set_oldest_revision(stats.oldest);
  report.set_store_bytes(stats.bytes);
  report.set_disk_free_bytes(stats.disk_free_bytes);
  report.set_disk_watermark_bytes(stats.disk_watermark_bytes);
  report.set_writes_refused(stats.writes_refused);
  WALZ_ASSIGN_OR_RETURN(const LeaseState lease, store_.ReadLease(kJobLease));
  report.set_job_lease_holder(lease.holder);
  if (fill_status_) fill_status_(report);
  return absl::OkStatus();
}

absl::Status AdminMethods::CreateBackup(const Call& call, const v1::CreateBackupRequest& request,
                                        v1::BackupReport& report) {
  if (backups_ == nullptr) return RefuseBackup();
  if (request.request_id().size() > kRequestIdBytesMax) {
    return RefuseFields({{"request_id", "too_long", absl::StrCat("takes up to ", kRequestIdBytesMax, " bytes")}});
  }
  const std::lock_guard lock(backup_mutex_);
  // Sent again because the answer was lost: a second copy helps nobody.
  if (!request.request_id().empty() && request.request_id() == last_request_id_ &&
      call.principal.name == last_principal_) {
    report = last_backup_;
    return absl::OkStatus();
  }
  WALZ_ASSIGN_OR_RETURN(report, backups_->Create());
  last_request_id_ = request.request_id();
  last_principal_ = call.principal.name;
  last_backup_ = report;
  return Note(call, absl::StrCat("backups/", report.backup_id()), request.request_id());
}

absl::Status AdminMethods::ListBackups(v1::ListBackupsResponse& response) {
  if (backups_ == nullptr) return RefuseBackup();
  const std::lock_guard lock(backup_mutex_);
  WALZ_ASSIGN_OR_RETURN(const std::vector<v1::BackupReport> backups, backups_->List());
  response.mutable_backups()->Assign(backups.begin(), backups.end());
  return absl::OkStatus();
}

absl::Status AdminMethods::Scrub(const Call& call, Writer<v1::ScrubResponse>& writer) {
  std::stop_source stop;
  const std::stop_callback with_call(call.stop, [&stop] { stop.request_stop(); });
  v1::ScrubResponse response;
  std::int64_t told_bytes = 0;
  const absl::Status status = store_.Scrub(
      [&](std::int64_t records, std::int64_t bytes) {
        const bool due = bytes - told_bytes >= kScrubProgressBytes;
        response.set_records_checked(records);
        response.set_bytes_checked(bytes);
        if (!due) return;
        told_bytes = bytes;
        if (!writer.Write(response)) stop.request_stop();
      },
      stop.get_token());
  if (stop.stop_requested()) return Stopped();
  if (absl::IsDataLoss(status)) SetFaults(status, response);
  response.set_done(true);
  if (!writer.Write(response)) return Stopped();
  return status;
}

absl::Status AdminMethods::Compact(const Call& call, const v1::CompactRequest& request, v1::CompactResponse& response) {
  const Revision newest = store_.Stats().revision;
  if (request.revision() < 0 || request.revision() > newest) {
    return RefuseFields({{"revision", "out_of_range", absl::StrCat("takes 0..", newest, ", the newest revision")}});
  }
  const Revision forgotten = request.revision() > 0 ? request.revision() : newest - kRevisionsKept;
  if (forgotten > 0) WALZ_RETURN_IF_ERROR(store_.ForgetChanges(forgotten));
  WALZ_RETURN_IF_ERROR(store_.Compact());
  response.set_oldest_revision(store_.Stats().oldest);
  return Note(call, absl::StrCat("changes up to ", response.oldest_revision()), "");
}

absl::Status AdminMethods::VerifyAudit(v1::VerifyAuditResponse& response) {
  WALZ_ASSIGN_OR_RETURN(const AuditVerified verified, store_.VerifyAudit());
  response.set_entries(verified.entries);
  response.set_head_hash(verified.head_hash);
  response.set_last_revision(verified.last_revision);
  return absl::OkStatus();
}

absl::Status AdminMethods::Note(const Call& call, std::string what, absl::string_view request_id) {
  CommitRequest commit;
  commit.audit = {call.principal.name, call.method, {std::move(what)}, std::string(request_id)};
  return store_.Commit(std::move(commit)).status();
}

absl::Status AdminMethods::RefuseBackup() {
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_BACKUP_NOT_CONFIGURED,
                "no backup folder is configured; set backup.folder and start walzd again", {{"key", "backup.folder"}});
}

}  // namespace walz
