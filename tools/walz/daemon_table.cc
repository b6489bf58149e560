// The table of commands: whole folders, suggestions, the daemon itself, and contexts.

#include "tools/walz/commands.h"

namespace walz {

std::vector<Command> DaemonCommands() {
  return {
      {"suggest openings", "Show the best feasible openings for an apprentice, free or not.",
       "walz suggest openings A-01 --round spring-27 -k 5\n", &DeclareSuggestOpenings},
      {"suggest apprentices", "Show the best feasible apprentices for an opening.",
       "walz suggest apprentices O-08 --round spring-27 -k 5\n", &DeclareSuggestApprentices},
      {"import", "Import a whole data folder, in the right order.",
       "walz import data/demo --dry-run\n"
       "walz import data/demo\n",
       &DeclareImport},
      {"export", "Write a data folder at one revision.", "walz export --round spring-27 --out spring\n",
       &DeclareExport},
      {"watch", "Show every change as it comes.",
       "walz watch\n"
       "walz watch --collection runs --after 4711 -o jsonl\n",
       &DeclareWatch},
      {"status", "Show how the daemon is.", "walz status\n", &DeclareStatus},
      {"whoami", "Show who the daemon takes you for.", "walz whoami\n", &DeclareWhoami},
      {"doctor", "Look for what is wrong with this client, its daemon and the way between.", "walz doctor\n",
       &DeclareDoctor},
      {"backup create", "Copy the store, while it serves, into the daemon's backup folder.", "walz backup create\n",
       &DeclareBackupCreate},
      {"backup list", "List the copies.", "walz backup list\n", &DeclareBackupList},
      {"scrub", "Read every stored byte and compare checksums.", "walz scrub\n", &DeclareScrub},
      {"compact", "Forget old changes and let the store tidy up.", "walz compact\n", &DeclareCompact},
      {"audit verify", "Follow the audit log's chain of hashes.", "walz audit verify\n", &DeclareAuditVerify},
      {"audit list", "Show who did what.", "walz audit list --filter 'principal = \"anna\"' --limit 20\n",
       &DeclareAuditList},
      {"token create", "Make a token; its secret is shown this once.",
       "walz token create anna --role coordinator --consortium north --out anna.token\n"
       "walz token create school-4 --role centre --centre C-4 --days 30\n",
       &DeclareTokenCreate},
      {"token list", "List tokens, without their secrets.", "walz token list\n", &DeclareTokenList},
      {"token revoke", "Make a token worthless.", "walz token revoke t-3\n", &DeclareTokenRevoke},
      {"context list", "Show the contexts of the context file.", "walz context list\n", &DeclareContextList},
      {"context use", "Make a context the current one.", "walz context use north\n", &DeclareContextUse},
      {"context set", "Make or change a context.",
       "walz context set here --address unix:/run/walzd/walzd.sock\n"
       "walz context set north --address walz.example.org:7250 --tls-ca ca.pem --token-file ~/north.token\n",
       &DeclareContextSet},
      {"context show", "Show what a command would use now, and where each setting is from.", "walz context show\n",
       &DeclareContextShow},
      {"context remove", "Forget a context.", "walz context remove north\n", &DeclareContextRemove},
  };
}

}  // namespace walz
