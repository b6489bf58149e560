#include "service/app/resources/message_validator.h"

#include <utility>

#include <walz/v1/job.pb.h>

#include "service/app/resources/job_validator.h"
#include "service/messages/json_messages.h"
#include "service/messages/list_messages.h"
#include "service/messages/message_scope.h"
#include "service/messages/profile_messages.h"

namespace walz {
namespace {

void ValidateCentre(v1::Centre& message, MessageScope& scope, std::vector<FieldFault>& faults) {
  Centre row = scope.centres.blank;
  if (ReadCentre(message, scope, row, faults)) message = MessageOf(row);
}

void ValidateCompany(v1::Company& message, MessageScope& scope, std::vector<FieldFault>& faults) {
  Company row = scope.companies.blank;
  if (ReadCompany(message, scope, row, faults)) message = MessageOf(row);
}

void ValidateOpening(v1::Opening& message, MessageScope& scope, std::vector<FieldFault>& faults) {
  Opening row = scope.openings.blank;
  std::vector<HostRankFact> ranks;
  const bool reads = ReadOpening(message, scope, row, faults);
  if (!ReadHostRanks(message, scope, ranks, faults) || !reads) return;
  message = MessageOf(row);
  SetHostRanks(ranks, message);
}

void ValidateApprentice(v1::Apprentice& message, MessageScope& scope, std::vector<FieldFault>& faults) {
  Apprentice row = scope.apprentices.blank;
  std::vector<WishFact> wishes;
  std::vector<PairFact> pairs;
  const bool reads = ReadApprentice(message, scope, row, faults);
  const bool reads_wishes = ReadWishes(message, scope, wishes, faults);
  if (!ReadPairs(message, scope, pairs, faults) || !reads || !reads_wishes) return;
  message = MessageOf(row);
  SetWishes(wishes, message);
  SetPairs(pairs, message);
}

}  // namespace

MessageValidator::MessageValidator(std::shared_ptr<const Catalogue> catalogue) : catalogue_(std::move(catalogue)) {}

void MessageValidator::Validate(const ResourceKind& kind, google::protobuf::Message& resource,
                                std::vector<FieldFault>& faults) const {
  MessageScope scope(catalogue_);
  switch (kind.collection) {
    case Collection::kSchemes: {
      Scheme scheme;
      ReadScheme(static_cast<const v1::Scheme&>(resource), *catalogue_, scheme, faults);
      return;
    }
    case Collection::kCentres:
      return ValidateCentre(static_cast<v1::Centre&>(resource), scope, faults);
    case Collection::kCompanies:
      return ValidateCompany(static_cast<v1::Company&>(resource), scope, faults);
    case Collection::kOpenings:
      return ValidateOpening(static_cast<v1::Opening&>(resource), scope, faults);
    case Collection::kApprentices:
      return ValidateApprentice(static_cast<v1::Apprentice&>(resource), scope, faults);
    case Collection::kRounds: {
      Round round;
      ReadRound(static_cast<const v1::Round&>(resource), *catalogue_, round, faults);
      return;
    }
    case Collection::kJobs:
      return ValidateJob(static_cast<const v1::Job&>(resource), faults);
    default:
      faults.push_back({"", "not_writable", "clients do not write this kind of resource"});
  }
}

}  // namespace walz
