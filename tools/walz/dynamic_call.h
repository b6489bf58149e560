// DynamicCall: a method of walz.v1 by its descriptor, with its request and response, filled by field name.
//
//   DynamicCall call(*service, "GetCentre");
//   call.Set("name", "centres/C-1");
//   WALZ_RETURN_IF_ERROR(call.Do(client));

#ifndef TOOLS_WALZ_DYNAMIC_CALL_H_
#define TOOLS_WALZ_DYNAMIC_CALL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "tools/client/client.h"

namespace walz {

class DynamicCall {
 public:
  // REQUIRES: the service has the method.
  DynamicCall(const google::protobuf::ServiceDescriptor& service, absl::string_view method);

  // Set fields of the request, which must have them.
  DynamicCall& Set(absl::string_view field, absl::string_view value);
  DynamicCall& Set(absl::string_view field, const char* value) { return Set(field, absl::string_view(value)); }
  DynamicCall& Set(absl::string_view field, std::int32_t value);
  DynamicCall& Set(absl::string_view field, bool value);
  DynamicCall& Add(absl::string_view field, absl::string_view value);
  // The submessage.
  google::protobuf::Message& Part(absl::string_view field);
  bool Has(absl::string_view field) const;

  absl::Status Do(const Client& client);

  const std::string& method() const { return method_; }
  google::protobuf::Message& request() { return *request_; }
  google::protobuf::Message& response() { return *response_; }
  // The response; the call has none after that.
  std::unique_ptr<google::protobuf::Message> TakeResponse() { return std::move(response_); }
  std::string ResponseText(absl::string_view field) const;
  // The messages of its only repeated message field; valid as long as the response.
  std::vector<const google::protobuf::Message*> ResponseRows() const;

 private:
  const google::protobuf::FieldDescriptor& Field(absl::string_view name) const;

  std::string method_;
  std::unique_ptr<google::protobuf::Message> request_;
  std::unique_ptr<google::protobuf::Message> response_;
};

}  // namespace walz

#endif  // TOOLS_WALZ_DYNAMIC_CALL_H_
