#include "service/rpc/grpc_status.h"

#include <algorithm>
#include <string>

#include <absl/strings/cord.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>

namespace walz {
namespace {

// What fits beside other trailers into the header list that clients take (8 KiB at first).
constexpr std::size_t kMessageBytesMax = 1'024;
constexpr std::size_t kDetailsBytesMax = 5'120;

}  // namespace

grpc::Status StatusToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  std::string message(status.message().substr(0, kMessageBytesMax));
  details.set_message(message);
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& payload) {
    google::protobuf::Any& any = *details.add_details();
    any.set_type_url(std::string(type_url));
    any.set_value(std::string(payload));
  });
  // ErrorInfo, which is small, is kept where long lists of faults have to go.
  while (details.ByteSizeLong() > kDetailsBytesMax && details.details_size() > 0) {
    const auto longest =
        std::max_element(details.details().begin(), details.details().end(),
                         [](const auto& a, const auto& b) { return a.value().size() < b.value().size(); });
    details.mutable_details()->erase(longest);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), message,
                      details.details_size() == 0 ? "" : details.SerializeAsString());
}

}  // namespace walz
