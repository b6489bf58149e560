// Principal: who calls, in which role, limited to what.

#ifndef SERVICE_CALL_PRINCIPAL_H_
#define SERVICE_CALL_PRINCIPAL_H_

#include <cstdint>
#include <string>

namespace walz {

enum class Role : std::uint8_t { kNobody, kCoordinator, kCentre, kHost, kBatch, kAuditor, kAdmin };

struct Principal {
  std::string name;  // Such as `anna` or the SAN of a certificate; never secret.
  Role role = Role::kNobody;
  // What it is limited to; empty: no limit of that kind.  kCentre has a centre, kHost a company.
  std::string consortium;
  std::string centre;
  std::string company;
  std::string method;  // `token`, `certificate`, `unix`, `loopback`, `internal`.
};

}  // namespace walz

#endif  // SERVICE_CALL_PRINCIPAL_H_
