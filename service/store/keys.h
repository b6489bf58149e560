// Keys and resource names: where each resource stands in the store, all on one screen.
//
//   name  centres/C-1/apprentices/A-1        key  a C-1/A-1         (prefix byte, then the ids)
//
// STORED ON DISK: never change a prefix or the escaping; add a prefix, or a version to the value.
// In names and keys `%`, `/` and control characters of an id stand as %XX, so that ids may hold anything; keys sort as
// names do within their collection.  Thread rule: pure functions.

#ifndef SERVICE_STORE_KEYS_H_
#define SERVICE_STORE_KEYS_H_

#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "service/store/store.h"

namespace walz {

// The value is the prefix byte of the collection's keys.
enum class Collection : char {
  kApprentices = 'a',  // centres/*/apprentices/*
  kCentres = 'c',
  kExecutions = 'e',  // jobs/*/executions/*
  kRunFiles = 'f',    // rounds/*/runs/*/files/*/chunks/*: what ReadRunFile gives, in chunks
  kCompanies = 'h',
  kJobs = 'j',
  kRuns = 'n',       // rounds/*/runs/*
  kOpenings = 'o',   // companies/*/openings/*
  kProposals = 'p',  // rounds/*/runs/*/proposals/*
  kRounds = 'r',
  kSchemes = 's',
  kTokens = 't',     // tokens/*; hashes alone
  kUniqueIds = 'u',  // unique/apprentices/ID, unique/openings/ID: the name that holds an id taken once over all parents
  kScenarioMoves = 'v',  // rounds/*/scenarios/*/moves/*: who fares otherwise, in chunks
  kScenarios = 'w',      // rounds/*/scenarios/*
};

// `kRounds` as `rounds`; of nested collections the last word, such as `runs`.
absl::string_view CollectionWord(Collection collection);
// The collection called `word`, such as `runs`.
std::optional<Collection> FindCollection(absl::string_view word);

struct ResourceName {
  Collection collection = Collection::kCentres;
  std::vector<std::string> ids;  // Unescaped; one for each level, such as {"C-1", "A-1"}.

  const std::string& id() const { return ids.back(); }
  friend bool operator==(const ResourceName&, const ResourceName&) = default;
};

// `centres/C-1/apprentices/A-1`.
std::string FormatName(const ResourceName& name);
// None where `text` is no name, an id is empty or longer than 256 characters, or the escaping is wrong.
std::optional<ResourceName> ParseName(absl::string_view text);
// `A/1` as `A%2F1`.
std::string EscapeId(absl::string_view id);

std::string KeyOf(const ResourceName& name);
// None for keys of no collection.
std::optional<ResourceName> NameOfKey(absl::string_view key);

// All keys of a collection; with `parents`, those below these ids.
KeyRange RangeOf(Collection collection, absl::Span<const std::string> parents = {});

// The key that says which resource holds an id that is taken once over all parents.
std::string UniqueIdKey(Collection collection, absl::string_view id);

// Keys of no collection, whose revision is all that they say; their values are empty.
// Written with whatever begins to refer to `name`: who deletes `name` expects that nobody has since the references were
// counted.
std::string LastUseKey(const ResourceName& name);
// Written with every version of the scheme called `id`, so that no two are written at once.
std::string SchemeVersionsKey(absl::string_view id);

}  // namespace walz

#endif  // SERVICE_STORE_KEYS_H_
