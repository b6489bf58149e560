// AddChoice: an option that takes one of a few words.

#ifndef TOOLS_WALZ_CHOICE_H_
#define TOOLS_WALZ_CHOICE_H_

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "tools/walz/table.h"

namespace walz {

// The words stand as `a|b|c` in the help and in the completion scripts; others are usage errors with a hint.
CLI::Option* AddChoice(CLI::App& app, const std::string& flags, std::string& value, std::vector<std::string> words,
                       const std::string& doc);

// `-o table|json|csv`, and what it stands for.
CLI::Option* AddOutput(CLI::App& app, std::string& value);
Output OutputOf(const std::string& value);

}  // namespace walz

#endif  // TOOLS_WALZ_CHOICE_H_
