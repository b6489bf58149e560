// ResourceInput: what a person says of a resource, as a JSON file or as `field=value` arguments, becomes a message.
//
//   city=Bilbao   lat=43.26   technologies=teams;zoom   pay=   weights.wish_rank=30   quotas={"budgetEur": 9000}
//
// Values stand as in the CSV files of FORMATS: lists are joined by `;`, yes and no are words, an empty value takes the
// field away.  What is a list of messages, or a message, is written as JSON.

#ifndef TOOLS_WALZ_RESOURCE_INPUT_H_
#define TOOLS_WALZ_RESOURCE_INPUT_H_

#include <set>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/message.h>

namespace walz {

// What was said: fills `message`, and names the top-level fields it speaks of.  INVALID_ARGUMENT with FIELD_INVALID and
// BadRequest for everything that cannot be read.
struct ResourceInput {
  std::string file;                    // Path, or `-`: standard input.  Empty: none.
  std::vector<std::string> arguments;  // `field=value`.

  bool empty() const { return file.empty() && arguments.empty(); }
};

// Arguments win over the file.
absl::Status FillResource(const ResourceInput& input, google::protobuf::Message& message, std::set<std::string>& given);

// The whole of a file, or of standard input for `-`.
absl::StatusOr<std::string> ReadInput(const std::string& path);

}  // namespace walz

#endif  // TOOLS_WALZ_RESOURCE_INPUT_H_
