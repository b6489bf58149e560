#include "service/app/runs/run_records.h"

#include <algorithm>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "engine/base/status_macros.h"
#include "service/app/mirror/run_file.h"
#include "service/app/resources/resource_io.h"
#include "service/app/runs/proposal_messages.h"
#include "service/call/errors.h"

namespace walz {
namespace {

constexpr std::size_t kProposalsPerCommit = 500;  // Small: other writes wait for one of these at most.
constexpr std::size_t kDeletesPerCommit = 1000;
constexpr std::size_t kChunkBytes = std::size_t{256} << 10;

std::string ChunkKey(const ResourceName& run, const std::string& file, std::size_t number) {
  return KeyOf({Collection::kRunFiles, {run.ids[0], run.ids[1], file, absl::StrFormat("%06d", number)}});
}

// Gathers mutations and commits them in batches.
class BatchWriter {
 public:
  BatchWriter(Store& store, AuditNote audit) : store_(store), audit_(std::move(audit)) {}

  absl::Status Add(Mutation mutation, std::size_t most) {
    batch_.push_back(std::move(mutation));
    return batch_.size() >= most ? Flush() : absl::OkStatus();
  }
  absl::Status Flush() {
    if (batch_.empty()) return absl::OkStatus();
    CommitRequest commit;
    commit.mutations = std::exchange(batch_, {});
    commit.audit = audit_;
    return store_.Commit(std::move(commit)).status();
  }
  std::vector<Mutation> TakeRest() { return std::exchange(batch_, {}); }

 private:
  Store& store_;
  const AuditNote audit_;
  std::vector<Mutation> batch_;
};

absl::StatusOr<StoredRunRecord> RunOf(absl::string_view value, Revision revision) {
  StoredRunRecord stored;
  stored.revision = revision;
  WALZ_RETURN_IF_ERROR(FillOutput(value, revision, stored.run));
  return stored;
}

absl::StatusOr<std::vector<StoredRunRecord>> ReadRuns(const StoreSnapshot& snapshot, const KeyRange& range) {
  std::vector<StoredRunRecord> runs;
  absl::Status status;
  const absl::Status scan = snapshot.Scan(range, [&](absl::string_view, absl::string_view value, Revision revision) {
    absl::StatusOr<StoredRunRecord> run = RunOf(value, revision);
    status = run.status();
    if (run.ok()) runs.push_back(*std::move(run));
    return status.ok();
  });
  WALZ_RETURN_IF_ERROR(scan);
  WALZ_RETURN_IF_ERROR(status);
  return runs;
}

}  // namespace

absl::StatusOr<ResourceName> RunNameOf(absl::string_view name) {
  std::optional<ResourceName> parsed = ParseName(name);
  if (parsed && parsed->collection == Collection::kRuns) return *std::move(parsed);
  return NoSuchName(name, "rounds/*/runs/*");
}

absl::StatusOr<StoredRunRecord> ReadRunRecord(const StoreSnapshot& snapshot, absl::string_view name) {
  WALZ_ASSIGN_OR_RETURN(const ResourceName parsed, RunNameOf(name));
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(KeyOf(parsed)));
  if (!record) return NoSuchResource(name);
  return RunOf(record->value, record->revision);
}

absl::StatusOr<std::optional<StoredRunRecord>> ReadLatestRun(const StoreSnapshot& snapshot,
                                                             const std::string& round_id) {
  WALZ_ASSIGN_OR_RETURN(std::vector<StoredRunRecord> runs, ReadRuns(snapshot, RangeOf(Collection::kRuns, {round_id})));
  const auto number_of = [](const StoredRunRecord& stored) {
    std::int64_t number = 0;
    const std::optional<ResourceName> name = ParseName(stored.run.name());
    return name && absl::SimpleAtoi(name->id(), &number) ? number : 0;
  };
  const auto latest = std::max_element(runs.begin(), runs.end(),
                                       [&](const auto& a, const auto& b) { return number_of(a) < number_of(b); });
  if (latest == runs.end()) return std::nullopt;
  return std::move(*latest);
}

absl::StatusOr<std::vector<StoredRunRecord>> ReadAllRuns(const StoreSnapshot& snapshot) {
  return ReadRuns(snapshot, RangeOf(Collection::kRuns));
}

absl::StatusOr<std::vector<Mutation>> WriteProduct(Store& store, const ResourceName& run, const Problem& problem,
                                                   const RunProduct& product, const AuditNote& audit,
                                                   std::stop_token stop, const std::function<void(int percent)>& tell,
                                                   v1::RunResult& result) {
  BatchWriter writer(store, audit);
  const std::size_t total = std::max<std::size_t>(1, problem.apprentices().size());
  std::size_t done = 0;
  WALZ_RETURN_IF_ERROR(ForEachProposal(problem, product.outcome.matching, product.report, run,
                                       [&](const v1::Proposal& proposal) -> absl::Status {
                                         if (stop.stop_requested()) return RunStopped();
                                         if (++done % kProposalsPerCommit == 0)
                                           tell(static_cast<int>(100 * done / total));
                                         return writer.Add(PutMutation(proposal, Revision{0}), kProposalsPerCommit);
                                       }));
  WALZ_RETURN_IF_ERROR(writer.Flush());
  for (const RunFile& file : product.files) {
    if (file.name == kRunFile) result.set_run_json(file.bytes);
    if (file.name == kCertificateFile) result.set_certificate_bytes(static_cast<std::int64_t>(file.bytes.size()));
    std::size_t number = 0;
    for (std::size_t at = 0; at == 0 || at < file.bytes.size(); at += kChunkBytes) {
      if (stop.stop_requested()) return RunStopped();
      // Of the last file all stays for the commit that ends the run.
      const bool last = &file == &product.files.back();
      const std::size_t most = last ? product.files.back().bytes.size() / kChunkBytes + 2 : 1;
      WALZ_RETURN_IF_ERROR(
          writer.Add({ChunkKey(run, file.name, number++), file.bytes.substr(at, kChunkBytes), Revision{0}}, most));
    }
  }
  return writer.TakeRest();
}

absl::Status ForEachStoredProposal(const StoreSnapshot& snapshot, const ResourceName& run,
                                   absl::FunctionRef<void(v1::Proposal& proposal)> visit, std::stop_token stop) {
  v1::Proposal proposal;
  absl::Status status;
  const absl::Status scan = snapshot.Scan(
      RangeOf(Collection::kProposals, run.ids),
      [&](absl::string_view, absl::string_view value, Revision revision) {
        status = FillOutput(value, revision, proposal);
        if (status.ok()) visit(proposal);
        return status.ok();
      },
      std::move(stop));
  WALZ_RETURN_IF_ERROR(scan);
  return status;
}

absl::Status DeleteProduct(Store& store, const ResourceName& run, const AuditNote& audit) {
  BatchWriter writer(store, audit);
  for (const Collection collection : {Collection::kProposals, Collection::kRunFiles}) {
    std::vector<std::string> keys;
    WALZ_RETURN_IF_ERROR(store.OpenSnapshot()->Scan(RangeOf(collection, run.ids),
                                                    [&](absl::string_view key, absl::string_view, Revision) {
                                                      keys.emplace_back(key);
                                                      return true;
                                                    }));
    for (std::string& key : keys) {
      WALZ_RETURN_IF_ERROR(writer.Add({std::move(key), std::nullopt, std::nullopt}, kDeletesPerCommit));
    }
  }
  return writer.Flush();
}

absl::Status ReadFile(const StoreSnapshot& snapshot, const ResourceName& run, const std::string& file,
                      absl::FunctionRef<bool(absl::string_view chunk)> visit, std::stop_token stop) {
  bool found = false;
  WALZ_RETURN_IF_ERROR(ScanRunFile(
      snapshot, run, file,
      [&](absl::string_view chunk) {
        found = true;
        return visit(chunk);
      },
      stop));
  if (found) return absl::OkStatus();
  return Refuse(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                absl::StrCat("the run has no file '", file,
                             "'; there are proposals.csv, unmatched.csv, barriers.csv, run.json, certificate.bin, and "
                             "of some runs place_prices.csv and later_worth.csv"),
                {{"name", absl::StrCat(FormatName(run), "/files/", file)}});
}

}  // namespace walz
