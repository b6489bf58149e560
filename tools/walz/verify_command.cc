// walz verify: checks every claim of a run against the facts, without the solver.

#include <memory>
#include <string>
#include <variant>

#include <absl/strings/str_cat.h>

#include "engine/rules/standard_rulebook.h"
#include "service/convert/run_reader.h"
#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/data_source.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

struct VerifyOptions {
  DataOptions data;
  std::string run_dir;
  std::string output = "table";
};

void PrintResult(const std::string& output, const absl::Status& status) {
  const std::string words = status.ok() ? "every claim of the run holds" : std::string(status.message());
  if (OutputOf(output) == Output::kJson) {
    JsonText json;
    json.BeginObject();
    json.Key("holds").Bool(status.ok());
    json.Key("words").String(words);
    json.EndObject();
    Print(json.Take());
  } else if (OutputOf(output) == Output::kCsv) {
    Print(TableCsv({{"holds", "words"}, {{status.ok() ? "true" : "false", words}}, {}}));
  } else {
    Print(absl::StrCat(status.ok() ? Coloured(Colour::kGreen, "ok: ") : Coloured(Colour::kRed, "does not hold: "),
                       Printable(words), "\n"));
  }
}

int Verify(const VerifyOptions& options) {
  ProgressView progress(/*quiet=*/false);
  const WorkOptions work{.thread_count = ThreadCountOf(options.data), .progress = progress.AsProgress()};
  std::variant<Data, int> loaded = LoadData(options.data, progress, {});
  if (const int* const code = std::get_if<int>(&loaded)) return *code;
  const Data& data = std::get<Data>(loaded);
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(data.problem, rules, work);
  const absl::Status status = VerifyRun(options.run_dir, data.problem, rules, sieve, data.report.input_hash, work);
  progress.Finish();
  PrintResult(options.output, status);
  return status.ok() ? kExitOk : kExitFailed;
}

}  // namespace

Run DeclareVerify(CLI::App& app) {
  const auto options = std::make_shared<VerifyOptions>();
  AddDataOptions(app, options->data);
  app.add_option("--run", options->run_dir, "Folder of the run.")->type_name("DIR")->required();
  AddOutput(app, options->output);
  return [options] { return Verify(*options); };
}

}  // namespace walz
