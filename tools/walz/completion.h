// The completion scripts for bash, zsh and fish, made from the command line itself.

#ifndef TOOLS_WALZ_COMPLETION_H_
#define TOOLS_WALZ_COMPLETION_H_

#include <string>

#include <CLI/CLI.hpp>

namespace walz {

std::string BashCompletion(const CLI::App& app);
std::string ZshCompletion(const CLI::App& app);
std::string FishCompletion(const CLI::App& app);

}  // namespace walz

#endif  // TOOLS_WALZ_COMPLETION_H_
