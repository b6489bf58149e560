#include "service/app/resources/resource_kind.h"

#include <algorithm>

#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/round.pb.h>
#include <walz/v1/run.pb.h>
#include <walz/v1/scenario.pb.h>
#include <walz/v1/scheme.pb.h>

namespace walz {
namespace {

bool Contains(const std::vector<absl::string_view>& fields, absl::string_view field) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

template <typename Resource>
ResourceKind Kind(Collection collection, absl::string_view singular, absl::string_view plural,
                  absl::string_view pattern) {
  ResourceKind kind;
  kind.collection = collection;
  kind.prototype = &Resource::default_instance();
  kind.singular = singular;
  kind.plural = plural;
  kind.pattern = pattern;
  kind.output_only = {"etag", "create_time", "update_time", "delete_time"};
  kind.identity = {"name"};
  return kind;
}

std::vector<ResourceKind> MakeKinds() {
  std::vector<ResourceKind> kinds;

  ResourceKind scheme = Kind<v1::Scheme>(Collection::kSchemes, "scheme", "schemes", "schemes/*");
  scheme.identity = {"name", "id", "valid_from"};
  kinds.push_back(scheme);

  ResourceKind centre = Kind<v1::Centre>(Collection::kCentres, "centre", "centres", "centres/*");
  centre.personal = {"coordinator"};
  kinds.push_back(centre);

  ResourceKind apprentice =
      Kind<v1::Apprentice>(Collection::kApprentices, "apprentice", "apprentices", "centres/*/apprentices/*");
  apprentice.unique_id = true;
  apprentice.personal = {"given_name", "family_name", "birth_date", "needs", "fewer_opportunities", "guardian_consent"};
  apprentice.references = {{"scheme", Collection::kSchemes}, {"employer", Collection::kCompanies}};
  kinds.push_back(apprentice);

  ResourceKind company = Kind<v1::Company>(Collection::kCompanies, "company", "companies", "companies/*");
  company.personal = {"mentor"};
  kinds.push_back(company);

  ResourceKind opening = Kind<v1::Opening>(Collection::kOpenings, "opening", "openings", "companies/*/openings/*");
  opening.unique_id = true;
  opening.large = true;  // Up to 100,000 host ranks.
  kinds.push_back(opening);

  ResourceKind round = Kind<v1::Round>(Collection::kRounds, "round", "rounds", "rounds/*");
  round.identity = {"name", "id"};
  round.output_only.push_back("published_run");
  kinds.push_back(round);

  ResourceKind job = Kind<v1::Job>(Collection::kJobs, "job", "jobs", "jobs/*");
  job.output_only.push_back("next_start");
  job.output_only.push_back("last_execution");
  job.references = {{"round", Collection::kRounds, /*is_name=*/true}};
  kinds.push_back(job);

  // Read alone: the service makes them.
  ResourceKind scenario = Kind<v1::Scenario>(Collection::kScenarios, "scenario", "scenarios", "rounds/*/scenarios/*");
  scenario.personal = {"changes"};
  kinds.push_back(scenario);
  kinds.push_back(Kind<v1::Run>(Collection::kRuns, "run", "runs", "rounds/*/runs/*"));
  kinds.push_back(Kind<v1::Proposal>(Collection::kProposals, "proposal", "proposals", "rounds/*/runs/*/proposals/*"));
  kinds.push_back(Kind<v1::Execution>(Collection::kExecutions, "execution", "executions", "jobs/*/executions/*"));
  return kinds;
}

}  // namespace

std::size_t ResourceKind::level_count() const {
  return static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), '*'));
}

bool ResourceKind::IsOutputOnly(absl::string_view field) const { return Contains(output_only, field); }
bool ResourceKind::IsIdentity(absl::string_view field) const { return Contains(identity, field); }
bool ResourceKind::IsPersonal(absl::string_view field) const { return Contains(personal, field); }

const std::vector<ResourceKind>& ResourceKinds() {
  static const auto* const kinds = new std::vector<ResourceKind>(MakeKinds());
  return *kinds;
}

const ResourceKind& KindOf(Collection collection) {
  return *std::find_if(ResourceKinds().begin(), ResourceKinds().end(),
                       [&](const ResourceKind& kind) { return kind.collection == collection; });
}

const ResourceKind* FindKind(const google::protobuf::Descriptor* message) {
  for (const ResourceKind& kind : ResourceKinds()) {
    if (kind.prototype->GetDescriptor() == message) return &kind;
  }
  return nullptr;
}

void DropPersonal(const ResourceKind& kind, google::protobuf::Message& resource) {
  for (const absl::string_view field : kind.personal) {
    resource.GetReflection()->ClearField(&resource, resource.GetDescriptor()->FindFieldByName(std::string(field)));
  }
}

}  // namespace walz
