// OptionShape: what the command line says of one option, for the completion scripts and docs/cli.md.

#ifndef TOOLS_WALZ_OPTION_SHAPE_H_
#define TOOLS_WALZ_OPTION_SHAPE_H_

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace walz {

enum class ValueKind { kNone, kText, kDirectory, kFile, kWords };

struct OptionShape {
  std::vector<std::string> flags;  // `-o`, `--output`; empty for an argument without a flag.
  std::string name;                // Of an argument without a flag.
  std::string value;               // What stands for the value in the help: DIR, FILE, N, table|json|csv.
  std::string doc;
  ValueKind kind = ValueKind::kNone;
  std::vector<std::string> words;  // Of kWords.
  bool required = false;
  std::string group;  // Under which heading the help shows it.
};

// The options of a command in the order of their declaration; flagged ones first.
std::vector<OptionShape> OptionShapesOf(const CLI::App& app);

}  // namespace walz

#endif  // TOOLS_WALZ_OPTION_SHAPE_H_
