// ProfileTraits: what the import of profiles must know of each kind.
//
// Internal to service/app/transfer.

#ifndef SERVICE_APP_TRANSFER_PROFILE_TRAITS_H_
#define SERVICE_APP_TRANSFER_PROFILE_TRAITS_H_

#include <array>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <walz/v1/transfer_service.pb.h>

#include "service/messages/list_messages.h"
#include "service/store/keys.h"

namespace walz {

// What a row refers to, by the column that says so.
struct RowReference {
  absl::string_view column;
  absl::string_view noun;  // For people.
  Collection collection = Collection::kCentres;
  std::string id;  // Empty: nothing.
};

template <typename Message>
struct ProfileTraits;

template <>
struct ProfileTraits<v1::Centre> {
  using Fact = Centre;
  static constexpr Collection kCollection = Collection::kCentres;
  static constexpr bool kUniqueId = false;
  static const TableShape<Fact>& Shape(const MessageScope& scope) { return scope.centres; }
  static const auto& Batch(const v1::ResourceBatch& batch) { return batch.centres(); }
  static bool Read(const v1::Centre& message, MessageScope& scope, Fact& fact, std::vector<FieldFault>& faults) {
    return ReadCentre(message, scope, fact, faults);
  }
  static bool ReadLists(const v1::Centre&, MessageScope&, v1::Centre&, std::vector<FieldFault>&) { return true; }
  static std::string ParentOf(const Fact&) { return ""; }
  static absl::string_view GroupOf(const Fact&) { return ""; }
  static void AddReferences(const Fact&, std::vector<RowReference>&) {}
  static void AddReferences(const v1::Centre&, const std::string&, std::vector<RowReference>&) {}
  static bool HasLists(const v1::Centre&) { return false; }
  static void SetLists(const v1::Centre&, v1::Centre&) {}
};

template <>
struct ProfileTraits<v1::Company> {
  using Fact = Company;
  static constexpr Collection kCollection = Collection::kCompanies;
  static constexpr bool kUniqueId = false;
  static const TableShape<Fact>& Shape(const MessageScope& scope) { return scope.companies; }
  static const auto& Batch(const v1::ResourceBatch& batch) { return batch.companies(); }
  static bool Read(const v1::Company& message, MessageScope& scope, Fact& fact, std::vector<FieldFault>& faults) {
    return ReadCompany(message, scope, fact, faults);
  }
  static bool ReadLists(const v1::Company&, MessageScope&, v1::Company&, std::vector<FieldFault>&) { return true; }
  static std::string ParentOf(const Fact&) { return ""; }
  static absl::string_view GroupOf(const Fact&) { return ""; }
  static void AddReferences(const Fact&, std::vector<RowReference>&) {}
  static void AddReferences(const v1::Company&, const std::string&, std::vector<RowReference>&) {}
  static bool HasLists(const v1::Company&) { return false; }
  static void SetLists(const v1::Company&, v1::Company&) {}
};

template <>
struct ProfileTraits<v1::Opening> {
  using Fact = Opening;
  static constexpr Collection kCollection = Collection::kOpenings;
  static constexpr bool kUniqueId = true;
  static const TableShape<Fact>& Shape(const MessageScope& scope) { return scope.openings; }
  static const auto& Batch(const v1::ResourceBatch& batch) { return batch.openings(); }
  static bool Read(const v1::Opening& message, MessageScope& scope, Fact& fact, std::vector<FieldFault>& faults) {
    return ReadOpening(message, scope, fact, faults);
  }
  static bool ReadLists(const v1::Opening& given, MessageScope& scope, v1::Opening& message,
                        std::vector<FieldFault>& faults) {
    std::vector<HostRankFact> ranks;
    if (!ReadHostRanks(given, scope, ranks, faults)) return false;
    SetHostRanks(ranks, message);
    return true;
  }
  static std::string ParentOf(const Fact& fact) { return fact.company; }
  static absl::string_view GroupOf(const Fact&) { return ""; }
  static void AddReferences(const Fact& fact, std::vector<RowReference>& references) {
    references.push_back({"company", "company", Collection::kCompanies, fact.company});
  }
  static void AddReferences(const v1::Opening&, const std::string& parent, std::vector<RowReference>& references) {
    references.push_back({"company", "company", Collection::kCompanies, parent});
  }
  static bool HasLists(const v1::Opening& message) { return !message.host_ranks().empty(); }
  static void SetLists(const v1::Opening& from, v1::Opening& message) {
    *message.mutable_host_ranks() = from.host_ranks();
  }
};

template <>
struct ProfileTraits<v1::Apprentice> {
  using Fact = Apprentice;
  static constexpr Collection kCollection = Collection::kApprentices;
  static constexpr bool kUniqueId = true;
  static const TableShape<Fact>& Shape(const MessageScope& scope) { return scope.apprentices; }
  static const auto& Batch(const v1::ResourceBatch& batch) { return batch.apprentices(); }
  static bool Read(const v1::Apprentice& message, MessageScope& scope, Fact& fact, std::vector<FieldFault>& faults) {
    return ReadApprentice(message, scope, fact, faults);
  }
  static bool ReadLists(const v1::Apprentice& given, MessageScope& scope, v1::Apprentice& message,
                        std::vector<FieldFault>& faults) {
    std::vector<WishFact> wishes;
    std::vector<PairFact> pairs;
    if (!ReadWishes(given, scope, wishes, faults) || !ReadPairs(given, scope, pairs, faults)) return false;
    SetWishes(wishes, message);
    SetPairs(pairs, message);
    return true;
  }
  static std::string ParentOf(const Fact& fact) { return fact.centre; }
  static absl::string_view GroupOf(const Fact& fact) { return fact.group; }
  // In the order of the file reader's errors.
  static void AddReferences(const Fact& fact, std::vector<RowReference>& references) {
    references.push_back({"centre", "centre", Collection::kCentres, fact.centre});
    references.push_back({"employer", "company", Collection::kCompanies, fact.employer});
    references.push_back({"scheme", "scheme", Collection::kSchemes, fact.scheme});
  }
  static void AddReferences(const v1::Apprentice& message, const std::string& parent,
                            std::vector<RowReference>& references) {
    references.push_back({"centre", "centre", Collection::kCentres, parent});
    references.push_back({"employer", "company", Collection::kCompanies, message.employer()});
    references.push_back({"scheme", "scheme", Collection::kSchemes, message.scheme()});
  }
  static bool HasLists(const v1::Apprentice& message) { return !message.wishes().empty() || !message.pairs().empty(); }
  static void SetLists(const v1::Apprentice& from, v1::Apprentice& message) {
    *message.mutable_wishes() = from.wishes();
    *message.mutable_pairs() = from.pairs();
  }
};

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_PROFILE_TRAITS_H_
