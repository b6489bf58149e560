// The role table: which role may call which method, and which fields of its request name the resources that it is
// about.
//
// The one place where that stands; what is not in it is refused.  docs/access.md is made of it.
//
// Thread rule: pure functions.

#ifndef SERVICE_APP_ACCESS_ROLE_TABLE_H_
#define SERVICE_APP_ACCESS_ROLE_TABLE_H_

#include <array>
#include <cstdint>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "service/call/principal.h"

namespace walz {

enum class Permission : std::uint8_t {
  kNo,
  kFree,      // Whatever the request names.
  kUnscoped,  // The same, but only for principals without a scope.
  kSee,       // What the request names must be within the principal's sight; answers are filtered by it.
  kWrite,     // What the request names must be the principal's to change.
};

struct Cell {
  Permission permission = Permission::kNo;
  bool personal = false;  // The answer may hold personal fields.
};

inline constexpr std::size_t kRoleCount = 6;  // All but kNobody.

struct MethodRow {
  absl::string_view method;  // `walz.v1.CentreService/GetCentre`.
  // Where its request names resources, joined by `, `; each
  //   name                                      a field, or a repeated one
  //   centre.name                               the name of a resource that is to be stored
  //   parent/apprentices/apprentice_id          a name that is made of fields
  //   requests.apprentice.name                  the same in every part of a batch
  absl::string_view names;
  std::array<Cell, kRoleCount> cells;  // Coordinator, centre, host, batch, auditor, admin.
};

// By service, in the order of the API.
absl::Span<const MethodRow> RoleTable();
// Null where there is none.
const MethodRow* FindMethodRow(absl::string_view method);
// kNo for kNobody.
Cell CellOf(const MethodRow& row, Role role);

// `coordinator`.
absl::string_view RoleWord(Role role);
// kNobody where `word` names no role.
Role FindRole(absl::string_view word);

// docs/access.md.
std::string RoleTableMarkdown();

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_ROLE_TABLE_H_
