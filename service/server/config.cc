#include "service/server/config.h"

#include <fstream>
#include <optional>
#include <sstream>
#include <type_traits>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>
#include <toml++/toml.h>

#include "engine/base/status_macros.h"
#include "service/convert/did_you_mean.h"
#include "service/server/config_check.h"
#include "service/server/config_schema.h"

namespace walz {
namespace {

constexpr std::size_t kFileBytesMax = 1 << 20;
constexpr std::size_t kShownMax = 80;

// Names the file; read by the program.
constexpr absl::string_view kFileVariable = "WALZD_CONFIG";

std::string Shown(absl::string_view value) {
  return value.size() <= kShownMax ? std::string(value) : absl::StrCat(value.substr(0, kShownMax), "...");
}

absl::Status BadValue(const ConfigSetting& setting, absl::string_view value) {
  return absl::InvalidArgumentError(absl::StrCat(setting.key, " = ", Shown(value), ": must be ", TypeOf(setting)));
}

absl::Status SetText(const ConfigSetting& setting, std::string value, std::string& place) {
  if (!setting.words.empty()) {
    const bool known = std::find(setting.words.begin(), setting.words.end(), value) != setting.words.end();
    if (!known) {
      const std::optional<std::string> meant = DidYouMean(value, setting.words);
      return absl::InvalidArgumentError(absl::StrCat(BadValue(setting, absl::StrCat("\"", value, "\"")).message(),
                                                     meant ? absl::StrCat("; did you mean \"", *meant, "\"?") : ""));
    }
  }
  if (value.find('\0') != std::string::npos || value.find('\n') != std::string::npos) {
    return BadValue(setting, "(a text with line breaks or zero bytes)");
  }
  place = std::move(value);
  return absl::OkStatus();
}

absl::Status SetNumber(const ConfigSetting& setting, std::int64_t value, std::int64_t& place) {
  if (value < setting.min || value > setting.max) return BadValue(setting, absl::StrCat(value));
  place = value;
  return absl::OkStatus();
}

// A value of any kind, as the environment and flags write it.
absl::Status SetFromText(const ConfigSetting& setting, absl::string_view text, Config& config) {
  return std::visit(
      [&](auto member) -> absl::Status {
        auto& place = config.*member;
        using Value = std::decay_t<decltype(place)>;
        if constexpr (std::is_same_v<Value, bool>) {
          if (text != "true" && text != "false") return BadValue(setting, text);
          place = text == "true";
        } else if constexpr (std::is_same_v<Value, std::int64_t>) {
          std::int64_t value = 0;
          if (!absl::SimpleAtoi(text, &value)) return BadValue(setting, text);
          return SetNumber(setting, value, place);
        } else if constexpr (std::is_same_v<Value, std::string>) {
          return SetText(setting, std::string(text), place);
        } else {
          place.clear();
          for (const absl::string_view item : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
            place.emplace_back(absl::StripAsciiWhitespace(item));
          }
        }
        return absl::OkStatus();
      },
      setting.member);
}

absl::Status SetFromNode(const ConfigSetting& setting, const toml::node& node, Config& config) {
  std::ostringstream shown;
  shown << toml::node_view<const toml::node>(node);
  return std::visit(
      [&](auto member) -> absl::Status {
        auto& place = config.*member;
        using Value = std::decay_t<decltype(place)>;
        if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
          const toml::array* const items = node.as_array();
          if (items == nullptr) return BadValue(setting, shown.str());
          place.clear();
          for (const toml::node& item : *items) {
            const auto text = item.value_exact<std::string>();
            if (!text) return BadValue(setting, shown.str());
            std::string checked;
            WALZ_RETURN_IF_ERROR(SetText(setting, *text, checked));
            place.push_back(std::move(checked));
          }
          return absl::OkStatus();
        } else {
          const auto value = node.value_exact<Value>();
          if (!value) return BadValue(setting, shown.str());
          if constexpr (std::is_same_v<Value, std::string>) return SetText(setting, *value, place);
          if constexpr (std::is_same_v<Value, std::int64_t>) return SetNumber(setting, *value, place);
          if constexpr (std::is_same_v<Value, bool>) place = *value;
          return absl::OkStatus();
        }
      },
      setting.member);
}

std::string UnknownKey(absl::string_view what, absl::string_view key, const std::vector<std::string>& known) {
  const std::vector<absl::string_view> candidates(known.begin(), known.end());
  const std::optional<std::string> meant = DidYouMean(key, candidates);
  return absl::StrCat("there is no ", what, " ", Shown(key),
                      meant ? absl::StrCat("; did you mean ", *meant, "?") : "; `walzd --print-config` lists all");
}

std::vector<std::string> KnownKeys() {
  std::vector<std::string> known;
  for (const ConfigSetting& setting : ConfigSettings()) known.emplace_back(setting.key);
  return known;
}

class Loader {
 public:
  explicit Loader(const ConfigSources& sources) : sources_(sources) {}

  void ReadFile(absl::string_view text, absl::string_view file_name) {
    const toml::table* table = nullptr;
    toml::table parsed;
    try {
      parsed = toml::parse(std::string(text), std::string(file_name));
      table = &parsed;
    } catch (const toml::parse_error& error) {
      Fault(absl::StrCat(file_name, ":", error.source().begin.line),
            absl::StrCat("is no TOML: ", std::string(error.description())));
      return;
    }
    for (const auto& [section, node] : *table) ReadSection(std::string(section.str()), node, file_name);
  }

  void ReadEnvironment() {
    std::map<std::string, std::string> keys;
    for (const ConfigSetting& setting : ConfigSettings()) keys.emplace(VariableOf(setting.key), setting.key);
    for (const auto& [variable, value] : sources_.environment) {
      if (variable == kFileVariable) continue;
      const auto key = keys.find(variable);
      if (key == keys.end()) {
        std::vector<std::string> known;
        for (const auto& entry : keys) known.push_back(entry.first);
        Fault("environment", UnknownKey("variable", variable, known));
        continue;
      }
      Take(*FindConfigSetting(key->second), absl::StrCat("environment ", variable), value);
    }
  }

  void ReadFlags() {
    for (const auto& [key, value] : sources_.flags) {
      const ConfigSetting* const setting = FindConfigSetting(key);
      if (setting == nullptr) {
        Fault("flags", UnknownKey("key", key, KnownKeys()));
        continue;
      }
      Take(*setting, absl::StrCat("flag ", FlagOf(key)), value);
    }
  }

  absl::StatusOr<LoadedConfig> Finish() {
    if (faults_.empty()) {
      for (const ConfigFault& fault : CheckConfig(loaded_.config)) {
        const auto source = loaded_.sources.find(fault.key);
        Fault(source == loaded_.sources.end() ? "default" : source->second, absl::StrCat(fault.key, ": ", fault.words));
      }
    }
    if (!faults_.empty()) return absl::InvalidArgumentError(absl::StrJoin(faults_, "\n"));
    return std::move(loaded_);
  }

 private:
  void Fault(absl::string_view where, absl::string_view what) { faults_.push_back(absl::StrCat(where, ": ", what)); }

  void Note(const ConfigSetting& setting, std::string where, const absl::Status& status) {
    if (!status.ok()) Fault(where, status.message());
    loaded_.sources[std::string(setting.key)] = std::move(where);
  }

  void Take(const ConfigSetting& setting, std::string where, absl::string_view text) {
    const absl::Status status = SetFromText(setting, text, loaded_.config);
    Note(setting, std::move(where), status);
  }

  void ReadSection(const std::string& section, const toml::node& node, absl::string_view file_name) {
    const toml::table* const entries = node.as_table();
    if (entries == nullptr) {
      Fault(absl::StrCat(file_name, ":", node.source().begin.line),
            absl::StrCat(section, " stands outside of a section; write it below a line such as [store]"));
      return;
    }
    for (const auto& [word, value] : *entries) {
      const std::string key = absl::StrCat(section, ".", std::string(word.str()));
      std::string where = absl::StrCat(file_name, ":", word.source().begin.line);
      const ConfigSetting* const setting = FindConfigSetting(key);
      if (setting == nullptr) {
        Fault(where, UnknownKey("key", key, KnownKeys()));
        continue;
      }
      const absl::Status status = SetFromNode(*setting, value, loaded_.config);
      Note(*setting, std::move(where), status);
    }
  }

  const ConfigSources& sources_;
  LoadedConfig loaded_;
  std::vector<std::string> faults_;
};

}  // namespace

absl::StatusOr<LoadedConfig> ParseConfig(absl::string_view text, absl::string_view file_name,
                                         const ConfigSources& sources) {
  Loader loader(sources);
  if (!file_name.empty()) loader.ReadFile(text, file_name);
  loader.ReadEnvironment();
  loader.ReadFlags();
  return loader.Finish();
}

absl::StatusOr<LoadedConfig> LoadConfig(const ConfigSources& sources) {
  if (sources.file.empty()) return ParseConfig("", "", sources);
  std::ifstream in(sources.file, std::ios::binary);
  if (!in) {
    return absl::InvalidArgumentError(absl::StrCat(sources.file, ": cannot be read; name the file with --config"));
  }
  std::string text(kFileBytesMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || (in.gcount() == 0 && !in.eof())) {
    return absl::InvalidArgumentError(absl::StrCat(sources.file, ": cannot be read; is it a file?"));
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kFileBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat(sources.file, ": is larger than ", kFileBytesMax, " bytes"));
  }
  return ParseConfig(text, sources.file, sources);
}

std::map<std::string, std::string> WalzdVariables(const char* const* environment) {
  std::map<std::string, std::string> variables;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const absl::string_view entry = *environment;
    const std::size_t equals = entry.find('=');
    if (!absl::StartsWith(entry, "WALZD_") || equals == absl::string_view::npos) continue;
    variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return variables;
}

}  // namespace walz
