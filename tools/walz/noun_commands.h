// The verbs that nouns share, over any noun's descriptors.  The noun must outlive what is declared.

#ifndef TOOLS_WALZ_NOUN_COMMANDS_H_
#define TOOLS_WALZ_NOUN_COMMANDS_H_

#include <memory>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/message.h>

#include "tools/client/client.h"
#include "tools/walz/command.h"
#include "tools/walz/noun.h"

namespace walz {

Run DeclareList(CLI::App& app, const Noun& noun);
Run DeclareGet(CLI::App& app, const Noun& noun);
Run DeclareCreate(CLI::App& app, const Noun& noun);
Run DeclareUpdate(CLI::App& app, const Noun& noun);
Run DeclareDelete(CLI::App& app, const Noun& noun);
Run DeclareUndelete(CLI::App& app, const Noun& noun);

// The resource that `text` names; `parent` as the option says it, or empty.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> GetResource(const Client& client, const Noun& noun,
                                                                       absl::string_view text,
                                                                       absl::string_view parent = "");

}  // namespace walz

#endif  // TOOLS_WALZ_NOUN_COMMANDS_H_
