#include "tools/walz/completion.h"

#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>

#include "tools/walz/option_shape.h"

namespace walz {
namespace {

std::vector<const CLI::App*> CommandsOf(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

// All flags of a command, and the words of its arguments.
std::string WordsOf(const CLI::App& app) {
  std::vector<std::string> words;
  for (const OptionShape& shape : OptionShapesOf(app)) {
    words.insert(words.end(), shape.flags.begin(), shape.flags.end());
    if (shape.flags.empty()) words.insert(words.end(), shape.words.begin(), shape.words.end());
  }
  return absl::StrJoin(words, " ");
}

// The compgen arguments that list the values of an option.
std::string BashValues(const OptionShape& shape) {
  switch (shape.kind) {
    case ValueKind::kDirectory:
      return "-d";
    case ValueKind::kFile:
      return "-f";
    case ValueKind::kWords:
      return absl::StrCat("-W '", absl::StrJoin(shape.words, " "), "'");
    default:
      return "-W ''";
  }
}

std::string BashCases(const CLI::App& command) {
  std::string text;
  for (const OptionShape& shape : OptionShapesOf(command)) {
    if (shape.kind == ValueKind::kNone || shape.flags.empty()) continue;
    const auto pattern = [&](std::string* out, const std::string& flag) {
      absl::StrAppend(out, "'", command.get_name(), " ", flag, "'");
    };
    absl::StrAppend(&text, "    ", absl::StrJoin(shape.flags, " | ", pattern), ") values=(", BashValues(shape),
                    ") ;;\n");
  }
  absl::StrAppend(&text, "    '", command.get_name(), " '*) values=(-W '", WordsOf(command), "') ;;\n");
  return text;
}

// Safe between single quotes in zsh's _arguments, where brackets and colons have a meaning.
std::string ZshDoc(const std::string& doc) {
  return absl::StrReplaceAll(doc, {{"'", "'\\''"}, {"[", "\\["}, {"]", "\\]"}, {":", "\\:"}});
}

std::string ZshValues(const OptionShape& shape) {
  const std::string label = ZshDoc(shape.flags.empty() ? shape.name : shape.value);
  switch (shape.kind) {
    case ValueKind::kNone:
      return "";
    case ValueKind::kDirectory:
      return absl::StrCat(":", label, ":_files -/");
    case ValueKind::kFile:
      return absl::StrCat(":", label, ":_files");
    case ValueKind::kWords:
      return absl::StrCat(":", shape.flags.empty() ? label : "value", ":(", absl::StrJoin(shape.words, " "), ")");
    case ValueKind::kText:
      return absl::StrCat(":", label, ": ");
  }
  return "";
}

std::string FishQuoted(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

std::string FishValues(const OptionShape& shape) {
  switch (shape.kind) {
    case ValueKind::kNone:
      return "";
    case ValueKind::kDirectory:
      return " -x -a '(__fish_complete_directories)'";
    case ValueKind::kFile:
      return " -r -F";
    case ValueKind::kWords:
      return absl::StrCat(" -x -a '", absl::StrJoin(shape.words, " "), "'");
    case ValueKind::kText:
      return " -x";
  }
  return "";
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  const auto name = [](std::string* out, const CLI::App* command) { absl::StrAppend(out, command->get_name()); };
  std::string text = absl::StrCat(
      "# Completion of walz for bash: source <(walz completion bash)\n"
      "_walz() {\n"
      "  local word=\"${COMP_WORDS[COMP_CWORD]}\" values=(-W '",
      absl::StrJoin(CommandsOf(app), " ", name), " ", WordsOf(app),
      "')\n"
      "  [[ $COMP_CWORD -gt 1 ]] && case \"${COMP_WORDS[1]} ${COMP_WORDS[COMP_CWORD - 1]}\" in\n");
  for (const CLI::App* const command : CommandsOf(app)) absl::StrAppend(&text, BashCases(*command));
  absl::StrAppend(&text,
                  "    *) values=(-W '') ;;\n"
                  "  esac\n"
                  "  [[ ${values[0]} == -W ]] || compopt -o filenames\n"
                  "  mapfile -t COMPREPLY < <(compgen \"${values[@]}\" -- \"$word\")\n"
                  "}\n"
                  "complete -F _walz walz\n");
  return text;
}

std::string ZshCompletion(const CLI::App& app) {
  std::string text =
      "#compdef walz\n"
      "# Completion of walz for zsh: put this in a folder of $fpath as _walz\n"
      "_walz() {\n"
      "  if (( CURRENT == 2 )); then\n"
      "    local -a commands=(\n";
  for (const CLI::App* const command : CommandsOf(app)) {
    absl::StrAppend(&text, "      '", command->get_name(), ":", ZshDoc(command->get_description()), "'\n");
  }
  absl::StrAppend(&text,
                  "    )\n"
                  "    _describe command commands\n"
                  "    return\n"
                  "  fi\n"
                  "  local command=$words[2]\n"
                  "  shift words\n"
                  "  (( CURRENT-- ))\n"
                  "  case $command in\n");
  for (const CLI::App* const command : CommandsOf(app)) {
    absl::StrAppend(&text, "    ", command->get_name(), ") _arguments");
    for (const OptionShape& shape : OptionShapesOf(*command)) {
      if (shape.flags.empty()) absl::StrAppend(&text, " \\\n      '", ZshValues(shape), "'");
      for (const std::string& flag : shape.flags) {
        absl::StrAppend(&text, " \\\n      '(", absl::StrJoin(shape.flags, " "), ")", flag, "[", ZshDoc(shape.doc), "]",
                        ZshValues(shape), "'");
      }
    }
    absl::StrAppend(&text, " ;;\n");
  }
  absl::StrAppend(&text,
                  "  esac\n"
                  "}\n"
                  "# Loaded from $fpath this file is the function itself; sourced, it only names it.\n"
                  "if [[ $funcstack[1] == _walz ]]; then _walz \"$@\"; else compdef _walz walz; fi\n");
  return text;
}

std::string FishCompletion(const CLI::App& app) {
  std::string text =
      "# Completion of walz for fish: put this in ~/.config/fish/completions/walz.fish\n"
      "complete -c walz -f\n"
      "complete -c walz -n __fish_use_subcommand -l help -s h -d 'Show the help'\n"
      "complete -c walz -n __fish_use_subcommand -l version -d 'Show the version'\n";
  for (const CLI::App* const command : CommandsOf(app)) {
    absl::StrAppend(&text, "complete -c walz -n __fish_use_subcommand -a ", command->get_name(), " -d ",
                    FishQuoted(command->get_description()), "\n");
    const std::string prefix =
        absl::StrCat("complete -c walz -n '__fish_seen_subcommand_from ", command->get_name(), "'");
    for (const OptionShape& shape : OptionShapesOf(*command)) {
      if (shape.flags.empty() && shape.words.empty()) continue;
      absl::StrAppend(&text, prefix);
      for (const std::string& flag : shape.flags) {
        const bool is_long = absl::StartsWith(flag, "--");
        absl::StrAppend(&text, is_long ? " -l " : " -s ", flag.substr(is_long ? 2 : 1));
      }
      absl::StrAppend(&text, FishValues(shape), " -d ", FishQuoted(shape.doc), "\n");
    }
  }
  return text;
}

}  // namespace walz
