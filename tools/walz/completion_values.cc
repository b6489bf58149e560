// What the daemon, the context file and the descriptors know to complete.

#include <optional>
#include <set>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <google/protobuf/descriptor.h>

#include "tools/walz/completion.h"
#include "tools/walz/connection.h"
#include "tools/walz/dynamic_call.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/noun.h"

namespace walz {
namespace {

constexpr double kAnswerSeconds = 0.3;
constexpr int kCandidatesMax = 200;

// The connection options among the words.
ConnectionOptions ConnectionOf(absl::Span<const std::string> words) {
  ConnectionOptions options;
  options.time_limit_seconds = kAnswerSeconds;
  const std::pair<absl::string_view, std::string*> flags[] = {
      {"--context", &options.context},
      {"--address", &options.flags.address},
      {"--token-file", &options.flags.token_file},
      {"--tls-ca", &options.flags.tls_ca},
      {"--tls-cert", &options.flags.tls_cert},
      {"--tls-key", &options.flags.tls_key},
  };
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    for (const auto& [flag, value] : flags) {
      if (words[i] == flag) *value = words[i + 1];
    }
  }
  return options;
}

const Noun* FindNoun(absl::string_view word) {
  for (const Noun& noun : Nouns()) {
    if (noun.word == word) return &noun;
  }
  return nullptr;
}

// `4` of a run says nothing without its round.
std::string WordFor(const Noun& noun, const google::protobuf::Message& row) {
  const std::string id = CellOf(row, "id");
  return noun.word == "run" ? absl::StrCat(CellOf(row, "round"), "/", id) : id;
}

// The parent that the words name with a flag such as --centre.
std::string ParentAmong(const Noun& noun, absl::Span<const std::string> words) {
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (words[i] == absl::StrCat("--", noun.parent_word)) return TopName(NounCalled(noun.parent_word), words[i + 1]);
  }
  return absl::StrCat(noun.parent_plural, "/-");
}

std::vector<Candidate> Ids(const Noun& noun, absl::string_view typed, absl::Span<const std::string> words) {
  std::vector<Candidate> candidates;
  const absl::StatusOr<Client> client = Connect(ConnectionOf(words), /*attempts_max=*/1);
  if (!client.ok()) return candidates;
  DynamicCall call(*noun.service, noun.MethodOf("List"));
  if (noun.nested()) call.Set("parent", ParentAmong(noun, words));
  call.Set("page_size", kCandidatesMax);
  if (!typed.empty() && noun.word != "run") {
    const std::string part = absl::StrReplaceAll(absl::StrCat("/", EscapedId(typed)), {{"\\", "\\\\"}, {"\"", "\\\""}});
    call.Set("filter", absl::StrCat("name : \"", part, "\""));
  }
  if (!call.Do(*client).ok()) return candidates;
  for (const google::protobuf::Message* const row : call.ResponseRows()) {
    candidates.push_back({WordFor(noun, *row), CellOf(*row, "title")});
  }
  return candidates;
}

std::vector<Candidate> Contexts() {
  std::vector<Candidate> candidates;
  const absl::StatusOr<ContextFile> file = ReadContexts(ContextFilePath(&ProcessEnvironment));
  if (!file.ok()) return candidates;
  for (const auto& [name, context] : file->contexts) candidates.push_back({name, context.address});
  return candidates;
}

std::vector<Candidate> Fields(absl::string_view noun_word) {
  static const auto* const output_only =
      new std::set<std::string>{"name", "etag", "create_time", "update_time", "delete_time"};
  std::vector<Candidate> candidates;
  const Noun* const noun = FindNoun(noun_word);
  if (noun == nullptr) return candidates;
  const google::protobuf::Descriptor& type = *noun->prototype->GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (!output_only->contains(type.field(i)->name())) candidates.push_back({type.field(i)->name() + "=", ""});
  }
  return candidates;
}

}  // namespace

ValueSource DaemonValues(absl::Span<const std::string> words) {
  return [words](absl::string_view type, absl::string_view noun_word, absl::string_view typed) {
    if (type == "CONTEXT" || type == "NAME") return Contexts();
    if (type == "FIELD=VALUE") return Fields(noun_word);
    if (type == "COLLECTION") {
      std::vector<Candidate> collections;
      for (const Noun& noun : Nouns()) collections.push_back({noun.plural, noun.doc});
      return collections;
    }
    const Noun* const noun = FindNoun(absl::AsciiStrToLower(type));
    return noun == nullptr || noun->parent_word == "run" ? std::vector<Candidate>() : Ids(*noun, typed, words);
  };
}

}  // namespace walz
