#include "tools/walz/dynamic_call.h"

#include <absl/strings/str_cat.h>

#include "engine/base/check.h"

namespace walz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

std::unique_ptr<Message> New(const Descriptor& type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

}  // namespace

DynamicCall::DynamicCall(const google::protobuf::ServiceDescriptor& service, absl::string_view method)
    : method_(absl::StrCat(service.full_name(), "/", method)) {
  const google::protobuf::MethodDescriptor* const descriptor = service.FindMethodByName(std::string(method));
  WALZ_CHECK(descriptor != nullptr);
  request_ = New(*descriptor->input_type());
  response_ = New(*descriptor->output_type());
}

const FieldDescriptor& DynamicCall::Field(absl::string_view name) const {
  const FieldDescriptor* const field = request_->GetDescriptor()->FindFieldByName(std::string(name));
  WALZ_CHECK(field != nullptr);
  return *field;
}

DynamicCall& DynamicCall::Set(absl::string_view field, absl::string_view value) {
  request_->GetReflection()->SetString(request_.get(), &Field(field), std::string(value));
  return *this;
}

DynamicCall& DynamicCall::Set(absl::string_view field, std::int32_t value) {
  request_->GetReflection()->SetInt32(request_.get(), &Field(field), value);
  return *this;
}

DynamicCall& DynamicCall::Set(absl::string_view field, bool value) {
  request_->GetReflection()->SetBool(request_.get(), &Field(field), value);
  return *this;
}

DynamicCall& DynamicCall::Add(absl::string_view field, absl::string_view value) {
  request_->GetReflection()->AddString(request_.get(), &Field(field), std::string(value));
  return *this;
}

Message& DynamicCall::Part(absl::string_view field) {
  return *request_->GetReflection()->MutableMessage(request_.get(), &Field(field));
}

bool DynamicCall::Has(absl::string_view field) const {
  return request_->GetDescriptor()->FindFieldByName(std::string(field)) != nullptr;
}

absl::Status DynamicCall::Do(const Client& client) { return client.Call(method_, *request_, *response_); }

std::string DynamicCall::ResponseText(absl::string_view field) const {
  const FieldDescriptor* const known = response_->GetDescriptor()->FindFieldByName(std::string(field));
  return known == nullptr ? "" : response_->GetReflection()->GetString(*response_, known);
}

std::vector<const Message*> DynamicCall::ResponseRows() const {
  const Descriptor& type = *response_->GetDescriptor();
  std::vector<const Message*> rows;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* const field = type.field(i);
    if (!field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = response_->GetReflection()->FieldSize(*response_, field);
    for (int j = 0; j < count; ++j) {
      rows.push_back(&response_->GetReflection()->GetRepeatedMessage(*response_, field, j));
    }
    break;
  }
  return rows;
}

}  // namespace walz
