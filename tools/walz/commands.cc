// The table of commands.

#include "tools/walz/commands.h"

namespace walz {

absl::Span<const Command> Commands() {
  static constexpr Command kCommands[] = {
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
      {"whynot", "Say why an apprentice does, or does not, go to an opening.",
       "walz whynot --data data/demo A-01\n"
       "walz whynot --data data/demo --run run A-01 O-08\n",
       &DeclareWhynot},
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
  return kCommands;
}

}  // namespace walz
