// walz synth: writes an invented consortium of any size.

#include <memory>

#include <absl/strings/str_cat.h>

#include "tools/synth/synth.h"
#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/data_source.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr std::int64_t kSynthCountMax = 1'000'000;

int Synthesise(SynthOptions options, const std::string& output) {
  options.catalogue_dir = CatalogueDir(options.catalogue_dir);
  ProgressView progress(/*quiet=*/false);
  const absl::Status written = WriteSynth(options, progress.AsProgress());
  progress.Finish();
  if (!written.ok()) return TellFailure(written);
  if (OutputOf(output) == Output::kTable) {
    Print(absl::StrCat(Counted(options.apprentice_count, "apprentice"), " and ",
                       Counted(options.opening_count, "opening"), " of seed ", options.seed, " stand in '",
                       Printable(options.out_dir), "'\n"));
    return kExitOk;
  }
  const ShownTable table{{"apprentices", "openings", "seed", "out"},
                         {{absl::StrCat(options.apprentice_count), absl::StrCat(options.opening_count),
                           absl::StrCat(options.seed), options.out_dir}},
                         {0, 1, 2}};
  if (OutputOf(output) == Output::kCsv) {
    Print(TableCsv(table));
    return kExitOk;
  }
  JsonText json;
  AppendTable(table, json);
  Print(json.Take());
  return kExitOk;
}

}  // namespace

Run DeclareSynth(CLI::App& app) {
  const auto options = std::make_shared<SynthOptions>();
  const auto output = std::make_shared<std::string>("table");
  const CLI::Validator count = CLI::Range(std::int64_t{0}, kSynthCountMax).description("");
  app.add_option("--apprentices", options->apprentice_count, "How many apprentices, 0 to 1,000,000.")
      ->type_name("N")
      ->check(count)
      ->required();
  app.add_option("--openings", options->opening_count, "How many openings, 0 to 1,000,000.")
      ->type_name("M")
      ->check(count)
      ->required();
  app.add_option("--seed", options->seed, "Another seed, another consortium (default 1).")->type_name("S");
  app.add_option("--out", options->out_dir, "Folder to write to; made if missing.")->type_name("DIR")->required();
  AddCatalogueOption(app, options->catalogue_dir);
  AddOutput(app, *output);
  return [options, output] { return Synthesise(*options, *output); };
}

}  // namespace walz
