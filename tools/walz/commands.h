// What each command declares and does; one function a file.

#ifndef TOOLS_WALZ_COMMANDS_H_
#define TOOLS_WALZ_COMMANDS_H_

#include "tools/walz/command.h"

namespace walz {

Run DeclareMatch(CLI::App& app);
Run DeclareCheck(CLI::App& app);
Run DeclareVerify(CLI::App& app);
Run DeclareWhynot(CLI::App& app);
Run DeclareRules(CLI::App& app);
Run DeclareSynth(CLI::App& app);
Run DeclareCompletion(CLI::App& app);

}  // namespace walz

#endif  // TOOLS_WALZ_COMMANDS_H_
