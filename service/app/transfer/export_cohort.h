// ExportCohort: which of the stored profiles an export gives, at one revision, to one caller.
//
// Internal to service/app/transfer.  Ids are read when they are first asked for.  Thread rule: not for concurrent use.

#ifndef SERVICE_APP_TRANSFER_EXPORT_COHORT_H_
#define SERVICE_APP_TRANSFER_EXPORT_COHORT_H_

#include <optional>
#include <string>

#include <absl/container/flat_hash_set.h>
#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <walz/v1/centre.pb.h>

#include "service/app/resources/resource_kind.h"
#include "service/call/call.h"
#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

class ExportCohort {
 public:
  using Ids = absl::flat_hash_set<std::string>;

  // `consortium` empty: of all.  All must outlive this.
  ExportCohort(const Call& call, const StoreSnapshot& snapshot, std::string consortium)
      : call_(call), snapshot_(snapshot), consortium_(std::move(consortium)) {}

  // Every live resource of the cohort that the caller may see, in the order of keys, without what it may not read;
  // until `visit` returns false.  Message is the type of the collection.
  //   Cancelled: STOPPED
  template <typename Message>
  absl::Status Visit(Collection collection, absl::FunctionRef<bool(const ResourceName&, const Message&)> visit) {
    const ResourceKind& kind = KindOf(collection);
    if (collection == Collection::kApprentices) {
      const absl::StatusOr<const Ids*> centres = Centres();
      if (!centres.ok()) return centres.status();
    }
    Message message;
    absl::Status status;
    const absl::Status scanned = snapshot_.Scan(
        RangeOf(collection),
        [&](absl::string_view key, absl::string_view value, Revision) {
          const std::optional<ResourceName> name = NameOfKey(key);
          if (!name || !message.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
            status = absl::DataLossError("a stored profile cannot be read");
            return false;
          }
          if (message.has_delete_time() || !IsOfCohort(*name, message) || !call_.MaySee(message.name())) return true;
          if (!call_.personal) DropPersonal(kind, message);
          return visit(*name, message);
        },
        call_.stop);
    return scanned.ok() ? status : scanned;
  }

  // The ids of what the cohort holds.
  absl::StatusOr<const Ids*> Centres();
  absl::StatusOr<const Ids*> Companies();
  absl::StatusOr<const Ids*> Openings();
  absl::StatusOr<const Ids*> Apprentices();

 private:
  bool IsOfCohort(const ResourceName& name, const google::protobuf::Message& message) const;
  template <typename Message>
  absl::StatusOr<const Ids*> Read(Collection collection, std::optional<Ids>& ids);

  const Call& call_;
  const StoreSnapshot& snapshot_;
  const std::string consortium_;
  std::optional<Ids> centres_, companies_, openings_, apprentices_;
};

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_EXPORT_COHORT_H_
