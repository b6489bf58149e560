// The table of commands: those on files, and what the nouns are about.

#include "tools/walz/commands.h"

#include <iterator>
#include <utility>

#include "tools/walz/noun.h"

namespace walz {
namespace {

std::vector<Command> MakeCommands() {
  std::vector<Command> commands = FileCommands();
  for (std::vector<Command>& more : std::vector<std::vector<Command>>{NounCommands(), DaemonCommands()}) {
    std::move(more.begin(), more.end(), std::back_inserter(commands));
  }
  return commands;
}

}  // namespace

std::vector<Command> FileCommands() {
  return {
      {"match", "Match the apprentices of a folder of files with its openings; write proposals with their reasons.",
       "walz match --data data/demo --out run\n"
       "walz match --data data/demo --out run-2 --last run --explain all\n"
       "walz match --data data/demo --out run -o csv --quiet > proposals.csv\n",
       &DeclareMatch},
      {"check", "Check a folder of files without matching it.",
       "walz check --data data/demo\n"
       "walz check --data my-data --date-order dmy --feedback feedback\n",
       &DeclareCheck},
      {"verify", "Check every claim of a run against the facts, without the solver.",
       "walz verify --data data/demo --run run\n", &DeclareVerify},
      {"future", "Estimate from past rounds what places will be worth later; write later_worth.csv.",
       "walz future --data spring-28 --past spring-27 run-27 --dry-run\n"
       "walz future --data spring-28 --past spring-27 run-27 --past autumn-27 run-27b\n",
       &DeclareFuture},
      {"whynot", "Say why an apprentice does, or does not, go to an opening.",
       "walz whynot --data data/demo A-01\n"
       "walz whynot --data data/demo --run run A-01 O-08\n"
       "walz whynot --round spring-27 A-01 O-08\n",
       &DeclareWhynot},
      {"report funnel", "Show how many are lost at which requirement, from everybody to a place.",
       "walz report funnel --data data/demo --run run\n"
       "walz report funnel --run spring-27/4 -o csv\n",
       &DeclareReportFunnel},
      {"report barriers", "Show what keeps people from places, and which single acts would place more.",
       "walz report barriers --data data/demo --run run\n"
       "walz report barriers --run spring-27/4 -o json\n",
       &DeclareReportBarriers},
      {"report why", "Say why a run left an apprentice without a place, or without this one.",
       "walz report why --run spring-27/4 A-01\n"
       "walz report why --run spring-27/4 A-01 O-08\n",
       &DeclareReportWhy},
      {"report occupancy", "Show how full the hosts are, week by week, and who has no place.",
       "walz report occupancy --data data/demo --run run\n"
       "walz report occupancy --run spring-27/4 --svg hosts.svg\n",
       &DeclareReportOccupancy},
      {"report points", "Show how many points the placements have.",
       "walz report points --data data/demo --run run\n"
       "walz report points --run spring-27/4 -o csv\n",
       &DeclareReportPoints},
      {"report wishes", "Show which wishes came true.",
       "walz report wishes --data data/demo --run run\n"
       "walz report wishes --run spring-27/4 --svg wishes.svg\n",
       &DeclareReportWishes},
      {"report fairness", "Show centres beside each other.",
       "walz report fairness --data data/demo --run run\n"
       "walz report fairness --run spring-27/4\n",
       &DeclareReportFairness},
      {"rules", "Show the rulebook: requirements, criteria, quotas and goals.",
       "walz rules\n"
       "walz rules --markdown > docs/rules.md\n",
       &DeclareRules},
      {"synth", "Write an invented consortium of any size, the same for the same seed.",
       "walz synth --apprentices 1000 --openings 400 --seed 1 --out synth\n", &DeclareSynth},
      {"completion", "Print the script that completes walz's words in your shell.",
       "source <(walz completion bash)\n"
       "walz completion zsh > ~/.zfunc/_walz\n"
       "walz completion fish > ~/.config/fish/completions/walz.fish\n",
       &DeclareCompletion},
  };
}

absl::Span<const Command> Commands() {
  static const auto* const commands = new std::vector<Command>(MakeCommands());
  return *commands;
}

absl::string_view NounDoc(absl::string_view word) {
  for (const Noun& noun : Nouns()) {
    if (noun.word == word) return noun.doc;
  }
  static constexpr std::pair<absl::string_view, absl::string_view> kOthers[] = {
      {"wish", "Wishes of apprentices, as a table."},
      {"host-rank", "Rankings of hosts, as a table."},
      {"pair", "Words on one apprentice and one opening: forbidden, pinned, declined."},
      {"report", "What a run looks like as a whole: pictures and figures."},
      {"whatif", "What would be if some facts were otherwise."},
      {"suggest", "The best feasible openings, or apprentices."},
      {"backup", "Copies of the store."},
      {"audit", "Who did what, and when."},
      {"token", "Who may call the daemon."},
      {"context", "The daemons that you work with, by name."},
  };
  for (const auto& [known, doc] : kOthers) {
    if (known == word) return doc;
  }
  return "";
}

}  // namespace walz
