// Filter: which resources a list shows; a subset of AIP-160, see docs/api.md.
//
//   WALZ_ASSIGN_OR_RETURN(const Filter filter, Filter::Parse(R"(scheme = "es-general" AND priority <= 2)",
//   descriptor)); if (filter.Matches(apprentice)) ...
//
//   filter:     factor { AND factor }              NOTE: OR binds tighter than AND, as AIP-160 has it
//   factor:     term { OR term }
//   term:       [ NOT ] ( comparison | "(" filter ")" )
//   comparison: FIELD ( = | != | < | <= | > | >= | : ) VALUE
//
// Thread rule: immutable.

#ifndef SERVICE_APP_RESOURCES_FILTER_H_
#define SERVICE_APP_RESOURCES_FILTER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "service/app/resources/filter_term.h"

namespace walz {

inline constexpr int kFilterDepthMax = 16;          // Parentheses and NOTs inside each other.
inline constexpr std::size_t kFilterTermsMax = 64;  // Comparisons.

class Filter {
 public:
  // Empty or blank text: everything.  INVALID_ARGUMENT: BAD_FILTER with position.
  static absl::StatusOr<Filter> Parse(absl::string_view text, const google::protobuf::Descriptor& resource);

  bool Matches(const google::protobuf::Message& resource) const;
  bool matches_all() const { return nodes_.empty(); }
  // The comparisons, in the order of the text.
  const std::vector<FilterTerm>& terms() const { return terms_; }

 private:
  friend class FilterParser;
  struct Node {
    enum class Kind : std::uint8_t { kAnd, kOr, kNot, kTerm };
    Kind kind = Kind::kTerm;
    std::vector<std::size_t> children;  // In nodes_; of a kTerm the one in terms_.
  };

  bool Matches(const Node& node, const google::protobuf::Message& resource) const;

  std::vector<Node> nodes_;  // Children before parents; the last one is the root.
  std::vector<FilterTerm> terms_;
};

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_FILTER_H_
