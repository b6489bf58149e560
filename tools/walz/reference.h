// docs/cli.md, made from the command line itself.

#ifndef TOOLS_WALZ_REFERENCE_H_
#define TOOLS_WALZ_REFERENCE_H_

#include <string>

#include <CLI/CLI.hpp>

namespace walz {

std::string ReferenceMarkdown(const CLI::App& app);

}  // namespace walz

#endif  // TOOLS_WALZ_REFERENCE_H_
