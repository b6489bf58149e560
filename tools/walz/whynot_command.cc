// walz whynot: why an apprentice does, or does not, go to an opening.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "engine/base/status_macros.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "service/convert/run_reader.h"
#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/data_source.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/ids.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/remote_explanation.h"
#include "tools/walz/terminal.h"
#include "tools/walz/whynot_view.h"

namespace walz {
namespace {

constexpr std::size_t kNearestShown = 5;
constexpr std::size_t kMatchedHereMax = 5000;  // Apprentices up to which the matcher answers while one waits.

struct WhynotOptions {
  DataOptions data;
  std::string run_dir;
  std::string apprentice;
  std::string opening;
  std::string output = "table";
  ConnectionOptions connection;
};

// Who goes where: as the run says, else matched here if that is quick, else unknown.
absl::StatusOr<std::optional<RunOutcome>> OutcomeOf(const WhynotOptions& options, const Data& data,
                                                    const RuleBook& rules, const Sieve& sieve,
                                                    const WorkOptions& work) {
  if (!options.run_dir.empty()) {
    WALZ_ASSIGN_OR_RETURN(StoredRun run, ReadRun(options.run_dir, data.problem, rules, data.report.input_hash));
    return std::move(run.outcome);
  }
  if (data.problem.apprentices().size() > kMatchedHereMax) return std::nullopt;
  WALZ_ASSIGN_OR_RETURN(RunOutcome outcome, FindMatching(data.problem, rules, sieve, work));
  return outcome;
}

int Explain(const WhynotOptions& options) {
  ProgressView progress(/*quiet=*/false);
  const WorkOptions work{.thread_count = ThreadCountOf(options.data), .progress = progress.AsProgress()};
  std::variant<Data, int> loaded = LoadData(options.data, progress, {});
  if (const int* const code = std::get_if<int>(&loaded)) return *code;
  const Data& data = std::get<Data>(loaded);
  const Problem& problem = data.problem;

  const absl::StatusOr<ApprenticeIndex> apprentice = ResolveApprentice(problem, options.apprentice);
  if (!apprentice.ok()) return TellUsage(apprentice.status());
  std::optional<OpeningIndex> opening;
  if (!options.opening.empty()) {
    const absl::StatusOr<OpeningIndex> known = ResolveOpening(problem, options.opening);
    if (!known.ok()) return TellUsage(known.status());
    opening = *known;
  }

  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, work);
  const absl::StatusOr<std::optional<RunOutcome>> outcome = OutcomeOf(options, data, rules, sieve, work);
  if (!outcome.ok()) return TellFailure(outcome.status());
  const Matching* const known_matching = outcome->has_value() ? &(*outcome)->matching : nullptr;
  std::optional<PairReason> reason;
  if (opening && outcome->has_value()) {
    reason = ReasonOfPair(problem, rules, sieve, **outcome, *apprentice, *opening, work);
  }
  progress.Finish();
  if (opening) {
    Print(PairText({problem, rules, *apprentice, *opening, known_matching, reason ? &*reason : nullptr},
                   ExplainPair(problem, rules, *apprentice, *opening, known_matching), OutputOf(options.output)));
  } else {
    Print(ApprenticeText({problem, rules, *apprentice, known_matching},
                         ExplainApprentice(problem, rules, sieve, *apprentice, kNearestShown),
                         OutputOf(options.output)));
  }
  return kExitOk;
}

}  // namespace

Run DeclareWhynot(CLI::App& app) {
  const auto options = std::make_shared<WhynotOptions>();
  AddDataOptions(app, options->data);
  app.get_option("--data")->required(false)->description(
      "Folder of CSV files and round.json; without it the daemon is asked.");
  app.get_option("--round")->type_name("ROUND")->description(
      "With --data: file of the round (default: round.json of the folder).  Without: the round's id.");
  app.add_option(
         "--run", options->run_dir,
         "The run that is asked about.  With --data its folder (default: folders of up to 5,000 apprentices are "
         "matched here), else RUN or ROUND/RUN (default: the round's published one).")
      ->type_name("RUN");
  AddOutput(app, options->output);
  app.add_option("apprentice", options->apprentice, "Id of the apprentice.")->type_name("APPRENTICE")->required();
  app.add_option("opening", options->opening, "Id of the opening; without it, the barriers and the nearest openings.")
      ->type_name("OPENING");
  AddConnectionOptions(app, options->connection);
  return [options] {
    if (!options->data.data_dir.empty()) return Explain(*options);
    if (options->data.round_file.empty()) {
      PrintError("walz: say which facts: --data DIR, or --round ROUND to ask the daemon\ntry 'walz whynot --help'\n");
      return static_cast<int>(kExitUsage);
    }
    return ExplainRemotely(options->connection,
                           {options->data.round_file, options->run_dir, options->apprentice, options->opening},
                           OutputOf(options->output));
  };
}

}  // namespace walz
