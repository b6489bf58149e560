// The text of the context file.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "service/convert/did_you_mean.h"
#include "tools/client/context.h"

#define TOML_HEADER_ONLY 0
#include <toml++/toml.h>

namespace walz {
namespace {

constexpr std::pair<const char*, std::string Context::*> kKeys[] = {
    {"address", &Context::address},   {"token_file", &Context::token_file}, {"tls_ca", &Context::tls_ca},
    {"tls_cert", &Context::tls_cert}, {"tls_key", &Context::tls_key},
};

// `path:line: words`.
absl::Status Fault(absl::string_view path, const toml::source_region& where, absl::string_view words) {
  return absl::InvalidArgumentError(absl::StrCat(path, ":", where.begin.line, ": ", words));
}

std::string TextOf(const toml::key& key) { return std::string(key.str()); }

absl::Status UnknownKey(absl::string_view path, const toml::key& key, const std::vector<absl::string_view>& known) {
  const std::optional<std::string> meant = DidYouMean(TextOf(key), known);
  return Fault(
      path, key.source(),
      absl::StrCat("unknown key '", TextOf(key), "'", meant ? absl::StrCat("; did you mean '", *meant, "'?") : ""));
}

absl::Status ParseContext(const toml::table& table, absl::string_view path, Context& context) {
  for (const auto& [key, node] : table) {
    const std::string name = TextOf(key);
    const auto* const at =
        std::find_if(std::begin(kKeys), std::end(kKeys), [&](const auto& row) { return row.first == name; });
    if (at == std::end(kKeys)) return UnknownKey(path, key, {"address", "token_file", "tls_ca", "tls_cert", "tls_key"});
    const auto text = node.value_exact<std::string>();
    if (!text) return Fault(path, key.source(), absl::StrCat(name, " must be a text in quotes"));
    context.*at->second = *text;
  }
  return absl::OkStatus();
}

absl::Status ParseTable(const toml::table& table, absl::string_view path, ContextFile& file) {
  for (const auto& [key, node] : table) {
    if (key == "current") {
      const auto text = node.value_exact<std::string>();
      if (!text) return Fault(path, key.source(), "current must be a context's name in quotes");
      file.current = *text;
    } else if (key == "contexts" && node.is_table()) {
      for (const auto& [name, context] : *node.as_table()) {
        if (!context.is_table()) return Fault(path, name.source(), "a context is a table: [contexts.NAME]");
        const absl::Status parsed = ParseContext(*context.as_table(), path, file.contexts[TextOf(name)]);
        if (!parsed.ok()) return parsed;
      }
    } else {
      return UnknownKey(path, key, {"current", "contexts"});
    }
  }
  return absl::OkStatus();
}

std::string Quoted(absl::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      absl::StrAppend(&quoted, "\\", absl::string_view(&c, 1));
    } else if (byte < 0x20u || byte == 0x7Fu) {
      absl::StrAppendFormat(&quoted, "\\u%04X", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string KeyText(absl::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
  return bare ? std::string(key) : Quoted(key);
}

}  // namespace

absl::StatusOr<ContextFile> ParseContexts(absl::string_view text, absl::string_view path) {
  ContextFile file;
  try {
    const toml::table table = toml::parse(std::string(text));
    const absl::Status parsed = ParseTable(table, path, file);
    if (!parsed.ok()) return parsed;
  } catch (const toml::parse_error& error) {
    return Fault(path, error.source(), std::string(error.description()));
  }
  return file;
}

std::string FormatContexts(const ContextFile& file) {
  std::string text;
  if (!file.current.empty()) absl::StrAppend(&text, "current = ", Quoted(file.current), "\n");
  for (const auto& [name, context] : file.contexts) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", "[contexts.", KeyText(name), "]\n");
    for (const auto& [key, value] : kKeys) {
      if (!(context.*value).empty()) absl::StrAppend(&text, key, " = ", Quoted(context.*value), "\n");
    }
  }
  return text;
}

}  // namespace walz
