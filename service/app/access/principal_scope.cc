#include "service/app/access/principal_scope.h"

#include <algorithm>
#include <string>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "service/app/access/role_table.h"

namespace walz {

static_assert(static_cast<int>(Role::kCoordinator) == v1::ROLE_COORDINATOR);
static_assert(static_cast<int>(Role::kCentre) == v1::ROLE_CENTRE);
static_assert(static_cast<int>(Role::kHost) == v1::ROLE_HOST);
static_assert(static_cast<int>(Role::kBatch) == v1::ROLE_BATCH);
static_assert(static_cast<int>(Role::kAuditor) == v1::ROLE_AUDITOR);
static_assert(static_cast<int>(Role::kAdmin) == v1::ROLE_ADMIN);

std::vector<FieldFault> FaultsOf(const Principal& principal) {
  std::vector<FieldFault> faults;
  if (principal.name.empty() || principal.name.size() > kPrincipalCharsMax ||
      std::any_of(principal.name.begin(), principal.name.end(), [](char c) {
        return absl::ascii_isspace(static_cast<unsigned char>(c)) || absl::ascii_iscntrl(static_cast<unsigned char>(c));
      })) {
    faults.push_back({"principal", "bad_principal", "a principal has 1 to 256 characters and no spaces"});
  }
  if (principal.role == Role::kNobody) {
    faults.push_back({"role", "bad_role", "say a role: coordinator, centre, host, batch, auditor or admin"});
    return faults;
  }
  const auto check = [&](const char* path, const std::string& value, bool required, bool permitted) {
    if (value.empty() && required) {
      faults.push_back({path, "required", absl::StrCat("the role ", RoleWord(principal.role), " needs its ", path)});
    }
    if (!value.empty() && !permitted) {
      faults.push_back(
          {path, "not_permitted", absl::StrCat("the role ", RoleWord(principal.role), " is not limited to a ", path)});
    }
  };
  const bool centre = principal.role == Role::kCentre;
  const bool host = principal.role == Role::kHost;
  check("consortium", principal.consortium, false, !centre && !host && principal.role != Role::kAdmin);
  check("centre", principal.centre, centre, centre);
  check("company", principal.company, host, host);
  return faults;
}

Principal PrincipalOf(const v1::Token& token) {
  const bool known = token.role() > v1::ROLE_UNSPECIFIED && token.role() <= v1::ROLE_ADMIN;
  return {.name = token.principal(),
          .role = known ? static_cast<Role>(token.role()) : Role::kNobody,
          .consortium = token.consortium(),
          .centre = token.centre(),
          .company = token.company(),
          .method = "token"};
}

v1::Role RoleMessage(Role role) { return static_cast<v1::Role>(role); }

}  // namespace walz
