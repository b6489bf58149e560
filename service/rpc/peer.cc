#include "service/rpc/peer.h"

#include <string>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>

namespace walz {
namespace {

void AddNames(const grpc::AuthContext& auth, const char* property, const char* prefix,
              std::vector<std::string>& names) {
  for (const grpc::string_ref& value : auth.FindPropertyValues(property)) {
    names.push_back(absl::StrCat(prefix, absl::string_view(value.data(), value.size())));
  }
}

Transport TransportOf(const grpc::AuthContext& auth) {
  for (const grpc::string_ref& value : auth.FindPropertyValues(GRPC_TRANSPORT_SECURITY_TYPE_PROPERTY_NAME)) {
    if (value == "ssl" || value == "tls") return Transport::kTls;
    if (value == "local") return Transport::kUnix;
  }
  return Transport::kLoopback;
}

}  // namespace

Peer PeerOf(const grpc::ServerContextBase& context) {
  Peer peer;
  const auto [first, last] = context.client_metadata().equal_range("authorization");
  for (auto at = first; at != last; ++at) peer.authorization.emplace_back(at->second.data(), at->second.size());
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth == nullptr) return peer;
  peer.transport = TransportOf(*auth);
  if (peer.transport == Transport::kTls) {
    AddNames(*auth, GRPC_PEER_URI_PROPERTY_NAME, "uri:", peer.certificate_names);
    AddNames(*auth, GRPC_PEER_DNS_PROPERTY_NAME, "dns:", peer.certificate_names);
    AddNames(*auth, GRPC_PEER_EMAIL_PROPERTY_NAME, "email:", peer.certificate_names);
  } else if (peer.transport == Transport::kUnix) {
    for (const grpc::string_ref& value : auth->FindPropertyValues(kUidProperty)) {
      std::uint32_t uid = 0;
      if (absl::SimpleAtoi(absl::string_view(value.data(), value.size()), &uid)) peer.uid = uid;
    }
  }
  return peer;
}

absl::Time DeadlineOf(const grpc::ServerContextBase& context) {
  const std::chrono::system_clock::time_point deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture() : absl::FromChrono(deadline);
}

}  // namespace walz
