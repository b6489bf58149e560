#include "tools/client/client.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <sys/random.h>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "service/call/errors.h"

namespace walz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::array<absl::string_view, 10> kHarmlessVerbs = {
    "Get", "List", "BatchGet", "Explain", "Suggest", "Compare", "WhoAmI", "Verify", "CancelRun", "RevokeToken"};

}  // namespace

absl::StatusOr<Client> Client::Open(const Endpoint& endpoint, const Patience& patience) {
  WALZ_ASSIGN_OR_RETURN(Channel channel, Channel::Open(endpoint));
  return Client(std::move(channel), endpoint.address, patience);
}

absl::Status Client::Call(absl::string_view method, Message& request, Message& response) const {
  const bool again = MayBeSentTwice(method, FillRequestId(request));
  const absl::Time deadline = absl::Now() + patience_.time_limit;
  absl::Duration pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    absl::Status status = channel_.Call(method, request, response, deadline);
    const bool worth_it = absl::IsUnavailable(status) && again && attempt < patience_.attempts_max;
    if (!worth_it || absl::Now() + pause >= deadline) return status;
    absl::SleepFor(pause);
    pause *= 2;
  }
}

std::string MakeRequestId() {
  std::array<char, 16> bytes{};
  WALZ_CHECK(getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

bool FillRequestId(Message& request) {
  const FieldDescriptor* const field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return false;
  const google::protobuf::Reflection& reflection = *request.GetReflection();
  if (reflection.GetString(request, field).empty()) reflection.SetString(&request, field, MakeRequestId());
  return true;
}

bool MayBeSentTwice(absl::string_view method, bool has_request_id) {
  if (has_request_id) return true;
  const absl::string_view verb = method.substr(method.rfind('/') + 1);
  return std::any_of(kHarmlessVerbs.begin(), kHarmlessVerbs.end(),
                     [&](absl::string_view known) { return absl::StartsWith(verb, known); });
}

bool IsUnreachable(const absl::Status& status) {
  return absl::IsUnavailable(status) && ReasonOf(status) == v1::ERROR_REASON_UNSPECIFIED;
}

}  // namespace walz
