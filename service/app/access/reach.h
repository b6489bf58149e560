// Reach: which resources a principal may see and change, by their names and by what the store says of them.
//
//   scope              sees                                                          changes
//   none               everything                                                    everything
//   consortium=K       centres of K and their apprentices; rounds of K, their runs,  the same, and companies; openings
//   that
//                      and jobs; all companies; openings that K or one of its        it sees; no schemes
//                      centres is shown; all schemes
//   centre=C           C and its apprentices; openings that it is shown; companies;  C, not its consortium; its
//   apprentices
//                      rounds of its consortium or of all; proposals for its
//                      apprentices; all schemes
//   company=H          H and its openings; rounds with a published run, published    H and its openings
//                      runs, proposals of those for its openings; all schemes
//
// What a centre, round or job is asked for is read at each question from the newest snapshot: what changes is seen at
// once.  What is not there is out of reach.
//
// Thread rule: const methods may be called from any thread.

#ifndef SERVICE_APP_ACCESS_REACH_H_
#define SERVICE_APP_ACCESS_REACH_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/message.h>

#include "service/app/access/authorizer.h"
#include "service/call/principal.h"
#include "service/store/keys.h"

namespace walz {

class Reach {
 public:
  Reach(Principal principal, std::shared_ptr<const SnapshotSource> snapshots);

  // The principal has no scope.
  bool unlimited() const { return kind_ == Kind::kAll; }

  absl::StatusOr<bool> Sees(absl::string_view name) const;
  // `resource`, where given, is what is to be stored there: its consortium is where the resource then belongs.
  // `creates`: it may not be there yet.
  absl::StatusOr<bool> Changes(absl::string_view name, const google::protobuf::Message* resource, bool creates) const;

 private:
  enum class Kind { kAll, kConsortium, kCentre, kCompany };

  absl::StatusOr<bool> SeesAsConsortium(const ResourceName& name) const;
  absl::StatusOr<bool> SeesAsCentre(const ResourceName& name) const;
  absl::StatusOr<bool> SeesAsCompany(const ResourceName& name) const;
  absl::StatusOr<bool> ChangesAsConsortium(const ResourceName& name, const google::protobuf::Message* resource,
                                           bool creates) const;
  absl::StatusOr<bool> ChangesAsCentre(const ResourceName& name, const google::protobuf::Message* resource) const;

  // Of stored records; none where there is no record.
  absl::StatusOr<std::optional<std::string>> ReadValue(const ResourceName& name) const;
  absl::StatusOr<std::optional<std::string>> ReadConsortium(Collection collection, const std::string& id) const;
  absl::StatusOr<bool> JobIsOfConsortium(const std::string& job) const;
  absl::StatusOr<bool> OpeningIsShown(const ResourceName& opening, absl::string_view consortium) const;

  const Principal principal_;
  const Kind kind_;
  const std::shared_ptr<const SnapshotSource> snapshots_;
};

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_REACH_H_
