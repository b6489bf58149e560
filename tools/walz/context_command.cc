// walz context: the daemons that a person works with, kept by name.

#include <memory>
#include <string>

#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "engine/base/status_macros.h"
#include "service/convert/json_text.h"
#include "tools/client/context.h"
#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/table.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

struct ContextOptions {
  std::string name;
  Context given;
  std::string output = "table";
};

std::string Path() { return ContextFilePath(&ProcessEnvironment); }

int Tell(const absl::Status& status) {
  PrintError(absl::StrCat("walz: ", Printable(status.message()), "\n"));
  return absl::IsFailedPrecondition(status) ? kExitFailed : kExitUsage;
}

void PrintTable(const ShownTable& table, const std::string& output) {
  if (OutputOf(output) == Output::kCsv) return Print(TableCsv(table));
  if (OutputOf(output) == Output::kTable) return Print(TableText(table, TerminalWidth(STDOUT_FILENO)));
  JsonText json;
  AppendTable(table, json);
  Print(json.Take());
}

int List(const ContextOptions& options) {
  const absl::StatusOr<ContextFile> file = ReadContexts(Path());
  if (!file.ok()) return Tell(file.status());
  ShownTable table{{"current", "name", "address", "token_file", "tls_ca"}, {}, {}};
  for (const auto& [name, context] : file->contexts) {
    table.rows.push_back({name == file->current ? "*" : "", name, context.address, context.token_file, context.tls_ca});
  }
  if (table.rows.empty() && OutputOf(options.output) == Output::kTable) {
    PrintError("walz: no contexts; make one with: walz context set NAME --address ADDRESS\n");
    return kExitOk;
  }
  PrintTable(table, options.output);
  return kExitOk;
}

absl::StatusOr<int> Use(const std::string& name) {
  WALZ_ASSIGN_OR_RETURN(ContextFile file, ReadContexts(Path()));
  WALZ_RETURN_IF_ERROR(Resolve(file, name, {}, &ProcessEnvironment).status());
  if (file.current == name) return kExitSame;
  file.current = name;
  WALZ_RETURN_IF_ERROR(WriteContexts(Path(), file));
  Print(absl::StrCat("context ", Printable(name), " is the current one\n"));
  return kExitOk;
}

absl::StatusOr<int> Set(const std::string& name, const Context& given) {
  WALZ_ASSIGN_OR_RETURN(ContextFile file, ReadContexts(Path()));
  const ContextFile before = file;
  Context& context = file.contexts[name];
  for (std::string Context::*const member :
       {&Context::address, &Context::token_file, &Context::tls_ca, &Context::tls_cert, &Context::tls_key}) {
    if (!(given.*member).empty()) context.*member = given.*member;
  }
  if (context.address.empty()) return absl::InvalidArgumentError("a new context needs --address ADDRESS");
  if (file.current.empty()) file.current = name;
  if (file == before) return kExitSame;
  WALZ_RETURN_IF_ERROR(WriteContexts(Path(), file));
  Print(absl::StrCat("context ", Printable(name), " is kept in '", Printable(Path()), "'",
                     file.current == name ? "; it is the current one" : "", "\n"));
  return kExitOk;
}

absl::StatusOr<int> Remove(const std::string& name) {
  WALZ_ASSIGN_OR_RETURN(ContextFile file, ReadContexts(Path()));
  WALZ_RETURN_IF_ERROR(Resolve(file, name, {}, &ProcessEnvironment).status());
  file.contexts.erase(name);
  if (file.current == name) file.current.clear();
  WALZ_RETURN_IF_ERROR(WriteContexts(Path(), file));
  Print(absl::StrCat("context ", Printable(name), " is removed\n"));
  return kExitOk;
}

// What a command would use now, and where each setting is from.
absl::StatusOr<int> Show(const ContextOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const ContextFile file, ReadContexts(Path()));
  WALZ_ASSIGN_OR_RETURN(const Resolved resolved, Resolve(file, options.name, {}, &ProcessEnvironment));
  ShownTable table{{"setting", "value", "from"}, {}, {}};
  table.rows.push_back({"context", resolved.context, Path()});
  const auto add = [&](const char* name, const ResolvedSetting& setting) {
    if (!setting.value.empty()) table.rows.push_back({name, setting.value, setting.origin});
  };
  add("address", resolved.address);
  add("token_file", resolved.token_file);
  add("tls_ca", resolved.tls_ca);
  add("tls_cert", resolved.tls_cert);
  add("tls_key", resolved.tls_key);
  PrintTable(table, options.output);
  return kExitOk;
}

int CodeOf(const absl::StatusOr<int>& done) { return done.ok() ? *done : Tell(done.status()); }

void AddName(CLI::App& app, ContextOptions& options, bool required) {
  app.add_option("name", options.name, "The context.")->type_name("CONTEXT")->required(required);
}

}  // namespace

Run DeclareContextList(CLI::App& app) {
  const auto options = std::make_shared<ContextOptions>();
  AddOutput(app, options->output);
  return [options] { return List(*options); };
}

Run DeclareContextUse(CLI::App& app) {
  const auto options = std::make_shared<ContextOptions>();
  AddName(app, *options, /*required=*/true);
  return [options] { return CodeOf(Use(options->name)); };
}

Run DeclareContextSet(CLI::App& app) {
  const auto options = std::make_shared<ContextOptions>();
  AddName(app, *options, /*required=*/true);
  app.add_option("--address", options->given.address, "host:port, or unix:PATH.")->type_name("ADDRESS");
  app.add_option("--token-file", options->given.token_file, "File of mode 0600 that holds the token.")
      ->type_name("FILE");
  app.add_option("--tls-ca", options->given.tls_ca, "Certificates that may vouch for the daemon, or `system`.")
      ->type_name("FILE");
  app.add_option("--tls-cert", options->given.tls_cert, "Own certificate (PEM).")->type_name("FILE");
  app.add_option("--tls-key", options->given.tls_key, "Its key, a file of mode 0600.")->type_name("FILE");
  return [options] { return CodeOf(Set(options->name, options->given)); };
}

Run DeclareContextShow(CLI::App& app) {
  const auto options = std::make_shared<ContextOptions>();
  AddName(app, *options, /*required=*/false);
  AddOutput(app, options->output);
  return [options] { return CodeOf(Show(*options)); };
}

Run DeclareContextRemove(CLI::App& app) {
  const auto options = std::make_shared<ContextOptions>();
  AddName(app, *options, /*required=*/true);
  return [options] { return CodeOf(Remove(options->name)); };
}

}  // namespace walz
