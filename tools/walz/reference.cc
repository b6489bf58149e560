#include "tools/walz/reference.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>

#include "tools/walz/command.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/option_shape.h"

namespace walz {
namespace {

constexpr char kIntroduction[] =
    "# The client `walz`\n\n"
    "Made by `walz --reference > docs/cli.md`; a test compares it with the program.\n\n"
    "The answer goes to standard output, everything else to standard error. `-o json` has stable keys, `-o csv` is "
    "the\n"
    "table itself. Colour is shown on a terminal only, and never with `NO_COLOR`; tables fit the terminal, other "
    "outputs\n"
    "are never cut. A progress bar is shown on a terminal; elsewhere long work says a line every five seconds.\n\n"
    "The first Ctrl-C (or SIGTERM) during `walz match` ends the run with the best lawful matching so far: it is "
    "audited\n"
    "and written, `run.json` says `stopped: true` and `proven: false`, and the exit code is 130. The second ends at "
    "once.\n"
    "`--time-limit` does the same as the first, with the usual exit code.\n\n"
    "The scheme catalogue and the public tables are taken from `--catalogue`, else `$WALZ_CATALOGUE`, else\n"
    "`../share/walz` beside the folder of the program, else the source tree.\n\n";

constexpr char kRunFolder[] =
    "## The folder of a run\n\n"
    "`proposals.csv`, `unmatched.csv`, `barriers.csv`, `run.json`, `certificate.bin` and, with `--explain`,\n"
    "`verdicts.csv`. They appear together when all is written. A folder that holds a run is refused without "
    "`--force`.\n"
    "The same input gives the same bytes, but for `seconds` in `run.json`. `docs/explanations.md` reads "
    "`barriers.csv`\n"
    "and what `run.json` says of barriers (`funnel`, `funnels`, `one_more`, `acts`). Of a run of the daemon `walz run\n"
    "download` also brings `place_prices.csv` and `later_worth.csv`, where it has them (`docs/matching.md`, future "
    "arrivals).\n\n"
    "In `run.json`, beside what everybody expects: `gap` is (bound - value) / max(1, bound), rounded up, of "
    "`gap_goal`,\n"
    "the first goal whose bound is not met (empty if all are); `bounds` has the bound of every goal, `upper_bound` "
    "that\n"
    "of the points alone; `explained` says whose verdicts were written; `seal` is a checksum over all claims and the\n"
    "certificate: with it `walz verify` finds changes of claims that no fact contradicts, such as a weaker bound. It "
    "is no\n"
    "signature.\n\n"
    "`walz verify` must be given the same `--round`, `--last`, `--keep-good` and `--date-order` as the run.\n";

constexpr char kConnection[] =
    "## Connection\n\n"
    "Commands of the daemon find it by these options, else by the environment, else by the current context of the "
    "file\n"
    "`$WALZ_CONFIG`, else `$XDG_CONFIG_HOME/walz/config.toml`, else `~/.config/walz/config.toml`; else they take the "
    "socket\n"
    "`/run/walzd/walzd.sock`, where there is one, or `127.0.0.1:7250`. The variables are `WALZ_CONTEXT`, "
    "`WALZ_ADDRESS`,\n"
    "`WALZ_TOKEN_FILE`, `WALZ_CA_FILE`, `WALZ_CLIENT_CERT` and `WALZ_CLIENT_KEY`. An address that is given by hand "
    "gets none\n"
    "of the current context's secrets. `walz context show` says what counts, `walz doctor` whether it works.\n\n"
    "A call that may be made twice is made again when the daemon does not answer: reads, and changes, which carry "
    "an id of\n"
    "their own. Ctrl-C leaves a run or a job running and says how to follow it again.\n\n"
    "| option | meaning |\n|---|---|\n";

std::string OptionRow(const OptionShape& option) {
  const std::string value = option.value.empty() ? "" : " " + option.value;
  const std::string flags =
      option.flags.empty() ? option.value : absl::StrCat(absl::StrJoin(option.flags, ", "), value);
  return absl::StrCat("| `", absl::StrReplaceAll(flags, {{"|", "\\|"}}), "` | ",
                      absl::StrReplaceAll(option.doc, {{"|", "\\|"}}), option.required ? " **Required.**" : "", " |\n");
}

std::string ConnectionText() {
  CLI::App app;
  ConnectionOptions options;
  AddConnectionOptions(app, options);
  std::string text = kConnection;
  for (const OptionShape& option : OptionShapesOf(app)) {
    if (option.group == kConnectionGroup) absl::StrAppend(&text, OptionRow(option));
  }
  return text + "\n";
}

}  // namespace

std::string ReferenceMarkdown(const CLI::App& app) {
  std::string text = absl::StrCat(kIntroduction, "Exit codes:\n\n```\n", kExitCodeTable, "```\n\n");
  for (const Command& command : Commands()) {
    absl::StrAppend(&text, "## walz ", command.name, "\n\n", command.doc, "\n\n```\n", command.examples,
                    "```\n\n| option | meaning |\n|---|---|\n");
    const CLI::App* at = &app;
    for (const absl::string_view word : absl::StrSplit(command.name, ' ')) at = at->get_subcommand(std::string(word));
    bool connects = false;
    for (const OptionShape& option : OptionShapesOf(*at)) {
      if (option.group == kConnectionGroup) {
        connects = true;
      } else {
        absl::StrAppend(&text, OptionRow(option));
      }
    }
    if (connects) text += "\nand the options of the [connection](#connection).\n";
    absl::StrAppend(&text, "\n");
  }
  return text + ConnectionText() + kRunFolder;
}

}  // namespace walz
