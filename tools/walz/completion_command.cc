// walz completion: the script that completes walz's words in a shell.

#include <memory>

#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/completion.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/terminal.h"

namespace walz {

Run DeclareCompletion(CLI::App& app) {
  const auto shell = std::make_shared<std::string>();
  AddChoice(app, "shell", *shell, {"bash", "zsh", "fish"}, "The shell.")->required();
  return [shell] {
    Print(*shell == "bash" ? BashCompletion() : *shell == "zsh" ? ZshCompletion() : FishCompletion());
    return kExitOk;
  };
}

}  // namespace walz
