// Command: one verb of walz; Commands lists them all.  To add one: a file NAME_command.cc and a row in commands.cc.

#ifndef TOOLS_WALZ_COMMAND_H_
#define TOOLS_WALZ_COMMAND_H_

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/types/span.h>

namespace walz {

using Run = std::function<int()>;  // Returns an ExitCode.

struct Command {
  const char* name;
  const char* doc;
  const char* examples;           // One command line a line.
  Run (*declare)(CLI::App& app);  // Declares the options on `app`; what it returns runs the command.
};

absl::Span<const Command> Commands();

// The whole command line: all commands with their options, and what runs each.
struct CommandLine {
  CLI::App app;
  std::vector<std::pair<CLI::App*, Run>> runs;

  CommandLine();
};

// Parses the arguments and runs the command; tells what is wrong with them.  Returns the exit code.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace walz

#endif  // TOOLS_WALZ_COMMAND_H_
