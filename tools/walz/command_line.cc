// The command line: builds it from the table of commands, parses it, and says what is wrong with it.

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include "service/convert/did_you_mean.h"
#include "tools/walz/command.h"
#include "tools/walz/completion.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/reference.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

std::string Indented(absl::string_view lines) {
  std::string text;
  for (const absl::string_view line : absl::StrSplit(lines, '\n', absl::SkipEmpty())) {
    absl::StrAppend(&text, "  ", line, "\n");
  }
  return text;
}

// The first argument that nobody took, of the innermost command that was named.
std::optional<std::string> FirstUnknown(const CLI::App& app) {
  const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
  if (unknown.empty()) return std::nullopt;
  return unknown.front();
}

std::vector<std::string> OptionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* const option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// Commands, or verbs of a noun.
std::vector<std::string> SubcommandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* const subcommand : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(subcommand->get_name());
  }
  return names;
}

std::string WhatIsUnknown(const CLI::App& command, const std::string& word) {
  const bool is_option = absl::StartsWith(word, "-");
  const std::vector<std::string> names = is_option ? OptionNames(command) : SubcommandNames(command);
  const std::vector<absl::string_view> candidates(names.begin(), names.end());
  const std::string word_alone = word.substr(0, word.find('='));
  if (std::find(names.begin(), names.end(), word_alone) != names.end()) {
    return absl::StrCat("'", Printable(word), "' belongs behind '", command.get_name(), "'");
  }
  const std::optional<std::string> meant = DidYouMean(word_alone, candidates);
  const absl::string_view kind = is_option                         ? "option"
                                 : names.empty()                   ? "argument"
                                 : command.get_parent() == nullptr ? "command"
                                                                   : "verb";
  return absl::StrCat("unknown ", kind, " '", Printable(word), "'",
                      meant ? absl::StrCat("; did you mean '", *meant, "'?") : "");
}

const CLI::App& Innermost(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return chosen.empty() ? app : Innermost(*chosen.front());
}

std::string FullName(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : absl::StrCat(FullName(*app.get_parent()), " ", app.get_name());
}

int TellUsageError(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = Innermost(app);
  const std::optional<std::string> unknown = FirstUnknown(app);
  const std::vector<std::string> verbs = SubcommandNames(command);
  const std::string what = unknown ? WhatIsUnknown(command, *unknown)
                           : command.get_parent() != nullptr && !verbs.empty()
                               ? absl::StrCat("say what to do: one of ", absl::StrJoin(verbs, ", "))
                               : Printable(error.what());
  PrintError(absl::StrCat("walz: ", what, "\ntry '", FullName(command), " --help'\n"));
  return kExitUsage;
}

// The app of a noun; made at its first verb.
CLI::App& NounApp(CLI::App& app, const std::string& noun) {
  for (CLI::App* const known : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (known->get_name() == noun) return *known;
  }
  CLI::App& made = *app.add_subcommand(noun, std::string(NounDoc(noun)));
  made.require_subcommand(1);
  return made;
}

}  // namespace

CommandLine::CommandLine() : app("Pairs VET apprentices with host companies abroad.", "walz") {
  app.require_subcommand(1);
  app.set_version_flag("--version", WALZ_VERSION);
  app.set_help_flag("-h,--help", "Show this help.");
  app.add_flag_callback("--reference", [this] { throw CLI::CallForVersion(ReferenceMarkdown(app), 0); })->group("");
  app.footer(absl::StrCat("Examples:\n",
                          Indented("walz match --data data/demo --out run\n"
                                   "walz verify --data data/demo --run run\n"
                                   "walz whynot --data data/demo A-01\n"
                                   "walz import data/demo --dry-run\n"
                                   "walz run start --round demo-27 --wait\n"),
                          "\nExit codes:\n", kExitCodeTable,
                          "\nWALZ_CATALOGUE names the folder of the scheme catalogue;",
                          " NO_COLOR switches colour off."));
  for (const Command& command : Commands()) {
    const std::vector<std::string> words = absl::StrSplit(command.name, ' ');
    CLI::App& parent = words.size() == 1 ? app : NounApp(app, words.front());
    CLI::App* const subcommand = parent.add_subcommand(words.back(), command.doc);
    subcommand->footer(absl::StrCat("Examples:\n", Indented(command.examples)));
    runs.emplace_back(subcommand, command.declare(*subcommand));
  }
}

int RunCommandLine(int argc, const char* const* argv) {
  CommandLine line;
  if (argc > 1 && absl::string_view(argv[1]) == "__complete") {  // For the completion scripts.
    const std::vector<std::string> words(argv + 2, argv + argc);
    Print(CompletionText(Complete(line.app, words, DaemonValues(words))));
    return kExitOk;
  }
  try {
    line.app.parse(argc, argv);
    for (const auto& [subcommand, run] : line.runs) {
      if (subcommand->parsed()) return run();
    }
    return kExitUsage;
  } catch (const CLI::Success& success) {  // Help and version.
    return line.app.exit(success);
  } catch (const CLI::ParseError& error) {
    return TellUsageError(line.app, error);
  }
}

}  // namespace walz
