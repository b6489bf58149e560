// Command: one verb of walz; Commands lists them all.  To add one: a file NAME_command.cc and a row in commands.cc.

#ifndef TOOLS_WALZ_COMMAND_H_
#define TOOLS_WALZ_COMMAND_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

namespace walz {

using Run = std::function<int()>;  // Returns an ExitCode.

struct Command {
  std::string name;  // `match`; of a noun's verb both words: `apprentice list`.
  std::string doc;
  std::string examples;                       // One command line a line.
  std::function<Run(CLI::App& app)> declare;  // Declares the options on `app`; what it returns runs the command.
};

// In the order of the help; verbs of one noun stand together.
absl::Span<const Command> Commands();

// What the verbs of a noun are about.  REQUIRES: some command's name begins with it.
absl::string_view NounDoc(absl::string_view noun);

// The whole command line: all commands with their options, and what runs each.
struct CommandLine {
  CLI::App app;
  std::vector<std::pair<CLI::App*, Run>> runs;  // In the order of Commands.

  CommandLine();
};

// Parses the arguments and runs the command; tells what is wrong with them.  Returns the exit code.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace walz

#endif  // TOOLS_WALZ_COMMAND_H_
