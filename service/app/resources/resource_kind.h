// ResourceKind: what the standard methods must know of a collection; one row each, in resource_kind.cc.
//
// Thread rule: immutable.

#ifndef SERVICE_APP_RESOURCES_RESOURCE_KIND_H_
#define SERVICE_APP_RESOURCES_RESOURCE_KIND_H_

#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "service/store/keys.h"

namespace walz {

// A field that holds the id of another resource, which must be there.
struct ResourceReference {
  absl::string_view field;
  Collection to = Collection::kCentres;
  bool is_name = false;  // It holds the whole name, such as `rounds/R`, not the id alone.
};

struct ResourceKind {
  Collection collection = Collection::kCentres;
  const google::protobuf::Message* prototype = nullptr;
  absl::string_view singular;  // As requests call it: `apprentice`; its id is `apprentice_id`.
  absl::string_view plural;    // As answers call it: `apprentices`.
  absl::string_view pattern;   // Of its names, such as `centres/*/apprentices/*`.
  // The id is taken once over all parents (UniqueIdKey).
  bool unique_id = false;
  // One may take more than a millisecond to check: writes go to the worker pool.
  bool large = false;
  // Fields that the service sets: what a client gives there is not read.
  std::vector<absl::string_view> output_only;
  // Fields that the name says too; set on create, never changed.
  std::vector<absl::string_view> identity;
  // Only for callers with Call::personal, and only in full views.
  std::vector<absl::string_view> personal;
  // What must be there beside the parent.
  std::vector<ResourceReference> references;

  // How many ids a name has: 1, or more where it has parents.
  std::size_t level_count() const;
  bool IsOutputOnly(absl::string_view field) const;
  bool IsIdentity(absl::string_view field) const;
  bool IsPersonal(absl::string_view field) const;
};

// All collections that are served as resources.
const std::vector<ResourceKind>& ResourceKinds();
// REQUIRES: it is one of them.
const ResourceKind& KindOf(Collection collection);
// Null if `message` is no resource.
const ResourceKind* FindKind(const google::protobuf::Descriptor* message);

// Takes personal fields out.
void DropPersonal(const ResourceKind& kind, google::protobuf::Message& resource);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_RESOURCE_KIND_H_
