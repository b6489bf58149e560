#include "service/convert/run_reader.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/base/status_macros.h"
#include "engine/matching/auditor.h"
#include "service/convert/barrier_rows.h"
#include "service/convert/certificate_file.h"
#include "service/convert/csv_reader.h"
#include "service/convert/output_folder.h"
#include "service/convert/run_record.h"
#include "service/convert/run_rows.h"
#include "service/convert/run_writer.h"

namespace walz {
namespace {

// Reads one CSV file of a run, row after row, after its header was found to be the right one.
class RunFileReader {
 public:
  static absl::StatusOr<RunFileReader> Open(const std::string& dir, absl::string_view name, const CsvRow& columns) {
    WALZ_ASSIGN_OR_RETURN(ByteSource source, OpenByteSource(absl::StrCat(dir, "/", name)));
    RunFileReader reader(name, columns, std::move(source));
    WALZ_ASSIGN_OR_RETURN(const bool has_header, reader.Next());
    if (!has_header) return absl::FailedPreconditionError(absl::StrCat(name, ": the header is missing"));
    WALZ_RETURN_IF_ERROR(reader.Expect(columns));
    return reader;
  }

  // Goes to the next row.  False at the end.
  absl::StatusOr<bool> Next() {
    if (reader_.Next()) return true;
    WALZ_RETURN_IF_ERROR(reader_.status());
    if (reader_.fault()) return Wrong(reader_.fault()->hint);
    return false;
  }

  absl::string_view cell(std::size_t column) const {
    return column < reader_.cells().size() ? reader_.cells()[column] : absl::string_view();
  }

  // Ok if the row says what `row` says.
  absl::Status Expect(const CsvRow& row) const {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (cell(i) == row[i]) continue;
      return Wrong(
          absl::StrCat(columns_[i], " of '", row[0], "': the file says '", cell(i), "', the facts say '", row[i], "'"));
    }
    if (reader_.cells().size() != row.size()) return Wrong("the row has another number of cells than the header");
    return absl::OkStatus();
  }

  // Ok if the next row says what `row` says.
  absl::Status ExpectNext(const CsvRow& row) {
    WALZ_ASSIGN_OR_RETURN(const bool found, Next());
    if (!found) return absl::FailedPreconditionError(absl::StrCat(name_, ": the row of '", row[0], "' is missing"));
    return Expect(row);
  }

  absl::Status ExpectEnd() {
    WALZ_ASSIGN_OR_RETURN(const bool found, Next());
    return found ? Wrong(absl::StrCat("the facts know no such row of '", cell(0), "'")) : absl::OkStatus();
  }

  absl::Status Wrong(absl::string_view what) const {
    return absl::FailedPreconditionError(absl::StrCat(name_, " row ", reader_.row(), ": ", what));
  }

 private:
  RunFileReader(absl::string_view name, const CsvRow& columns, ByteSource source)
      : name_(name), columns_(columns), reader_(std::move(source)) {}

  std::string name_;
  const CsvRow& columns_;
  CsvReader reader_;
};

absl::Status ExpectFile(const std::string& dir, absl::string_view name, const CsvRow& columns,
                        const std::vector<CsvRow>& rows) {
  WALZ_ASSIGN_OR_RETURN(RunFileReader file, RunFileReader::Open(dir, name, columns));
  for (const CsvRow& row : rows) WALZ_RETURN_IF_ERROR(file.ExpectNext(row));
  return file.ExpectEnd();
}

absl::Status ExpectBarriers(const std::string& dir, const RunFacts& facts, const RunReport& report) {
  WALZ_ASSIGN_OR_RETURN(RunFileReader file, RunFileReader::Open(dir, kBarriersFile, BarrierColumns()));
  WALZ_RETURN_IF_ERROR(ForEachBarrierRow(facts.problem, facts.rules, report.barriers, report.help,
                                         [&](const CsvRow& row) { return file.ExpectNext(row); }));
  return file.ExpectEnd();
}

absl::Status ExpectVerdicts(const std::string& dir, const RunFacts& facts) {
  std::error_code error;
  const bool exists = std::filesystem::exists(absl::StrCat(dir, "/", kVerdictsFile), error);
  if (facts.explained.empty()) {
    return exists ? absl::FailedPreconditionError("verdicts.csv: run.json says that no verdicts were written")
                  : absl::OkStatus();
  }
  if (facts.explained != kExplainAll && !facts.problem.FindApprentice(facts.explained)) {
    return absl::FailedPreconditionError(
        absl::StrCat("run.json: explained: there is no apprentice '", facts.explained, "'"));
  }
  WALZ_ASSIGN_OR_RETURN(RunFileReader file, RunFileReader::Open(dir, kVerdictsFile, VerdictColumns()));
  WALZ_RETURN_IF_ERROR(ForEachVerdictRow(facts, [&](const CsvRow& row) { return file.ExpectNext(row); }));
  return file.ExpectEnd();
}

absl::StatusOr<Placement> ReadPlacement(const RunFileReader& file, const Problem& problem) {
  const std::optional<ApprenticeIndex> apprentice = problem.FindApprentice(file.cell(0));
  if (!apprentice) return file.Wrong(absl::StrCat("there is no apprentice '", file.cell(0), "'"));
  const std::optional<OpeningIndex> opening = problem.FindOpening(file.cell(1));
  if (!opening) return file.Wrong(absl::StrCat("there is no opening '", file.cell(1), "'"));
  const std::optional<Day> first = ParseDay(file.cell(3));
  const std::optional<Day> last = ParseDay(file.cell(4));
  if (!first || !last || *last < *first) {
    return file.Wrong(absl::StrCat("'", file.cell(3), "'..'", file.cell(4), "' is no stay"));
  }
  return Placement{*apprentice, *opening, {*first, *last}};
}

absl::StatusOr<Matching> ReadMatching(const std::string& dir, const Problem& problem) {
  WALZ_ASSIGN_OR_RETURN(RunFileReader file, RunFileReader::Open(dir, kProposalsFile, ProposalColumns()));
  Matching matching;
  for (;;) {
    WALZ_ASSIGN_OR_RETURN(const bool found, file.Next());
    if (!found) return matching;
    WALZ_ASSIGN_OR_RETURN(const Placement placement, ReadPlacement(file, problem));
    if (!matching.placements.empty() && placement.apprentice <= matching.placements.back().apprentice) {
      return file.Wrong(absl::StrCat("'", file.cell(0), "' is named twice, or the rows are not ordered by apprentice"));
    }
    matching.placements.push_back(placement);
  }
}

}  // namespace

absl::StatusOr<StoredRun> ReadRun(const std::string& dir, const Problem& problem, const RuleBook& rules,
                                  const std::string& input_hash) {
  WALZ_ASSIGN_OR_RETURN(const std::string json, ReadWholeFile(absl::StrCat(dir, "/", kRunFile)));
  WALZ_ASSIGN_OR_RETURN(RunClaims claims, ParseRunJson(json));
  if (claims.input_hash != input_hash) {
    return absl::FailedPreconditionError(absl::StrCat(
        "run.json: input_hash: the file says '", claims.input_hash, "', the facts say '", input_hash,
        "': the run was made from other files, or with another --round, --last, --keep-good or --date-order"));
  }
  StoredRun run{std::move(claims.outcome), std::move(claims.explained), std::move(claims.input_hash)};
  WALZ_ASSIGN_OR_RETURN(run.outcome.matching, ReadMatching(dir, problem));
  WALZ_ASSIGN_OR_RETURN(const std::string certificate, ReadWholeFile(absl::StrCat(dir, "/", kCertificateFile)));
  WALZ_ASSIGN_OR_RETURN(run.outcome.certificate, ParseCertificate(problem, rules, certificate, input_hash));
  if (SerializeCertificate(problem, rules, run.outcome.certificate, input_hash) != certificate) {
    return absl::FailedPreconditionError("certificate.bin: not as a run writes it");
  }
  return run;
}

absl::Status VerifyRun(const std::string& dir, const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                       const std::string& input_hash, const WorkOptions& work) {
  WALZ_ASSIGN_OR_RETURN(const StoredRun run, ReadRun(dir, problem, rules, input_hash));
  WALZ_RETURN_IF_ERROR(AuditRun(problem, rules, sieve, run.outcome, work));
  const RunFacts facts{problem, rules, sieve, input_hash, run.explained};
  const RunReport report = MakeRunReport(facts, run.outcome, work);
  WALZ_RETURN_IF_ERROR(ExpectFile(dir, kProposalsFile, ProposalColumns(), report.proposals));
  WALZ_RETURN_IF_ERROR(ExpectFile(dir, kUnmatchedFile, UnmatchedColumns(), report.unmatched.rows));
  WALZ_RETURN_IF_ERROR(ExpectBarriers(dir, facts, report));
  WALZ_RETURN_IF_ERROR(ExpectVerdicts(dir, facts));
  WALZ_ASSIGN_OR_RETURN(const std::string json, ReadWholeFile(absl::StrCat(dir, "/", kRunFile)));
  return CompareRunJson(json, RunJson(run.outcome, report.record));
}

}  // namespace walz
