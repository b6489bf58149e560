#include "service/store/keys.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

namespace walz {
namespace {

constexpr std::size_t kIdBytesMax = 1024;  // 256 characters of at most four bytes.

struct Pattern {
  Collection collection;
  std::vector<absl::string_view> words;  // The collection ids of the name, outermost first.
};

const std::vector<Pattern>& Patterns() {
  static const auto* const patterns = new std::vector<Pattern>{
      {Collection::kApprentices, {"centres", "apprentices"}},
      {Collection::kCentres, {"centres"}},
      {Collection::kExecutions, {"jobs", "executions"}},
      {Collection::kRunFiles, {"rounds", "runs", "files", "chunks"}},
      {Collection::kCompanies, {"companies"}},
      {Collection::kJobs, {"jobs"}},
      {Collection::kRuns, {"rounds", "runs"}},
      {Collection::kOpenings, {"companies", "openings"}},
      {Collection::kProposals, {"rounds", "runs", "proposals"}},
      {Collection::kRounds, {"rounds"}},
      {Collection::kSchemes, {"schemes"}},
      {Collection::kTokens, {"tokens"}},
      {Collection::kUniqueIds, {"unique", "ids"}},
      {Collection::kScenarioMoves, {"rounds", "scenarios", "moves"}},
      {Collection::kScenarios, {"rounds", "scenarios"}},
  };
  return *patterns;
}

const Pattern& PatternOf(Collection collection) {
  return *std::find_if(Patterns().begin(), Patterns().end(),
                       [&](const Pattern& pattern) { return pattern.collection == collection; });
}

bool NeedsEscape(char c) { return c == '%' || c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

void AppendEscaped(absl::string_view id, std::string& text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  if (std::none_of(id.begin(), id.end(), NeedsEscape)) {  // Nearly always.
    text.append(id.data(), id.size());
    return;
  }
  for (const char c : id) {
    if (NeedsEscape(c)) {
      const auto byte = static_cast<unsigned char>(c);
      text += {'%', kHex[byte >> 4], kHex[byte & 15]};
    } else {
      text += c;
    }
  }
}

// None where the escaping is not what EscapeId makes.
std::optional<std::string> UnescapeId(absl::string_view text) {
  std::string id;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      id += text[i];
      continue;
    }
    if (i + 2 >= text.size() || !absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 1])) ||
        !absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 2]))) {
      return std::nullopt;
    }
    id += absl::HexStringToBytes(text.substr(i + 1, 2));
    i += 2;
  }
  if (id.empty() || id.size() > kIdBytesMax || EscapeId(id) != text) return std::nullopt;
  return id;
}

}  // namespace

absl::string_view CollectionWord(Collection collection) { return PatternOf(collection).words.back(); }

std::optional<Collection> FindCollection(absl::string_view word) {
  for (const Pattern& pattern : Patterns()) {
    if (pattern.words.back() == word) return pattern.collection;
  }
  return std::nullopt;
}

std::string EscapeId(absl::string_view id) {
  std::string text;
  AppendEscaped(id, text);
  return text;
}

std::string FormatName(const ResourceName& name) {
  const Pattern& pattern = PatternOf(name.collection);
  std::string text;
  for (std::size_t i = 0; i < name.ids.size(); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : "/", pattern.words[i], "/");
    AppendEscaped(name.ids[i], text);
  }
  return text;
}

std::optional<ResourceName> ParseName(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  for (const Pattern& pattern : Patterns()) {
    if (parts.size() != 2 * pattern.words.size()) continue;
    ResourceName name{pattern.collection, {}};
    for (std::size_t i = 0; i < pattern.words.size() && parts[2 * i] == pattern.words[i]; ++i) {
      std::optional<std::string> id = UnescapeId(parts[2 * i + 1]);
      if (!id) return std::nullopt;
      name.ids.push_back(*std::move(id));
    }
    if (name.ids.size() == pattern.words.size()) return name;
  }
  return std::nullopt;
}

std::string KeyOf(const ResourceName& name) {
  std::string key(1, static_cast<char>(name.collection));
  for (std::size_t i = 0; i < name.ids.size(); ++i) {
    if (i > 0) key += '/';
    AppendEscaped(name.ids[i], key);
  }
  return key;
}

std::optional<ResourceName> NameOfKey(absl::string_view key) {
  if (key.empty()) return std::nullopt;
  for (const Pattern& pattern : Patterns()) {
    if (static_cast<char>(pattern.collection) != key[0]) continue;
    ResourceName name{pattern.collection, {}};
    for (const absl::string_view part : absl::StrSplit(key.substr(1), '/')) {
      std::optional<std::string> id = UnescapeId(part);
      if (!id) return std::nullopt;
      name.ids.push_back(*std::move(id));
    }
    if (name.ids.size() != pattern.words.size()) return std::nullopt;
    return name;
  }
  return std::nullopt;
}

KeyRange RangeOf(Collection collection, absl::Span<const std::string> parents) {
  const char prefix = static_cast<char>(collection);
  std::string first(1, prefix);
  for (const std::string& parent : parents) absl::StrAppend(&first, EscapeId(parent), "/");
  std::string last = first;
  ++last.back();  // '/' is followed by '0'; the prefix byte by the next.
  return {std::move(first), std::move(last)};
}

std::string UniqueIdKey(Collection collection, absl::string_view id) {
  return KeyOf({Collection::kUniqueIds, {std::string(CollectionWord(collection)), std::string(id)}});
}

std::string LastUseKey(const ResourceName& name) { return absl::StrCat("Lu", FormatName(name)); }

std::string SchemeVersionsKey(absl::string_view id) { return absl::StrCat("Lv", EscapeId(id)); }

}  // namespace walz
