// What config.h prints: effective values, and the example file.

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "service/server/config.h"
#include "service/server/config_schema.h"

namespace walz {
namespace {

constexpr std::size_t kColumnsMax = 110;

absl::string_view SectionOf(absl::string_view key) { return key.substr(0, key.find('.')); }
absl::string_view WordOf(absl::string_view key) { return key.substr(key.find('.') + 1); }

// Starts a section of the file where `key` begins one.
void AppendSection(std::string& text, absl::string_view key, std::string& section) {
  if (section == SectionOf(key)) return;
  section = std::string(SectionOf(key));
  absl::StrAppend(&text, text.empty() ? "" : "\n", "[", section, "]\n");
}

void AppendComment(std::string& text, absl::string_view words) {
  std::string line = "#";
  for (const absl::string_view word : absl::StrSplit(words, ' ', absl::SkipEmpty())) {
    if (line.size() + 1 + word.size() > kColumnsMax) {
      absl::StrAppend(&text, line, "\n");
      line.assign(1, '#');
    }
    absl::StrAppend(&line, " ", word);
  }
  absl::StrAppend(&text, line, "\n");
}

}  // namespace

std::string PrintConfig(const LoadedConfig& loaded) {
  std::string text;
  std::string section;
  for (const ConfigSetting& setting : ConfigSettings()) {
    AppendSection(text, setting.key, section);
    const auto source = loaded.sources.find(std::string(setting.key));
    absl::StrAppend(&text, WordOf(setting.key), " = ", ValueOf(setting, loaded.config), "  # ",
                    source == loaded.sources.end() ? "default" : source->second, "\n");
  }
  return text;
}

std::string ExampleConfig() {
  std::string text =
      "# walzd.toml: settings of the daemon.  Lines that are commented out show the defaults.\n"
      "# A variable of the environment beats this file, a flag beats both: store.folder is WALZD_STORE_FOLDER and\n"
      "# --store-folder.  `walzd --check-config` says whether this file is in order, `walzd --print-config` what "
      "holds.\n";
  std::string section;
  const Config defaults;
  for (const ConfigSetting& setting : ConfigSettings()) {
    AppendSection(text, setting.key, section);
    AppendComment(text, setting.doc);
    AppendComment(text, absl::StrCat("(", TypeOf(setting), ")"));
    absl::StrAppend(&text, "#", WordOf(setting.key), " = ", ValueOf(setting, defaults), "\n");
  }
  return text;
}

}  // namespace walz
