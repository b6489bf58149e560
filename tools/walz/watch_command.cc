// walz watch: every change of the stored resources, as it comes.

#include <memory>
#include <string>
#include <vector>

#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/message_view.h"
#include "tools/walz/watch_view.h"

namespace walz {
namespace {

struct WatchOptions {
  ConnectionOptions connection;
  std::string output = "table";
  WatchScope scope;
};

}  // namespace

Run DeclareWatch(CLI::App& app) {
  const auto options = std::make_shared<WatchOptions>();
  app.add_option("--collection", options->scope.collections,
                 "Only these, such as apprentices or runs (default: all that you may see).")
      ->type_name("COLLECTION")
      ->allow_extra_args(false);
  app.add_option("--after", options->scope.after_revision, "Changes after this revision, too (default: from now).")
      ->type_name("REVISION")
      ->check(CLI::NonNegativeNumber.description(""));
  app.add_option("--name-prefix", options->scope.name_prefix, "Only names that begin so, such as centres/C-1/.")
      ->type_name("PREFIX");
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) {
      return FollowChanges(client, options->scope, FormOf(options->output));
    });
  };
}

}  // namespace walz
