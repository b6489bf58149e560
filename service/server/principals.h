// Principals: who callers are, as the configuration writes it.

#ifndef SERVICE_SERVER_PRINCIPALS_H_
#define SERVICE_SERVER_PRINCIPALS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "service/call/principal.h"

namespace walz {

// `coordinator`; kNobody for `none`.  InvalidArgument with what there is.
absl::StatusOr<Role> ParseRole(absl::string_view word);

// Lines such as `uri:spiffe://walz/north centre centre=C-1`, by the certificate's name.
absl::StatusOr<std::map<std::string, Principal>> ParseCertificates(const std::vector<std::string>& lines);

// Names of users or their numbers.
absl::StatusOr<std::vector<std::uint32_t>> ParseUsers(const std::vector<std::string>& users);

}  // namespace walz

#endif  // SERVICE_SERVER_PRINCIPALS_H_
