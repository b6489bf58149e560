#include "service/app/jobs/execution_io.h"

#include <absl/functional/function_ref.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_io.h"
#include "service/store/keys.h"

namespace walz {
namespace {

constexpr char kManual[] = "-manual-";

// Calls `visit` for each execution in `range`.
absl::Status ScanExecutions(const StoreSnapshot& snapshot, const KeyRange& range,
                            absl::FunctionRef<void(StoredExecution)> visit) {
  absl::Status bad;
  const absl::Status scanned = snapshot.Scan(range, [&](absl::string_view, absl::string_view value, Revision revision) {
    StoredExecution stored{{}, revision};
    bad = FillOutput(value, revision, stored.execution);
    if (!bad.ok()) return false;
    visit(std::move(stored));
    return true;
  });
  return scanned.ok() ? bad : scanned;
}

KeyRange ExecutionsOf(absl::string_view job) {
  const std::optional<ResourceName> name = ParseName(job);
  return name ? RangeOf(Collection::kExecutions, name->ids) : KeyRange{"e", "e"};
}

}  // namespace

std::string NightName(absl::string_view job, absl::CivilDay date) {
  return absl::StrCat(job, "/executions/", absl::FormatCivilTime(date));
}

std::string ManualName(absl::string_view job, absl::CivilDay date, int number) {
  return absl::StrCat(NightName(job, date), kManual, number);
}

std::string JobOfExecution(absl::string_view execution) {
  return std::string(execution.substr(0, execution.rfind("/executions/")));
}

bool IsManual(const v1::Execution& execution) {
  return absl::StrContains(execution.name().substr(execution.name().rfind('/')), kManual);
}

bool IsOpen(const v1::Execution& execution) {
  return execution.state() == v1::EXECUTION_STATE_RUNNING || execution.state() == v1::EXECUTION_STATE_WAITING;
}

absl::StatusOr<std::optional<StoredExecution>> FindExecution(const StoreSnapshot& snapshot, absl::string_view name) {
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(KeyOf(ParseName(name).value())));
  if (!record) return std::nullopt;
  StoredExecution stored{{}, record->revision};
  WALZ_RETURN_IF_ERROR(FillOutput(record->value, record->revision, stored.execution));
  return stored;
}

absl::StatusOr<std::vector<StoredExecution>> ReadExecutions(const StoreSnapshot& snapshot, absl::string_view job,
                                                            absl::CivilDay from) {
  KeyRange range = ExecutionsOf(job);
  range.first = KeyOf(ParseName(NightName(job, from)).value());
  std::vector<StoredExecution> executions;
  WALZ_RETURN_IF_ERROR(
      ScanExecutions(snapshot, range, [&](StoredExecution stored) { executions.push_back(std::move(stored)); }));
  return executions;
}

absl::StatusOr<std::vector<std::string>> FindOpenExecutions(const StoreSnapshot& snapshot) {
  std::vector<std::string> names;
  WALZ_RETURN_IF_ERROR(ScanExecutions(snapshot, RangeOf(Collection::kExecutions), [&](const StoredExecution& stored) {
    if (IsOpen(stored.execution)) names.push_back(stored.execution.name());
  }));
  return names;
}

absl::StatusOr<std::optional<v1::Execution>> FindNightBefore(const StoreSnapshot& snapshot,
                                                             const v1::Execution& execution, absl::string_view round) {
  KeyRange range = ExecutionsOf(JobOfExecution(execution.name()));
  range.last = KeyOf(ParseName(execution.name()).value());
  const std::string run_prefix = absl::StrCat(round, "/runs/");
  std::optional<v1::Execution> before;
  WALZ_RETURN_IF_ERROR(ScanExecutions(snapshot, range, [&](StoredExecution stored) {
    if (stored.execution.state() == v1::EXECUTION_STATE_SUCCEEDED && !IsManual(stored.execution) &&
        absl::StartsWith(stored.execution.run(), run_prefix)) {
      before = std::move(stored.execution);
    }
  }));
  return before;
}

}  // namespace walz
