// Messages become facts.

#include "service/messages/message_record.h"
#include "service/messages/profile_messages.h"

namespace walz {
namespace {

const std::string& NoPrefix() {
  static const auto* const prefix = new std::string;
  return *prefix;
}

template <typename Message, typename Row>
bool ReadNamed(Collection collection, const Message& message, const TableShape<Row>& shape, MessageScope& scope,
               Row& row, std::vector<FieldFault>& faults) {
  return MessageRecord<Message, Row>(shape, scope.read(), NoPrefix(), faults).ReadNamed(collection, message, row);
}

}  // namespace

bool ReadCentre(const v1::Centre& message, MessageScope& scope, Centre& row, std::vector<FieldFault>& faults) {
  return ReadNamed(Collection::kCentres, message, scope.centres, scope, row, faults);
}

bool ReadCompany(const v1::Company& message, MessageScope& scope, Company& row, std::vector<FieldFault>& faults) {
  return ReadNamed(Collection::kCompanies, message, scope.companies, scope, row, faults);
}

bool ReadOpening(const v1::Opening& message, MessageScope& scope, Opening& row, std::vector<FieldFault>& faults) {
  return ReadNamed(Collection::kOpenings, message, scope.openings, scope, row, faults);
}

bool ReadApprentice(const v1::Apprentice& message, MessageScope& scope, Apprentice& row,
                    std::vector<FieldFault>& faults) {
  return ReadNamed(Collection::kApprentices, message, scope.apprentices, scope, row, faults);
}

}  // namespace walz
