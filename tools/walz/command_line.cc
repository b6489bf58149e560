// The command line: builds it from the table of commands, parses it, and says what is wrong with it.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "service/convert/did_you_mean.h"
#include "tools/walz/command.h"
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

std::string WhatIsUnknown(const CLI::App& app, const CLI::App& command, const std::string& word) {
  const bool is_option = absl::StartsWith(word, "-");
  std::vector<std::string> names;
  if (is_option) {
    names = OptionNames(command);
  } else if (&command == &app) {
    for (const Command& known : Commands()) names.emplace_back(known.name);
  }
  const std::vector<absl::string_view> candidates(names.begin(), names.end());
  const std::string word_alone = word.substr(0, word.find('='));
  const std::optional<std::string> meant = DidYouMean(word_alone, candidates);
  const absl::string_view kind = is_option ? "option" : names.empty() ? "argument" : "command";
  return absl::StrCat("unknown ", kind, " '", Printable(word), "'",
                      meant ? absl::StrCat("; did you mean '", *meant, "'?") : "");
}

int TellUsageError(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const CLI::App& command = chosen.empty() ? app : *chosen.front();
  const std::optional<std::string> unknown = FirstUnknown(app);
  const std::string help = &command == &app ? "walz --help" : absl::StrCat("walz ", command.get_name(), " --help");
  const std::string what = unknown ? WhatIsUnknown(app, command, *unknown) : Printable(error.what());
  PrintError(absl::StrCat("walz: ", what, "\ntry '", help, "'\n"));
  return kExitUsage;
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
                                   "walz whynot --data data/demo A-01\n"),
                          "\nExit codes:\n", kExitCodeTable,
                          "\nWALZ_CATALOGUE names the folder of the scheme catalogue;",
                          " NO_COLOR switches colour off."));
  for (const Command& command : Commands()) {
    CLI::App* const subcommand = app.add_subcommand(command.name, command.doc);
    subcommand->footer(absl::StrCat("Examples:\n", Indented(command.examples)));
    runs.emplace_back(subcommand, command.declare(*subcommand));
  }
}

int RunCommandLine(int argc, const char* const* argv) {
  CommandLine line;
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
