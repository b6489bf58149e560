// Completion: what may stand at the place where somebody types, and the scripts that ask for it in bash, zsh and fish.
//
// The scripts know nothing: at every tab they call `walz __complete WORDS...`, which knows all commands and, through
// the daemon, ids.

#ifndef TOOLS_WALZ_COMPLETION_H_
#define TOOLS_WALZ_COMPLETION_H_

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

namespace walz {

struct Candidate {
  std::string word;
  std::string doc;  // For shells that show one; may be empty.
};

enum class CompletionKind { kWords, kFiles, kFolders };

struct Completion {
  CompletionKind kind = CompletionKind::kWords;
  std::vector<Candidate> candidates;  // Of kWords; all begin with the word that is typed.
};

// What a value that the help calls `type`, such as APPRENTICE, may be, as `noun`'s command takes it; `typed` is its
// beginning.
using ValueSource =
    std::function<std::vector<Candidate>(absl::string_view type, absl::string_view noun, absl::string_view typed)>;

// `words` stand after `walz`; the last of them, perhaps empty, is being typed.
Completion Complete(const CLI::App& app, absl::Span<const std::string> words, const ValueSource& values);

// A first line `words`, `files` or `folders`, then a line `WORD<tab>DOC` for each candidate.
std::string CompletionText(const Completion& completion);

// Ids from the daemon that the words name, contexts from the context file, fields of nouns.  Silent and quick: nothing
// where the daemon does not answer at once.
ValueSource DaemonValues(absl::Span<const std::string> words);

std::string BashCompletion();
std::string ZshCompletion();
std::string FishCompletion();

}  // namespace walz

#endif  // TOOLS_WALZ_COMPLETION_H_
