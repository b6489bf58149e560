#include "service/convert/run_writer.h"

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "engine/base/hash.h"
#include "engine/base/status_macros.h"
#include "service/convert/barrier_rows.h"
#include "service/convert/certificate_file.h"
#include "service/convert/output_folder.h"
#include "service/convert/run_rows.h"

namespace walz {
namespace {

constexpr const char* kRunFiles[] = {kRunFile,      kProposalsFile, kUnmatchedFile,
                                     kBarriersFile, kVerdictsFile,  kCertificateFile};

std::string CertificateBytes(const RunFacts& facts, const RunOutcome& outcome) {
  return SerializeCertificate(facts.problem, facts.rules, outcome.certificate, facts.input_hash);
}

std::string CsvText(const CsvRow& columns, const std::vector<CsvRow>& rows) {
  std::string text;
  AppendCsvRow(text, columns);
  for (const CsvRow& row : rows) AppendCsvRow(text, row);
  return text;
}

std::string BarriersText(const RunFacts& facts, const RunReport& report) {
  std::string text;
  AppendCsvRow(text, BarrierColumns());
  ForEachBarrierRow(facts.problem, facts.rules, report.barriers, report.help, [&](const CsvRow& row) {
    AppendCsvRow(text, row);
    return absl::OkStatus();
  }).IgnoreError();
  return text;
}

absl::Status WriteVerdicts(OutputFolder& folder, const RunFacts& facts) {
  WALZ_ASSIGN_OR_RETURN(OutputFile* const file, folder.Create(kVerdictsFile));
  std::string line;
  AppendCsvRow(line, VerdictColumns());
  WALZ_RETURN_IF_ERROR(file->Append(line));
  return ForEachVerdictRow(facts, [&](const CsvRow& row) {
    line.clear();
    AppendCsvRow(line, row);
    return file->Append(line);
  });
}

// An older run goes first, run.json foremost: a folder without run.json holds no run.
absl::Status RemoveRun(const std::string& dir) {
  for (const char* const name : kRunFiles) {
    const std::string path = absl::StrCat(dir, "/", name);
    if (unlink(path.c_str()) != 0 && errno != ENOENT) {
      return absl::ErrnoToStatus(errno, absl::StrCat("cannot replace '", path, "'"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

RunReport MakeRunReport(const RunFacts& facts, const RunOutcome& outcome, const WorkOptions& work) {
  RunReport report;
  for (const Placement& placement : outcome.matching.placements) {
    if (work.stop.stop_requested()) return report;
    report.proposals.push_back(ProposalRow(facts.problem, facts.rules, placement));
  }
  report.barriers =
      MakeBarrierReport(facts.problem, facts.rules, facts.sieve, outcome.matching, work, RefusedCounts::kWhereAsked);
  report.unmatched = MakeUnmatchedReport(facts.problem, facts.rules, facts.sieve, report.barriers, work);
  const PlaceNetwork network(facts.problem, facts.rules, facts.sieve, outcome.matching, work);
  report.help = MakeHelpReport(facts.problem, facts.rules, facts.sieve, outcome.matching, network, {}, work);
  report.record = {.round = facts.problem.round().id,
                   .seed = facts.problem.round().seed,
                   .unmatched = static_cast<std::int64_t>(report.unmatched.apprentices.size()),
                   .barriers = report.unmatched.barriers,
                   .reasons = MakeBarrierClaims(facts.problem, facts.rules, report.barriers, report.help),
                   .explained = facts.explained,
                   .input_hash = facts.input_hash,
                   .certificate_hash = Hash64(0, CertificateBytes(facts, outcome))};
  return report;
}

std::vector<RunFile> MakeRunFiles(const RunFacts& facts, const RunOutcome& outcome, const RunReport& report) {
  return {{kProposalsFile, CsvText(ProposalColumns(), report.proposals)},
          {kUnmatchedFile, CsvText(UnmatchedColumns(), report.unmatched.rows)},
          {kBarriersFile, BarriersText(facts, report)},
          {kCertificateFile, CertificateBytes(facts, outcome)},
          {kRunFile, RunJson(outcome, report.record)}};
}

absl::Status ForEachVerdictRow(const RunFacts& facts, const std::function<absl::Status(const CsvRow&)>& visit) {
  const Problem& problem = facts.problem;
  const std::optional<ApprenticeIndex> alone =
      facts.explained == kExplainAll ? std::nullopt : problem.FindApprentice(facts.explained);
  const std::size_t first = alone ? alone->value : 0;
  const std::size_t last = alone ? first + 1 : problem.apprentices().size();
  for (std::size_t apprentice = first; apprentice < last; ++apprentice) {
    for (const OpeningIndex opening : problem.OpeningsById()) {
      for (const CsvRow& row : VerdictRows(problem, facts.rules, ApprenticeIndex(apprentice), opening)) {
        WALZ_RETURN_IF_ERROR(visit(row));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRunFolder(const std::string& dir, bool replace) {
  std::error_code error;
  if (std::filesystem::exists(dir, error) && !std::filesystem::is_directory(dir, error)) {
    return absl::FailedPreconditionError(absl::StrCat("'", dir, "' is not a folder"));
  }
  for (const char* const name : kRunFiles) {
    if (replace || !std::filesystem::exists(absl::StrCat(dir, "/", name), error)) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("a run stands in '", dir, "' already; choose another folder, or replace it with --force"));
  }
  return absl::OkStatus();
}

absl::Status WriteRun(const RunFacts& facts, const RunOutcome& outcome, const RunReport& report,
                      const std::string& dir) {
  WALZ_ASSIGN_OR_RETURN(OutputFolder folder, OutputFolder::Open(dir));
  // run.json comes last: a folder without it holds no run.
  if (!facts.explained.empty()) WALZ_RETURN_IF_ERROR(WriteVerdicts(folder, facts));
  for (const RunFile& file : MakeRunFiles(facts, outcome, report)) {
    WALZ_RETURN_IF_ERROR(folder.Write(file.name, file.bytes));
  }
  WALZ_RETURN_IF_ERROR(folder.Close());
  WALZ_RETURN_IF_ERROR(RemoveRun(dir));
  return folder.Commit();
}

}  // namespace walz
