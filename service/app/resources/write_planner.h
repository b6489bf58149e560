// WritePlanner: what one call wants written, as one commit that expects all that was read for it.
//
//   WritePlanner planner(snapshot, validator, call, now);
//   WALZ_RETURN_IF_ERROR(planner.Create(kind, {.parent = "centres/C-1", .id = "A-1"}, apprentice, stored));
//   if (!planner.faults().empty()) return RefuseFields(planner.faults());
//   store.CommitAsync(planner.TakeCommit(), ...);
//
// Fields that cannot stand are gathered over all resources of the call; whatever else is wrong ends it at once.  A
// commit also expects the parents and references that it found, and writes their last-use keys: so a parent that is
// deleted meanwhile makes the commit fail, and a deletion fails that did not see this commit.
//
// Thread rule: a planner serves one call.

#ifndef SERVICE_APP_RESOURCES_WRITE_PLANNER_H_
#define SERVICE_APP_RESOURCES_WRITE_PLANNER_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include "service/app/resources/resource_kind.h"
#include "service/app/resources/resource_validator.h"
#include "service/call/call.h"
#include "service/store/store.h"

namespace walz {

class WritePlanner {
 public:
  // All must outlive this.
  WritePlanner(const StoreSnapshot& snapshot, const ResourceValidator& validator, const Call& call, absl::Time now);

  // Where the resources to come stand in the request, for faults: `` or `requests[3].`.
  void SetPath(std::string path) { path_ = std::move(path); }

  struct CreateOptions {
    std::string parent;  // Empty for kinds without.
    std::string id;
  };
  struct UpdateOptions {
    const google::protobuf::FieldMask* mask = nullptr;
    bool allow_missing = false;
  };

  // Each leaves in `stored` what will stand in the store, without etag; an update that changes nothing writes nothing
  // and leaves the etag that stays.
  absl::Status Create(const ResourceKind& kind, const CreateOptions& options, const google::protobuf::Message& given,
                      google::protobuf::Message& stored);
  absl::Status Update(const ResourceKind& kind, const UpdateOptions& options, const google::protobuf::Message& given,
                      google::protobuf::Message& stored);
  absl::Status Delete(const ResourceKind& kind, const std::string& name, const std::string& etag,
                      google::protobuf::Message& stored);
  absl::Status Undelete(const ResourceKind& kind, const std::string& name, const std::string& etag,
                        google::protobuf::Message& stored);

  // For services with writes of their own: what they read, and what they write beside or instead of the above.
  const StoreSnapshot& snapshot() const { return snapshot_; }
  // Writes `resource` with its update_time in place of the record of that revision; 0: there must be none.
  void Write(google::protobuf::Message& resource, Revision revision);
  // Deletes the record for good.
  void Remove(const ResourceName& name, Revision revision);
  // Each key once.
  void Add(Mutation mutation);
  void Expect(std::string key, Revision revision);
  // All that another planner planned.
  void Take(CommitRequest commit);

  const std::vector<FieldFault>& faults() const { return faults_; }
  const std::vector<std::string>& names() const { return names_; }
  // Mutations, expectations and the names for the audit.  REQUIRES: faults().empty(), and no call failed.
  CommitRequest TakeCommit();

 private:
  // Where a record stands; revision 0: there is none.
  struct Place {
    std::string key;
    Revision revision = 0;
  };

  // What Create does once it has a name, and Update where there is nothing to update.
  absl::Status Insert(const ResourceKind& kind, const ResourceName& name, const google::protobuf::Message& given,
                      google::protobuf::Message& stored);
  // The resource called `name`, deleted or not, without etag.
  absl::StatusOr<Place> Read(const ResourceKind& kind, const std::string& name, google::protobuf::Message& stored);
  // The same for Delete and Undelete; ETAG_MISMATCH.
  absl::StatusOr<Place> ReadSeen(const ResourceKind& kind, const std::string& name, const std::string& etag,
                                 google::protobuf::Message& stored);
  // Brings `stored` into canonical form, output-only fields as in `before` (null: none).  False: there are faults.
  bool Check(const ResourceKind& kind, const google::protobuf::Message* before, google::protobuf::Message& stored);
  // No day may have two versions of a scheme.
  absl::Status CheckVersions(const google::protobuf::Message& scheme);
  // Expects what `stored` refers to and `before` (null: nothing) did not.
  absl::Status Refer(const ResourceKind& kind, const google::protobuf::Message* before,
                     const google::protobuf::Message& stored);
  absl::StatusOr<std::optional<Expectation>> Referred(const ResourceName& to);
  absl::Status TakeId(const ResourceKind& kind, const ResourceName& name);
  absl::Status RefuseUsers(const ResourceKind& kind, const google::protobuf::Message& resource);
  absl::StatusOr<Revision> RevisionOf(const std::string& key) const;
  void Put(Place place, google::protobuf::Message& stored);
  void AddFault(absl::string_view path, absl::string_view code, absl::string_view description);
  std::string FieldPath(const ResourceKind& kind, absl::string_view field) const;

  const StoreSnapshot& snapshot_;
  const ResourceValidator& validator_;
  const Call& call_;
  const absl::Time now_;
  std::string path_;
  std::vector<FieldFault> faults_;
  std::vector<std::string> names_;
  std::map<std::string, Mutation> mutations_;                        // By key.
  std::map<std::string, Revision> expectations_;                     // By key.
  std::map<std::string, std::optional<Expectation>> referred_;       // By name: what was looked up already.
  std::vector<std::unique_ptr<google::protobuf::Message>> schemes_;  // Written by this call.
};

// ABORTED, ETAG_MISMATCH.
absl::Status StaleEtag(absl::string_view name, absl::string_view current_etag);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_WRITE_PLANNER_H_
