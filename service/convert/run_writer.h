// WriteRun: a finished run becomes the files of FORMATS.md: proposals.csv, unmatched.csv, barriers.csv,
// verdicts.csv, run.json, certificate.bin.
//
// The files appear together when all is written, or not at all.  Same run, same bytes, but for run.json's seconds.

#ifndef SERVICE_CONVERT_RUN_WRITER_H_
#define SERVICE_CONVERT_RUN_WRITER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

#include "engine/base/stop.h"
#include "engine/explain/barrier_report.h"
#include "engine/explain/help_report.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"
#include "service/convert/csv_writer.h"
#include "service/convert/run_record.h"
#include "service/convert/unmatched_rows.h"

namespace walz {

inline constexpr char kProposalsFile[] = "proposals.csv";
inline constexpr char kUnmatchedFile[] = "unmatched.csv";
inline constexpr char kBarriersFile[] = "barriers.csv";
inline constexpr char kVerdictsFile[] = "verdicts.csv";
inline constexpr char kRunFile[] = "run.json";
inline constexpr char kCertificateFile[] = "certificate.bin";
inline constexpr char kExplainAll[] = "all";

// What a run was made of.  All must outlive it.
struct RunFacts {
  const Problem& problem;
  const RuleBook& rules;
  const Sieve& sieve;
  std::string input_hash;
  std::string explained;  // Whose verdicts are written: kExplainAll, an apprentice's id, or nobody's.
};

// What the files of a run say, verdicts aside.
struct RunReport {
  std::vector<CsvRow> proposals;
  BarrierReport barriers;
  HelpReport help;
  UnmatchedReport unmatched;
  RunRecord record;
};

// Cost: the barriers of every unmatched apprentice, and what would help.  Stopped: incomplete, for nobody to read.
RunReport MakeRunReport(const RunFacts& facts, const RunOutcome& outcome, const WorkOptions& work);

// One file of a run.
struct RunFile {
  std::string name;
  std::string bytes;
};

// proposals.csv, unmatched.csv, barriers.csv, certificate.bin and run.json, as WriteRun writes them.
std::vector<RunFile> MakeRunFiles(const RunFacts& facts, const RunOutcome& outcome, const RunReport& report);

// Calls `visit` for the rows of verdicts.csv until it fails.
absl::Status ForEachVerdictRow(const RunFacts& facts, const std::function<absl::Status(const CsvRow&)>& visit);

// Whether runs can be written there: FailedPrecondition if one stands there already and `replace` is not given.
absl::Status CheckRunFolder(const std::string& dir, bool replace);

absl::Status WriteRun(const RunFacts& facts, const RunOutcome& outcome, const RunReport& report,
                      const std::string& dir);

}  // namespace walz

#endif  // SERVICE_CONVERT_RUN_WRITER_H_
