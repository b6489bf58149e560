// Which scopes a role can have, and Principal from and to the messages of the API.

#ifndef SERVICE_APP_ACCESS_PRINCIPAL_SCOPE_H_
#define SERVICE_APP_ACCESS_PRINCIPAL_SCOPE_H_

#include <optional>
#include <vector>

#include <walz/v1/admin_service.pb.h>

#include "service/call/errors.h"
#include "service/call/principal.h"

namespace walz {

inline constexpr std::size_t kPrincipalCharsMax = 256;

// What keeps this from being a principal: a centre without centre, an administrator with a consortium, ...
std::vector<FieldFault> FaultsOf(const Principal& principal);

Principal PrincipalOf(const v1::Token& token);
v1::Role RoleMessage(Role role);

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_PRINCIPAL_SCOPE_H_
