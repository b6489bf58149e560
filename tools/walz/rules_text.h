// The rulebook as people read it: on the terminal, as docs/rules.md, as JSON.

#ifndef TOOLS_WALZ_RULES_TEXT_H_
#define TOOLS_WALZ_RULES_TEXT_H_

#include <string>

#include <absl/strings/string_view.h>

#include "engine/model/action.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// The actions that a requirement may ask for.
ActionSet ActionsAskedBy(absl::string_view requirement);

std::string RulesText(const RuleBook& rules);
std::string RulesMarkdown(const RuleBook& rules);
std::string RulesJson(const RuleBook& rules);
std::string RulesCsv(const RuleBook& rules);

}  // namespace walz

#endif  // TOOLS_WALZ_RULES_TEXT_H_
