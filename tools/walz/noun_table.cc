// The table of commands: those on resources, runs and pairs.

#include <iterator>

#include <absl/strings/str_cat.h>

#include "tools/walz/commands.h"
#include "tools/walz/import_stream.h"
#include "tools/walz/noun.h"
#include "tools/walz/noun_commands.h"

namespace walz {
namespace {

using Declare = Run (*)(CLI::App& app, const Noun& noun);

Command Of(const Noun& noun, absl::string_view verb, std::string doc, std::string examples, Declare declare) {
  return {absl::StrCat(noun.word, " ", verb), std::move(doc), std::move(examples),
          [&noun, declare](CLI::App& app) { return declare(app, noun); }};
}

void AddReads(const Noun& noun, std::vector<Command>& commands) {
  const std::string walz = absl::StrCat("walz ", noun.word);
  const std::string parent = noun.nested() && !noun.changes ? NounCalled(noun.parent_word).example_id + "/" : "";
  commands.push_back(Of(noun, "list", absl::StrCat("List ", noun.plural, "."),
                        absl::StrCat(walz, " list --filter '", noun.example_filter, "'\n", walz, " list -o csv > ",
                                     noun.plural, ".csv\n"),
                        &DeclareList));
  commands.push_back(Of(noun, "get", absl::StrCat("Show ", noun.plural, " with all their fields."),
                        absl::StrCat(walz, " get ", parent, noun.example_id, "\n", walz, " get ", parent,
                                     noun.example_id, " -o json > one.json\n"),
                        &DeclareGet));
}

void AddCreate(const Noun& noun, std::vector<Command>& commands) {
  const std::string at =
      noun.nested() ? absl::StrCat(" --", noun.parent_word, " ", NounCalled(noun.parent_word).example_id) : "";
  commands.push_back(
      Of(noun, "create", absl::StrCat("Make a new ", noun.word, "."),
         absl::StrCat("walz ", noun.word, " create ", noun.example_id, at, " --file one.json --dry-run\n"),
         &DeclareCreate));
}

void AddChanges(const Noun& noun, std::vector<Command>& commands) {
  const std::string walz = absl::StrCat("walz ", noun.word);
  commands.push_back(Of(noun, "update", absl::StrCat("Change fields of a ", noun.word, "."),
                        absl::StrCat(walz, " update ", noun.example_id, " ", noun.example_field, "\n", walz, " update ",
                                     noun.example_id, " --file one.json --dry-run\n"),
                        &DeclareUpdate));
  commands.push_back(Of(noun, "delete", absl::StrCat("Mark a ", noun.word, " deleted; it can be undeleted."),
                        absl::StrCat(walz, " delete ", noun.example_id, "\n"), &DeclareDelete));
  commands.push_back(Of(noun, "undelete", absl::StrCat("Bring a deleted ", noun.word, " back."),
                        absl::StrCat(walz, " undelete ", noun.example_id, "\n"), &DeclareUndelete));
}

void AddImport(absl::string_view word, std::vector<Command>& commands) {
  const ImportFile& file = ImportFileOf(word);
  commands.push_back({absl::StrCat(word, " import"), absl::StrCat("Import a table such as ", file.file, "."),
                      absl::StrCat("walz ", word, " import ", file.file, " --dry-run\n", "walz ", word, " import ",
                                   file.file, " --keep-good --feedback feedback\n"),
                      [noun = std::string(word)](CLI::App& app) { return DeclareImportFile(app, noun); }});
}

std::vector<Command> RunCommands() {
  return {
      {"run start", "Start a run of the matcher for a round.",
       "walz run start --round spring-27 --wait\n"
       "walz run start --round spring-27 --dry-run\n",
       &DeclareRunStart},
      {"run watch", "Follow a run to its end.", "walz run watch spring-27/4\n", &DeclareRunWatch},
      {"run cancel", "End a run; nothing is proposed.", "walz run cancel spring-27/4\n", &DeclareRunCancel},
      {"run publish", "Make a run what the round's people hear of.", "walz run publish spring-27/4\n",
       &DeclareRunPublish},
      {"run compare", "Say who fares otherwise in a later run.", "walz run compare spring-27/3 spring-27/4\n",
       &DeclareRunCompare},
      {"run proposals", "List what a run proposes, and for whom it finds nothing.",
       "walz run proposals spring-27/4\n"
       "walz run proposals spring-27/4 --filter 'opening = \"\"'\n",
       [](CLI::App& app) { return DeclareList(app, NounCalled("proposal")); }},
      {"run download", "Write a run's files as `walz match` does.", "walz run download spring-27/4 --out run\n",
       &DeclareRunDownload},
  };
}

std::vector<Command> JobCommands() {
  return {
      {"job create", "Make a job that matches a round every night.",
       "walz job create nightly --round spring-27 --at 02:30 --tz Europe/Madrid\n", &DeclareJobCreate},
      {"job pause", "Start no new executions of a job.", "walz job pause nightly\n", &DeclareJobPause},
      {"job resume", "Start them again.", "walz job resume nightly\n", &DeclareJobResume},
      {"job run", "Run a job now, beside its schedule.", "walz job run nightly --wait\n", &DeclareJobRun},
      {"job executions", "List the nights of a job.", "walz job executions nightly\n",
       [](CLI::App& app) { return DeclareList(app, NounCalled("execution")); }},
      {"job execution", "Show one night of a job.", "walz job execution nightly 2027-01-31\n", &DeclareJobExecution},
  };
}

std::vector<Command> PairCommands() {
  return {
      {"pair forbid", "Never propose an apprentice and an opening to each other.",
       "walz pair forbid A-01 O-08 --reason 'siblings'\n", &DeclarePairForbid},
      {"pair pin", "Keep an apprentice at an opening in every run.",
       "walz pair pin A-01 O-08 --start 2027-03-01 --end 2027-05-31\n", &DeclarePairPin},
      {"pair unpin", "Take a pin away.", "walz pair unpin A-01 O-08\n", &DeclarePairUnpin},
      {"pair allow", "Take a forbid or a decline away.", "walz pair allow A-01 O-08\n", &DeclarePairAllow},
      {"pair decline", "Note that one side has declined the other.", "walz pair decline A-01 O-08\n",
       &DeclarePairDecline},
  };
}

std::vector<Command> WhatifCommands() {
  return {
      {"whatif new", "Make a scenario: facts of a round that are tried before they are made.",
       "walz whatif new spring-27/close-h31\n", &DeclareWhatifNew},
      {"whatif set", "Say what is otherwise about one resource.",
       "walz whatif set spring-27/close-h31 opening/O-3 places=4\n"
       "walz whatif set spring-27/close-h31 round/spring-27 weights.wish_rank=30\n",
       &DeclareWhatifSet},
      {"whatif add", "Add a resource to what a scenario has.",
       "walz whatif add spring-27/close-h31 companies/H-31/openings/O-99 fields=0713 places=2 languages='en:B1'\n"
       "walz whatif add spring-27/close-h31 company/H-99 country=FI city=Oulu\n",
       &DeclareWhatifAdd},
      {"whatif delete", "Delete a resource from what a scenario has.",
       "walz whatif delete spring-27/close-h31 apprentice/A-7\n", &DeclareWhatifDelete},
      {"whatif unset", "Let a resource be as it is.", "walz whatif unset spring-27/close-h31 opening/O-3\n",
       &DeclareWhatifUnset},
      {"whatif close", "Close all openings of a host.", "walz whatif close spring-27/close-h31 H-31\n",
       &DeclareWhatifClose},
      {"whatif show", "Show what a scenario changes.", "walz whatif show spring-27/close-h31\n", &DeclareWhatifShow},
      {"whatif list", "List scenarios.",
       "walz whatif list --round spring-27\n"
       "walz whatif list --filter 'change_count > 0' -o csv\n",
       [](CLI::App& app) { return DeclareList(app, NounCalled("scenario")); }},
      {"whatif run", "Match the changed facts; say who gains, moves and loses.",
       "walz whatif run spring-27/close-h31\n", &DeclareWhatifRun},
      {"whatif diff", "Say again what the last run of a scenario said.",
       "walz whatif diff spring-27/close-h31 -o csv\n", &DeclareWhatifDiff},
      {"whatif apply", "Make a scenario true: all its changes at once, or none.",
       "walz whatif apply spring-27/close-h31 --dry-run\n", &DeclareWhatifApply},
      {"whatif drop", "Delete a scenario for good.", "walz whatif drop spring-27/close-h31\n", &DeclareWhatifDrop},
  };
}

void Append(std::vector<Command> more, std::vector<Command>& commands) {
  std::move(more.begin(), more.end(), std::back_inserter(commands));
}

}  // namespace

std::vector<Command> NounCommands() {
  std::vector<Command> commands;
  for (const Noun& noun : Nouns()) {
    if (!noun.changes) continue;
    AddReads(noun, commands);
    if (noun.word == "job") {
      Append(JobCommands(), commands);
    } else {
      AddCreate(noun, commands);
    }
    AddChanges(noun, commands);
    if (noun.word != "job") AddImport(noun.word, commands);
  }
  AddImport("wish", commands);
  AddImport("host-rank", commands);
  AddImport("pair", commands);
  Append(PairCommands(), commands);
  Append(RunCommands(), commands);
  AddReads(NounCalled("run"), commands);
  Append(WhatifCommands(), commands);
  return commands;
}

}  // namespace walz
