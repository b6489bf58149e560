// Noun: what people call a kind of resource on the command line, and what the verbs that all nouns share must know of
// it.

#ifndef TOOLS_WALZ_NOUN_H_
#define TOOLS_WALZ_NOUN_H_

#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace walz {

struct Noun {
  std::string word;                                      // `apprentice`.
  std::string plural;                                    // The collection: `apprentices`.
  std::string doc;                                       // What the help says of it.
  const google::protobuf::Message* prototype = nullptr;  // Of the resource.
  const google::protobuf::ServiceDescriptor* service = nullptr;
  // Of nested collections: the noun above and its collection, such as `centre` and `centres`; else empty.
  std::string parent_word;
  std::string parent_plural;
  bool has_view = false;  // Get and List take a view.
  bool changes = true;    // Has create, update, delete and undelete.
  // Columns of -o table, and those that -o wide and csv add.  `id` and the parent's word stand for parts of the name.
  std::vector<std::string> columns;
  std::vector<std::string> more_columns;
  // What examples show.
  std::string example_id;
  std::string example_filter;
  std::string example_field;

  // `Get` as `GetApprentice`, `List` as `ListApprentices`.
  std::string MethodOf(absl::string_view verb) const;
  bool nested() const { return !parent_word.empty(); }
};

absl::Span<const Noun> Nouns();
// REQUIRES: there is one.
const Noun& NounCalled(absl::string_view word);
// Null if no noun has that collection.
const Noun* FindNounOfCollection(absl::string_view plural);

}  // namespace walz

#endif  // TOOLS_WALZ_NOUN_H_
