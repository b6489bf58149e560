#include "tools/walz/names.h"

#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>

#include "engine/base/status_macros.h"
#include "tools/walz/dynamic_call.h"

namespace walz {
namespace {

constexpr int kPageSize = 1000;

bool IsWholeName(const Noun& noun, absl::string_view text) {
  return absl::StartsWith(text, absl::StrCat(noun.nested() ? noun.parent_plural : noun.plural, "/"));
}

absl::Status NotThere(const Noun& noun, absl::string_view text) {
  return absl::NotFoundError(
      absl::StrCat("there is no ", noun.word, " '", text, "'\nwhat there is shows: walz ", noun.word, " list"));
}

}  // namespace

std::string EscapedId(absl::string_view id) {
  std::string escaped;
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' || c == '/' || byte < 0x20u || byte == 0x7Fu) {
      absl::StrAppendFormat(&escaped, "%%%02X", byte);
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string TopName(const Noun& noun, absl::string_view text) {
  if (absl::StartsWith(text, absl::StrCat(noun.plural, "/"))) return std::string(text);
  return absl::StrCat(noun.plural, "/", EscapedId(text));
}

std::string ParentOf(absl::string_view name) {
  for (int i = 0; i < 2; ++i) {
    const std::size_t slash = name.rfind('/');
    if (slash == absl::string_view::npos) return "";
    name = name.substr(0, slash);
  }
  return std::string(name);
}

absl::StatusOr<std::string> NewName(const Noun& noun, absl::string_view text, absl::string_view parent) {
  if (!noun.nested()) return TopName(noun, text);
  if (IsWholeName(noun, text)) return std::string(text);
  if (parent.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("say where the ", noun.word, " belongs with --", noun.parent_word, " ID"));
  }
  return absl::StrCat(TopName(NounCalled(noun.parent_word), parent), "/", noun.plural, "/", EscapedId(text));
}

absl::StatusOr<std::string> FindName(const Client& client, const Noun& noun, absl::string_view text,
                                     absl::string_view parent) {
  if (!noun.nested() || IsWholeName(noun, text) || !parent.empty()) return NewName(noun, text, parent);
  const std::string tail = absl::StrCat("/", noun.plural, "/", EscapedId(text));
  DynamicCall call(*noun.service, noun.MethodOf("List"));
  call.Set("parent", absl::StrCat(noun.parent_plural, "/-")).Set("page_size", kPageSize);
  if (call.Has("show_deleted")) call.Set("show_deleted", true);
  call.Set("filter", absl::StrCat("name : \"", absl::StrReplaceAll(tail, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\""));
  do {
    call.Set("page_token", call.ResponseText("next_page_token"));
    WALZ_RETURN_IF_ERROR(call.Do(client));
    for (const google::protobuf::Message* const row : call.ResponseRows()) {
      const auto* const field = row->GetDescriptor()->FindFieldByName("name");
      std::string name = row->GetReflection()->GetString(*row, field);
      if (absl::EndsWith(name, tail)) return name;
    }
  } while (!call.ResponseText("next_page_token").empty());
  return NotThere(noun, text);
}

absl::StatusOr<std::string> RunName(absl::string_view text, absl::string_view round) {
  if (absl::StartsWith(text, "rounds/")) return std::string(text);
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() == 2) return absl::StrCat(TopName(NounCalled("round"), parts[0]), "/runs/", parts[1]);
  if (round.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("say which round's run '", text, "' is meant: ROUND/", text, ", or --round ROUND"));
  }
  return absl::StrCat(TopName(NounCalled("round"), round), "/runs/", text);
}

}  // namespace walz
