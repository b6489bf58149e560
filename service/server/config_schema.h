// ConfigSchema: the one table of walzd's settings: key, type, limits, meaning.  What reads, prints, documents and
// checks a configuration walks over this table.

#ifndef SERVICE_SERVER_CONFIG_SCHEMA_H_
#define SERVICE_SERVER_CONFIG_SCHEMA_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "service/server/config.h"

namespace walz {

using SettingMember =
    std::variant<std::string Config::*, std::int64_t Config::*, bool Config::*, std::vector<std::string> Config::*>;

struct ConfigSetting {
  absl::string_view key;  // `store.folder`; units stand in the name.
  SettingMember member;
  absl::string_view doc;  // One or more sentences; lines are wrapped where shown.
  // Of whole numbers.
  std::int64_t min = 0;
  std::int64_t max = 0;
  // Of words: which there are; empty: any text.
  std::vector<absl::string_view> words = {};
};

absl::Span<const ConfigSetting> ConfigSettings();
const ConfigSetting* FindConfigSetting(absl::string_view key);

// `store.folder` as WALZD_STORE_FOLDER and --store-folder.
std::string VariableOf(absl::string_view key);
std::string FlagOf(absl::string_view key);

// `text`, `whole number 0..64`, `one of json, text`, ...
std::string TypeOf(const ConfigSetting& setting);
// The value as TOML writes it, such as `["a", "b"]`.
std::string ValueOf(const ConfigSetting& setting, const Config& config);

}  // namespace walz

#endif  // SERVICE_SERVER_CONFIG_SCHEMA_H_
