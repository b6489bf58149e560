#include "service/app/transfer/export_cohort.h"

#include <walz/v1/apprentice.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/opening.pb.h>

namespace walz {

bool ExportCohort::IsOfCohort(const ResourceName& name, const google::protobuf::Message& message) const {
  if (name.collection == Collection::kApprentices) return centres_->contains(name.ids.front());
  if (name.collection != Collection::kCentres || consortium_.empty()) return true;
  return static_cast<const v1::Centre&>(message).consortium() == consortium_;
}

template <typename Message>
absl::StatusOr<const ExportCohort::Ids*> ExportCohort::Read(Collection collection, std::optional<Ids>& ids) {
  if (ids) return &*ids;
  Ids read;
  const absl::Status status = Visit<Message>(collection, [&](const ResourceName& name, const Message&) {
    read.insert(name.id());
    return true;
  });
  if (!status.ok()) return status;
  ids = std::move(read);
  return &*ids;
}

absl::StatusOr<const ExportCohort::Ids*> ExportCohort::Centres() {
  return Read<v1::Centre>(Collection::kCentres, centres_);
}
absl::StatusOr<const ExportCohort::Ids*> ExportCohort::Companies() {
  return Read<v1::Company>(Collection::kCompanies, companies_);
}
absl::StatusOr<const ExportCohort::Ids*> ExportCohort::Openings() {
  return Read<v1::Opening>(Collection::kOpenings, openings_);
}
absl::StatusOr<const ExportCohort::Ids*> ExportCohort::Apprentices() {
  return Read<v1::Apprentice>(Collection::kApprentices, apprentices_);
}

}  // namespace walz
