// Which resources a request is about, as the role table's column `names` says it.

#ifndef SERVICE_APP_ACCESS_REQUEST_NAMES_H_
#define SERVICE_APP_ACCESS_REQUEST_NAMES_H_

#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <google/protobuf/message.h>

namespace walz {

struct NamedResource {
  std::string name;
  // What is to be stored there, where its consortium is among the fields that are stored; else null.
  const google::protobuf::Message* resource = nullptr;
  bool creates = false;  // It may not be there yet.
};

// Empty names, and parents that stand for all (`centres/-`), are left out: for these answers are filtered.
// `names` is a column of the role table.  REQUIRES: its fields are in `request`
std::vector<NamedResource> NamesInRequest(absl::string_view names, const google::protobuf::Message& request);

// Whether `names` fits requests of the type; for the tests of the table.
bool NamesFit(absl::string_view names, const google::protobuf::Descriptor& request);

// Whether the request asks for the full view of resources.
bool AsksFullView(const google::protobuf::Message& request);

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_REQUEST_NAMES_H_
