#include "service/app/resources/method_types.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/message.h>

namespace walz {
namespace {

namespace pb = ::google::protobuf;

// `centres` as `Centres`.
std::string Capital(absl::string_view word) {
  std::string capital(word);
  capital[0] = absl::ascii_toupper(static_cast<unsigned char>(capital[0]));
  return capital;
}

std::string MethodName(const ResourceKind& kind, MethodVerb verb) {
  const std::string singular = Capital(kind.singular);
  const std::string plural = Capital(kind.plural);
  switch (verb) {
    case MethodVerb::kGet:
      return absl::StrCat("Get", singular);
    case MethodVerb::kList:
      return absl::StrCat("List", plural);
    case MethodVerb::kCreate:
      return absl::StrCat("Create", singular);
    case MethodVerb::kUpdate:
      return absl::StrCat("Update", singular);
    case MethodVerb::kDelete:
      return absl::StrCat("Delete", singular);
    case MethodVerb::kUndelete:
      return absl::StrCat("Undelete", singular);
    case MethodVerb::kBatchGet:
      return absl::StrCat("BatchGet", plural);
    case MethodVerb::kBatchCreate:
      return absl::StrCat("BatchCreate", plural);
    case MethodVerb::kBatchUpdate:
      return absl::StrCat("BatchUpdate", plural);
  }
  return "";
}

}  // namespace

const pb::MethodDescriptor* FindMethod(const pb::ServiceDescriptor& service, const ResourceKind& kind,
                                       MethodVerb verb) {
  return service.FindMethodByName(MethodName(kind, verb));
}

Method& OfferMethod(MethodSet& methods, const pb::MethodDescriptor& method, Where where) {
  pb::MessageFactory& factory = *pb::MessageFactory::generated_factory();
  return methods.Any(absl::StrCat(method.service()->full_name(), "/", method.name()),
                     *factory.GetPrototype(method.input_type()), *factory.GetPrototype(method.output_type()), where);
}

}  // namespace walz
