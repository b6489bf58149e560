// walz future: estimates, from runs of past rounds, what the places of a folder will be worth to later apprentices.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "engine/base/status_macros.h"
#include "engine/matching/future_value.h"
#include "engine/rules/standard_rulebook.h"
#include "service/convert/certificate_file.h"
#include "service/convert/later_worth_file.h"
#include "service/convert/output_folder.h"
#include "service/convert/run_record.h"
#include "service/convert/run_writer.h"
#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/data_source.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/ids.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/table.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

struct FutureOptions {
  DataOptions data;
  std::vector<std::pair<std::string, std::string>> past;  // Data folder, run folder.
  std::string output = "table";
  bool dry_run = false;
  bool replace = false;
};

// What the places of `problem` were worth in the run.
absl::StatusOr<std::vector<PastPlace>> PlacesOfRun(const Problem& problem, const std::string& data_dir,
                                                   const std::string& run_dir) {
  WALZ_ASSIGN_OR_RETURN(const std::string json, ReadWholeFile(absl::StrCat(run_dir, "/", kRunFile)));
  WALZ_ASSIGN_OR_RETURN(const RunClaims claims, ParseRunJson(json));
  if (claims.outcome.policy != Policy::kBest) {
    return absl::FailedPreconditionError(
        absl::StrCat(run_dir, ": only runs of policy BEST have prices; match that round with it"));
  }
  WALZ_ASSIGN_OR_RETURN(const std::string bytes, ReadWholeFile(absl::StrCat(run_dir, "/", kCertificateFile)));
  const RuleBook rules = StandardRuleBook();
  const absl::StatusOr<Certificate> certificate = ParseCertificate(problem, rules, bytes, claims.input_hash);
  if (!certificate.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat(run_dir, ": ", certificate.status().message(), "; is it a run of the facts in ", data_dir, "?"));
  }
  if (certificate->prices.empty() && !claims.outcome.proven) {
    return absl::FailedPreconditionError(
        absl::StrCat(run_dir, ": the run was ended before it had prices; match that round again"));
  }
  return PastPlacesOf(problem, rules, *certificate);
}

std::string RowsText(const FutureOptions& options, const std::vector<LaterWorthFact>& worth) {
  ShownTable table{LaterWorthColumns(), {}, {1}};
  for (const LaterWorthFact& fact : worth) table.rows.push_back(RowOf(fact));
  switch (OutputOf(options.output)) {
    case Output::kTable:
      return TableText(table, TerminalWidth(STDOUT_FILENO));
    case Output::kJson: {
      JsonText json;
      AppendTable(table, json);
      return json.Take();
    }
    case Output::kCsv:
      break;
  }
  return TableCsv(table);
}

absl::Status WriteWorth(const std::string& dir, const std::vector<LaterWorthFact>& worth) {
  WALZ_ASSIGN_OR_RETURN(OutputFolder folder, OutputFolder::Open(dir));
  WALZ_RETURN_IF_ERROR(folder.Write(kLaterWorthFile, LaterWorthCsv(worth)));
  WALZ_RETURN_IF_ERROR(folder.Close());
  return folder.Commit();
}

int Finish(const FutureOptions& options, const Problem& problem, const std::vector<LaterWorthFact>& worth,
           const std::string& path) {
  if (options.dry_run) {
    Print(RowsText(options, worth));
    return kExitOk;
  }
  if (const absl::Status written = WriteWorth(options.data.data_dir, worth); !written.ok()) return TellFailure(written);
  if (OutputOf(options.output) != Output::kTable) {
    Print(RowsText(options, worth));
    return kExitOk;
  }
  Print(absl::StrCat(Printable(path), ": places of ", Counted(static_cast<std::int64_t>(worth.size()), "opening"),
                     " of ", Grouped(static_cast<std::int64_t>(problem.openings().size())),
                     " will be worth something later\n"));
  const bool is_weighed = problem.round().weights[static_cast<std::size_t>(CriterionId::kLaterWorth)] > 0;
  if (!is_weighed) Print("to match with it, give the round a weight: \"weights\": {..., \"laterWorth\": 100}\n");
  return kExitOk;
}

int Estimate(const FutureOptions& options) {
  const std::string path = absl::StrCat(options.data.data_dir, "/", kLaterWorthFile);
  std::error_code error;
  if (!options.dry_run && !options.replace && std::filesystem::exists(path, error)) {
    return TellUsage(absl::InvalidArgumentError(
        absl::StrCat("'", path, "' is there already; replace it with --force, or look first with --dry-run")));
  }
  ProgressView progress(/*quiet=*/false);
  FutureValue value;
  for (const auto& [data_dir, run_dir] : options.past) {
    DataOptions past = options.data;
    past.data_dir = data_dir;
    past.round_file.clear();
    past.last_run_dir.clear();
    const std::variant<Data, int> loaded = LoadData(past, progress, {});
    if (const int* const code = std::get_if<int>(&loaded)) return *code;
    absl::StatusOr<std::vector<PastPlace>> places = PlacesOfRun(std::get<Data>(loaded).problem, data_dir, run_dir);
    if (!places.ok()) return TellFailure(places.status());
    value.Add(*places);
  }
  const std::variant<Data, int> loaded = LoadData(options.data, progress, {});
  if (const int* const code = std::get_if<int>(&loaded)) return *code;
  const Problem& problem = std::get<Data>(loaded).problem;
  std::vector<LaterWorthFact> worth;
  for (std::size_t i = 0; i < problem.openings().size(); ++i) {
    const OpeningView opening = problem.View(OpeningIndex(i));
    std::optional<LaterWorthFact> fact = value.FactOf(opening.opening, opening.company.country);
    if (fact) worth.push_back(*std::move(fact));
  }
  return Finish(options, problem, worth, path);
}

}  // namespace

Run DeclareFuture(CLI::App& app) {
  const auto options = std::make_shared<FutureOptions>();
  app.add_option("--past", options->past,
                 "A past round: its data folder and the folder of its run; once for each round that is to count.")
      ->type_name("DATA RUN")
      ->required();
  AddDataOptions(app, options->data);
  app.add_flag("--dry-run", options->dry_run, "Print the rows; write nothing.");
  app.add_flag("--force", options->replace, "Replace later_worth.csv of the folder.");
  AddOutput(app, options->output);
  return [options] { return Estimate(*options); };
}

}  // namespace walz
