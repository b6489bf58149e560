// StandardRuleBook: the table of contents of the law: every requirement, criterion and quota that Walz ships.

#ifndef ENGINE_RULES_STANDARD_RULEBOOK_H_
#define ENGINE_RULES_STANDARD_RULEBOOK_H_

#include "engine/rulebook/rule_book.h"

namespace walz {

// Requirements in the order of SEMANTICS section 2's list, which is the order of DOMAIN section 4.
RuleBook StandardRuleBook();

}  // namespace walz

#endif  // ENGINE_RULES_STANDARD_RULEBOOK_H_
