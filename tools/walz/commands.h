// What each command declares and does; the verbs that nouns share stand in noun_commands.h.

#ifndef TOOLS_WALZ_COMMANDS_H_
#define TOOLS_WALZ_COMMANDS_H_

#include <string>
#include <vector>

#include "tools/walz/command.h"

namespace walz {

// On files, without a daemon.
Run DeclareMatch(CLI::App& app);
Run DeclareCheck(CLI::App& app);
Run DeclareVerify(CLI::App& app);
Run DeclareFuture(CLI::App& app);
Run DeclareWhynot(CLI::App& app);        // The daemon, too.
Run DeclareReportFunnel(CLI::App& app);  // The daemon, too, as the other reports.
Run DeclareReportBarriers(CLI::App& app);
Run DeclareReportWhy(CLI::App& app);  // The daemon alone.
Run DeclareReportOccupancy(CLI::App& app);
Run DeclareReportPoints(CLI::App& app);
Run DeclareReportWishes(CLI::App& app);
Run DeclareReportFairness(CLI::App& app);
Run DeclareRules(CLI::App& app);
Run DeclareSynth(CLI::App& app);
Run DeclareCompletion(CLI::App& app);

// With the daemon.
Run DeclareImport(CLI::App& app);
Run DeclareImportFile(CLI::App& app, const std::string& noun);
Run DeclareExport(CLI::App& app);
Run DeclareRunStart(CLI::App& app);
Run DeclareRunWatch(CLI::App& app);
Run DeclareRunCancel(CLI::App& app);
Run DeclareRunPublish(CLI::App& app);
Run DeclareRunCompare(CLI::App& app);
Run DeclareRunDownload(CLI::App& app);
Run DeclarePairForbid(CLI::App& app);
Run DeclarePairPin(CLI::App& app);
Run DeclarePairUnpin(CLI::App& app);
Run DeclarePairAllow(CLI::App& app);
Run DeclarePairDecline(CLI::App& app);
Run DeclareSuggestOpenings(CLI::App& app);
Run DeclareSuggestApprentices(CLI::App& app);
Run DeclareWhatifNew(CLI::App& app);
Run DeclareWhatifSet(CLI::App& app);
Run DeclareWhatifAdd(CLI::App& app);
Run DeclareWhatifDelete(CLI::App& app);
Run DeclareWhatifUnset(CLI::App& app);
Run DeclareWhatifClose(CLI::App& app);
Run DeclareWhatifShow(CLI::App& app);
Run DeclareWhatifRun(CLI::App& app);
Run DeclareWhatifDiff(CLI::App& app);
Run DeclareWhatifApply(CLI::App& app);
Run DeclareWhatifDrop(CLI::App& app);
Run DeclareJobCreate(CLI::App& app);
Run DeclareJobPause(CLI::App& app);
Run DeclareJobResume(CLI::App& app);
Run DeclareJobRun(CLI::App& app);
Run DeclareJobExecution(CLI::App& app);
Run DeclareWatch(CLI::App& app);
Run DeclareStatus(CLI::App& app);
Run DeclareWhoami(CLI::App& app);
Run DeclareDoctor(CLI::App& app);
Run DeclareBackupCreate(CLI::App& app);
Run DeclareBackupList(CLI::App& app);
Run DeclareScrub(CLI::App& app);
Run DeclareCompact(CLI::App& app);
Run DeclareAuditVerify(CLI::App& app);
Run DeclareAuditList(CLI::App& app);
Run DeclareTokenCreate(CLI::App& app);
Run DeclareTokenList(CLI::App& app);
Run DeclareTokenRevoke(CLI::App& app);
Run DeclareContextList(CLI::App& app);
Run DeclareContextUse(CLI::App& app);
Run DeclareContextSet(CLI::App& app);
Run DeclareContextShow(CLI::App& app);
Run DeclareContextRemove(CLI::App& app);

// The rows of the table, in three files.
std::vector<Command> FileCommands();    // Without a daemon.
std::vector<Command> NounCommands();    // On resources and runs.
std::vector<Command> DaemonCommands();  // On the daemon itself, and contexts.

}  // namespace walz

#endif  // TOOLS_WALZ_COMMANDS_H_
