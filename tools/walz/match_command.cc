// walz match: matches a folder of files and writes the run; audited before anything is written.

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <unistd.h>

#include "engine/explain/empty_facts.h"
#include "engine/matching/audit_sound.h"
#include "engine/matching/auditor.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "service/convert/certificate_file.h"
#include "service/convert/output_folder.h"
#include "service/convert/run_record.h"
#include "service/convert/run_rows.h"
#include "service/convert/run_writer.h"
#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/data_source.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/ids.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/run_summary.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

struct MatchOptions {
  DataOptions data;
  std::string out_dir;
  std::string explained;
  std::string output = "table";
  double time_limit_seconds = 0;
  bool fail_on_unmatched = false;
  bool replace = false;
  bool lists = false;
  bool quiet = false;
};

// What a person looks at first, a line each; the files have all.
std::string Listing(const RunReport& report) {
  const std::vector<std::size_t> shown = {0, 1, 2, 3, 4, 6, 8};
  ShownTable proposals{{}, {}, {5}};
  for (const std::size_t column : shown) proposals.header.push_back(ProposalColumns()[column]);
  proposals.header.emplace_back("mostly_for");
  for (const CsvRow& proposal : report.proposals) {
    std::vector<std::string>& row = proposals.rows.emplace_back();
    for (const std::size_t column : shown) row.push_back(absl::StrReplaceAll(proposal[column], {{";", ", "}}));
    const std::string& reason = proposal.back();  // The criteria, most points first.
    row.push_back(reason.substr(0, reason.find(';')));
  }
  ShownTable unmatched{{"apprentice", "what_would_help"}, {}, {}};
  for (const CsvRow& row : report.unmatched.rows) unmatched.rows.push_back({row.front(), row.back()});
  const std::size_t width = TerminalWidth(STDOUT_FILENO);
  return absl::StrCat(TableText(proposals, width), "\n", TableText(unmatched, width), "\n");
}

void PrintRun(const MatchOptions& options, const Data& data, const RunOutcome& outcome, const RunReport& report,
              const std::vector<std::string>& empty_facts) {
  switch (OutputOf(options.output)) {
    case Output::kTable:
      if (options.lists) Print(Listing(report));
      if (!options.quiet) Print(RunSummary(data.problem, outcome, report, empty_facts, options.out_dir));
      return;
    case Output::kJson:
      Print(RunJson(outcome, report.record));
      return;
    case Output::kCsv:
      Print(TableCsv({ProposalColumns(), report.proposals, {}}));
      return;
  }
}

// The prices of the last run, where they can be read; they make the search shorter and nothing else.
std::optional<WarmStart> StartOf(const std::string& last_run_dir) {
  if (last_run_dir.empty()) return std::nullopt;
  const absl::StatusOr<std::string> bytes = ReadWholeFile(absl::StrCat(last_run_dir, "/", kCertificateFile));
  if (!bytes.ok()) return std::nullopt;
  absl::StatusOr<WarmStart> start = ParseWarmStart(*bytes);
  if (!start.ok()) return std::nullopt;
  return *std::move(start);
}

// The matcher may be told to stop; what follows is quick or must be whole.
int MatchAndWrite(const MatchOptions& options, const Data& data, const StopSignal& stop, ProgressView& progress) {
  const RuleBook rules = StandardRuleBook();
  WorkOptions work{.thread_count = ThreadCountOf(options.data), .progress = progress.AsProgress()};
  WorkOptions stoppable = work;
  stoppable.stop = stop.token();

  progress.Tell("sieve", 0, 0);
  const Sieve sieve(data.problem, rules, work);
  progress.Tell("match", 0, 0);
  const std::optional<WarmStart> start = StartOf(options.data.last_run_dir);
  absl::StatusOr<RunOutcome> outcome = FindMatching(data.problem, rules, sieve, stoppable, start ? &*start : nullptr);
  if (!outcome.ok()) return TellFailure(outcome.status());

  progress.Tell("audit", 0, 0);
  if (const absl::Status audit = AuditRun(data.problem, rules, sieve, *outcome, work); !audit.ok()) {
    progress.Finish();
    TellFailure(audit);
    outcome = KeepSound(data.problem, rules, sieve, *outcome, work);
    if (!outcome.ok()) {
      PrintError("walz: the run did not pass its audit; nothing was written\n");
      return kExitFailed;
    }
    PrintError(absl::StrCat("walz: ", WithheldText(*outcome), "\n"));
  }
  progress.Tell("explain", 0, 0);
  const RunFacts facts{data.problem, rules, sieve, data.report.input_hash, options.explained};
  const RunReport report = MakeRunReport(facts, *outcome, work);
  const std::vector<std::string> empty_facts =
      EmptyFactSentences(data.problem, sieve, report.barriers.unmatched, work.thread_count);
  progress.Finish();
  outcome->seconds_by_stage = progress.seconds_by_stage();
  if (const absl::Status written = WriteRun(facts, *outcome, report, options.out_dir); !written.ok()) {
    return TellFailure(written);
  }
  PrintRun(options, data, *outcome, report, empty_facts);
  if (stop.interrupted()) {
    PrintError(outcome->stopped ? "walz: interrupted; the best lawful matching so far was written\n"
                                : "walz: interrupted after the matching was done; it was written\n");
    return kExitInterrupted;
  }
  if (!outcome->withheld.empty()) return kExitFailed;
  return options.fail_on_unmatched && report.record.unmatched > 0 ? kExitUnmatched : kExitOk;
}

int Match(const MatchOptions& options) {
  const std::optional<absl::Duration> time_limit =
      options.time_limit_seconds > 0 ? std::optional(absl::Seconds(options.time_limit_seconds)) : std::nullopt;
  StopSignal stop(time_limit);
  if (const absl::Status folder = CheckRunFolder(options.out_dir, options.replace); !folder.ok()) {
    return TellFailure(folder);
  }
  ProgressView progress(options.quiet);
  std::variant<Data, int> loaded = LoadData(options.data, progress, stop.token());
  if (const int* const code = std::get_if<int>(&loaded)) return *code;
  const Data& data = std::get<Data>(loaded);
  if (!options.explained.empty() && options.explained != kExplainAll) {
    const absl::StatusOr<ApprenticeIndex> known = ResolveApprentice(data.problem, options.explained);
    if (!known.ok()) return TellUsage(known.status());
  }
  return MatchAndWrite(options, data, stop, progress);
}

}  // namespace

Run DeclareMatch(CLI::App& app) {
  const auto options = std::make_shared<MatchOptions>();
  AddDataOptions(app, options->data);
  app.add_option("--out", options->out_dir, "Folder for the run; made if missing.")->type_name("DIR")->required();
  app.add_option("--explain", options->explained,
                 "Write verdicts.csv: every requirement's verdict on every opening, for `all` or for one apprentice.")
      ->type_name("APPRENTICE");
  app.add_flag("--fail-on-unmatched", options->fail_on_unmatched, "Exit with 8 if somebody is unmatched.");
  app.add_flag("--force", options->replace, "Replace a run that stands in the folder.");
  app.add_option("--time-limit", options->time_limit_seconds,
                 "Stop after so many seconds and write the best matching so far.")
      ->type_name("SECONDS")
      ->check(CLI::PositiveNumber.description(""));
  AddOutput(app, options->output);
  app.add_flag("--list", options->lists, "Print the proposals and the unmatched as tables, too.");
  app.add_flag("--quiet", options->quiet, "No summary and no progress.");
  return [options] { return Match(*options); };
}

}  // namespace walz
