#include "service/app/transfer/import_session.h"

#include <algorithm>

#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"

namespace walz {
namespace {

std::string FileOf(const v1::ImportHeader& header) {
  if (!header.file().empty()) return header.file();
  switch (header.table()) {
    case v1::IMPORT_TABLE_CENTRES:
      return "centres.csv";
    case v1::IMPORT_TABLE_COMPANIES:
      return "companies.csv";
    case v1::IMPORT_TABLE_OPENINGS:
      return "openings.csv";
    case v1::IMPORT_TABLE_APPRENTICES:
      return "apprentices.csv";
    case v1::IMPORT_TABLE_WISHES:
      return "wishes.csv";
    case v1::IMPORT_TABLE_HOST_RANKS:
      return "host_ranks.csv";
    case v1::IMPORT_TABLE_PAIRS:
      return "pairs.csv";
    case v1::IMPORT_TABLE_SCHEMES:
      return "schemes.json";
    default:
      return "round.json";
  }
}

}  // namespace

absl::Status ImportStopped() {
  return Refuse(absl::StatusCode::kCancelled, v1::ERROR_REASON_STOPPED,
                "the import was stopped; what was written stays, and the same stream again finishes the work");
}

ImportSession::ImportSession(const Call& call, Store& store, RightOfWay& way,
                             std::shared_ptr<const Catalogue> catalogue, const std::function<absl::Time()>& now,
                             const ImportLimits& limits, v1::ImportHeader header)
    : call_(call),
      store_(store),
      way_(way),
      now_(now),
      limits_(limits),
      header_(std::move(header)),
      file_(FileOf(header_)),
      scope_(std::move(catalogue)),
      pipeline_(
          store, way,
          {.principal = call.principal.name, .method = call.method, .names = {}, .request_id = header_.request_id()},
          limits.commits_in_flight_max, call.stop) {
  work_.stop = call.stop;
  scope_.read().day_first = header_.day_first();
  scope_.read().report = &report_;
  scope_.read().work = &work_;
}

absl::Status ImportSession::Keep(std::size_t bytes) {
  kept_bytes_ += bytes;
  if (kept_bytes_ <= limits_.kept_bytes_max) return absl::OkStatus();
  return Refuse(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_LIMIT_REACHED,
                absl::StrCat("more than ", limits_.kept_bytes_max,
                             " bytes wait to be written; import the table in parts, or with keep_good"),
                {{"limit", "kept_bytes_max"}, {"value", absl::StrCat(limits_.kept_bytes_max)}});
}

absl::Status ImportSession::Take(PlannedBatch batch, const Replan& replan) {
  GiveWay();
  created_ += batch.created;
  changed_ += batch.changed;
  if (!Writes()) waiting_.clear();
  if (batch.rows.empty() || !Writes()) return absl::OkStatus();
  if (header_.keep_good()) return Commit(std::move(batch), replan);
  WALZ_RETURN_IF_ERROR(Keep(batch.bytes()));
  waiting_.push_back(std::move(batch));
  return absl::OkStatus();
}

absl::Status ImportSession::Commit(PlannedBatch batch, const Replan& replan) {
  WALZ_RETURN_IF_ERROR(pipeline_.Submit(std::move(batch)));
  return CommitConflicts(replan);
}

absl::Status ImportSession::CommitConflicts(const Replan& replan) {
  std::vector<PlannedBatch> conflicts = pipeline_.TakeConflicts();
  for (int round = 0; !conflicts.empty(); ++round) {
    if (round == limits_.replans_max) {
      return Refuse(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH,
                    absl::StrCat(conflicts.front().rows.front().name,
                                 " and others are changed by somebody else again and again; import again later"),
                    {{"name", conflicts.front().rows.front().name}});
    }
    references_.Clear();
    for (const PlannedBatch& batch : conflicts) {
      created_ -= batch.created;
      changed_ -= batch.changed;
      WALZ_ASSIGN_OR_RETURN(PlannedBatch again, replan(batch));
      created_ += again.created;
      changed_ += again.changed;
      if (!again.rows.empty()) WALZ_RETURN_IF_ERROR(pipeline_.Submit(std::move(again)));
    }
    WALZ_RETURN_IF_ERROR(pipeline_.Drain());
    conflicts = pipeline_.TakeConflicts();
  }
  return absl::OkStatus();
}

absl::Status ImportSession::Finish(const Replan& replan, v1::ImportResponse& response) {
  if (call_.stop.stop_requested() || report_.stopped) return ImportStopped();
  if (Writes()) {
    for (PlannedBatch& batch : waiting_) {
      GiveWay();
      WALZ_RETURN_IF_ERROR(Commit(std::move(batch), replan));
    }
  }
  WALZ_RETURN_IF_ERROR(pipeline_.Drain());
  WALZ_RETURN_IF_ERROR(CommitConflicts(replan));
  response.set_created(created_);
  response.set_changed(changed_);
  response.set_same(same_);
  response.set_rejected(rejected_);
  response.set_error_count(report_.error_count);
  response.set_revision(pipeline_.revision());
  std::stable_sort(report_.errors.begin(), report_.errors.end(),
                   [](const InputError& a, const InputError& b) { return a.row < b.row; });
  for (InputError& error : report_.errors) {
    v1::RowError& row = *response.add_errors();
    row.set_file(std::move(error.file));
    row.set_row(error.row);
    row.set_column(std::move(error.column));
    row.set_value(std::move(error.value));
    row.set_code(std::move(error.code));
    row.set_hint(std::move(error.hint));
  }
  for (std::string& warning : report_.warnings) response.add_warnings(std::move(warning));
  return absl::OkStatus();
}

}  // namespace walz
