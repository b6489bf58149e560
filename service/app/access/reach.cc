#include "service/app/access/reach.h"

#include <algorithm>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/round.pb.h>
#include <walz/v1/run.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/access/stored_field.h"

namespace walz {
namespace {

// Where a resource that is to be stored belongs; none for those that belong nowhere.
std::optional<std::string> ConsortiumOf(const google::protobuf::Message& resource) {
  if (const auto* centre = dynamic_cast<const v1::Centre*>(&resource)) return centre->consortium();
  if (const auto* round = dynamic_cast<const v1::Round*>(&resource)) return round->consortium();
  return std::nullopt;
}

bool SharedWithAll(const std::vector<std::string>& shared_with) {
  return shared_with.empty() || std::find(shared_with.begin(), shared_with.end(), "all") != shared_with.end();
}

bool Contains(const std::vector<std::string>& items, absl::string_view item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

}  // namespace

Reach::Reach(Principal principal, std::shared_ptr<const SnapshotSource> snapshots)
    : principal_(std::move(principal)),
      kind_(principal_.role == Role::kAdmin    ? Kind::kAll
            : principal_.role == Role::kCentre ? Kind::kCentre
            : principal_.role == Role::kHost   ? Kind::kCompany
            : principal_.consortium.empty()    ? Kind::kAll
                                               : Kind::kConsortium),
      snapshots_(std::move(snapshots)) {}

absl::StatusOr<bool> Reach::Sees(absl::string_view text) const {
  if (kind_ == Kind::kAll) return true;
  const std::optional<ResourceName> name = ParseName(text);
  if (!name) return false;
  if (name->collection == Collection::kSchemes) return true;
  switch (kind_) {
    case Kind::kAll:
      return true;
    case Kind::kConsortium:
      return SeesAsConsortium(*name);
    case Kind::kCentre:
      return SeesAsCentre(*name);
    case Kind::kCompany:
      return SeesAsCompany(*name);
  }
  return false;
}

absl::StatusOr<bool> Reach::Changes(absl::string_view text, const google::protobuf::Message* resource,
                                    bool creates) const {
  if (kind_ == Kind::kAll) return true;
  const std::optional<ResourceName> name = ParseName(text);
  if (!name) return false;
  switch (kind_) {
    case Kind::kAll:
      return true;
    case Kind::kConsortium:
      return ChangesAsConsortium(*name, resource, creates);
    case Kind::kCentre:
      return ChangesAsCentre(*name, resource);
    case Kind::kCompany: {
      if (name->ids.front() != principal_.company) return false;
      if (name->collection == Collection::kOpenings) return true;
      if (name->collection != Collection::kCompanies) return false;
      WALZ_ASSIGN_OR_RETURN(const std::optional<std::string> company, ReadValue(*name));
      return company.has_value();  // It may change itself, not make itself.
    }
  }
  return false;
}

absl::StatusOr<bool> Reach::SeesAsConsortium(const ResourceName& name) const {
  const std::string& consortium = principal_.consortium;
  switch (name.collection) {
    case Collection::kCentres:
    case Collection::kApprentices: {
      WALZ_ASSIGN_OR_RETURN(const auto stored, ReadConsortium(Collection::kCentres, name.ids.front()));
      return stored == consortium;
    }
    case Collection::kCompanies:
      return true;
    case Collection::kOpenings:
      return OpeningIsShown(name, consortium);
    case Collection::kRounds:
    case Collection::kRuns:
    case Collection::kProposals:
    case Collection::kScenarios:
    case Collection::kRunFiles: {
      WALZ_ASSIGN_OR_RETURN(const auto stored, ReadConsortium(Collection::kRounds, name.ids.front()));
      return stored == consortium;
    }
    case Collection::kJobs:
    case Collection::kExecutions:
      return JobIsOfConsortium(name.ids.front());
    default:
      return false;
  }
}

absl::StatusOr<bool> Reach::SeesAsCentre(const ResourceName& name) const {
  const std::string& id = name.ids.front();
  switch (name.collection) {
    case Collection::kCentres:
    case Collection::kApprentices:
      return id == principal_.centre;
    case Collection::kCompanies:
      return true;
    case Collection::kOpenings: {
      WALZ_ASSIGN_OR_RETURN(const auto own, ReadConsortium(Collection::kCentres, principal_.centre));
      return OpeningIsShown(name, own.value_or(""));
    }
    case Collection::kRounds:
    case Collection::kRuns:
    case Collection::kProposals: {
      WALZ_ASSIGN_OR_RETURN(const auto round, ReadConsortium(Collection::kRounds, id));
      if (!round) return false;
      WALZ_ASSIGN_OR_RETURN(const auto own, ReadConsortium(Collection::kCentres, principal_.centre));
      if (!round->empty() && round != own) return false;
      if (name.collection != Collection::kProposals) return true;
      WALZ_ASSIGN_OR_RETURN(const auto proposal, ReadValue(name));
      if (!proposal) return false;
      const auto apprentice = ParseName(StoredString(*proposal, v1::Proposal::kApprenticeFieldNumber));
      return apprentice && apprentice->ids.front() == principal_.centre;
    }
    default:
      return false;
  }
}

absl::StatusOr<bool> Reach::SeesAsCompany(const ResourceName& name) const {
  switch (name.collection) {
    case Collection::kCompanies:
    case Collection::kOpenings:
      return name.ids.front() == principal_.company;
    case Collection::kRounds: {
      WALZ_ASSIGN_OR_RETURN(const auto round, ReadValue(name));
      return round && !StoredString(*round, v1::Round::kPublishedRunFieldNumber).empty();
    }
    case Collection::kRuns:
    case Collection::kProposals: {
      WALZ_ASSIGN_OR_RETURN(const auto run, ReadValue({Collection::kRuns, {name.ids[0], name.ids[1]}}));
      if (!run || StoredStrings(*run, v1::Run::kPublishTimeFieldNumber).empty()) return false;
      if (name.collection == Collection::kRuns) return true;
      WALZ_ASSIGN_OR_RETURN(const auto proposal, ReadValue(name));
      if (!proposal) return false;
      const auto opening = ParseName(StoredString(*proposal, v1::Proposal::kOpeningFieldNumber));
      return opening && opening->ids.front() == principal_.company;
    }
    default:
      return false;
  }
}

absl::StatusOr<bool> Reach::ChangesAsConsortium(const ResourceName& name, const google::protobuf::Message* resource,
                                                bool creates) const {
  const std::string& consortium = principal_.consortium;
  if (resource != nullptr) {
    const std::optional<std::string> next = ConsortiumOf(*resource);
    if (next && *next != consortium) return false;
  }
  switch (name.collection) {
    case Collection::kCentres:
    case Collection::kRounds: {
      WALZ_ASSIGN_OR_RETURN(const auto stored, ReadConsortium(name.collection, name.ids.front()));
      // A new one is in reach by what it is to be.
      return stored ? *stored == consortium : creates && resource != nullptr;
    }
    case Collection::kOpenings: {
      WALZ_ASSIGN_OR_RETURN(const auto stored, ReadValue(name));
      if (!stored) return creates;
      return OpeningIsShown(name, consortium);
    }
    case Collection::kCompanies:
      return true;
    case Collection::kApprentices:
    case Collection::kRuns:
    case Collection::kScenarios:
    case Collection::kJobs:
      return SeesAsConsortium(name);
    default:
      return false;
  }
}

absl::StatusOr<bool> Reach::ChangesAsCentre(const ResourceName& name, const google::protobuf::Message* resource) const {
  if (name.ids.front() != principal_.centre) return false;
  if (name.collection == Collection::kApprentices) return true;
  if (name.collection != Collection::kCentres) return false;
  WALZ_ASSIGN_OR_RETURN(const auto stored, ReadConsortium(Collection::kCentres, principal_.centre));
  if (!stored) return false;  // It may change itself, not make itself.
  if (resource == nullptr) return true;
  const std::optional<std::string> next = ConsortiumOf(*resource);
  return next == *stored;
}

absl::StatusOr<std::optional<std::string>> Reach::ReadValue(const ResourceName& name) const {
  WALZ_ASSIGN_OR_RETURN(std::optional<Record> record, (*snapshots_)()->Get(KeyOf(name)));
  if (!record) return std::optional<std::string>();
  return std::optional<std::string>(std::move(record->value));
}

absl::StatusOr<std::optional<std::string>> Reach::ReadConsortium(Collection collection, const std::string& id) const {
  WALZ_ASSIGN_OR_RETURN(const auto value, ReadValue({collection, {id}}));
  if (!value) return std::optional<std::string>();
  return std::optional<std::string>(StoredString(*value, collection == Collection::kCentres
                                                             ? int{v1::Centre::kConsortiumFieldNumber}
                                                             : int{v1::Round::kConsortiumFieldNumber}));
}

absl::StatusOr<bool> Reach::JobIsOfConsortium(const std::string& job) const {
  WALZ_ASSIGN_OR_RETURN(const auto stored, ReadValue({Collection::kJobs, {job}}));
  if (!stored) return false;
  const auto round = ParseName(StoredString(*stored, v1::Job::kRoundFieldNumber));
  if (!round || round->collection != Collection::kRounds) return false;
  WALZ_ASSIGN_OR_RETURN(const auto consortium, ReadConsortium(Collection::kRounds, round->id()));
  return consortium == principal_.consortium;
}

// To this centre, or to one of the consortium's; as the requirement opening_shared judges it.
absl::StatusOr<bool> Reach::OpeningIsShown(const ResourceName& opening, absl::string_view consortium) const {
  WALZ_ASSIGN_OR_RETURN(const auto stored, ReadValue(opening));
  if (!stored) return false;
  const std::vector<std::string> shared_with = StoredStrings(*stored, v1::Opening::kSharedWithFieldNumber);
  if (SharedWithAll(shared_with)) return true;
  if (!consortium.empty()) {
    // `consortium` alone is that of each round, so that every consortium may see it.
    if (Contains(shared_with, "consortium") || Contains(shared_with, absl::StrCat("consortium:", consortium))) {
      return true;
    }
  }
  if (kind_ == Kind::kCentre) return Contains(shared_with, principal_.centre);
  for (const std::string& item : shared_with) {
    if (absl::StartsWith(item, "consortium:")) continue;
    WALZ_ASSIGN_OR_RETURN(const auto of_centre, ReadConsortium(Collection::kCentres, item));
    if (of_centre == consortium) return true;
  }
  return false;
}

}  // namespace walz
