// walz rules: the rulebook.

#include <memory>

#include "engine/rules/standard_rulebook.h"
#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/rules_text.h"
#include "tools/walz/terminal.h"

namespace walz {

Run DeclareRules(CLI::App& app) {
  const auto markdown = std::make_shared<bool>(false);
  const auto output = std::make_shared<std::string>("table");
  app.add_flag("--markdown", *markdown, "As docs/rules.md.");
  AddOutput(app, *output);
  return [markdown, output] {
    const RuleBook rules = StandardRuleBook();
    if (*markdown) {
      Print(RulesMarkdown(rules));
    } else if (OutputOf(*output) == Output::kJson) {
      Print(RulesJson(rules));
    } else if (OutputOf(*output) == Output::kCsv) {
      Print(RulesCsv(rules));
    } else {
      Print(RulesText(rules));
    }
    return kExitOk;
  };
}

}  // namespace walz
