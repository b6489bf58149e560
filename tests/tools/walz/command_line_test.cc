// The command line of walz: help, hints, exit codes, completion, outputs.

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "tests/tools/walz/walz_process.h"

namespace walz {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::vector<std::string> kCommands = {"match",  "check", "verify", "future",
                                            "whynot", "rules", "synth",  "completion"};

bool IsJson(const std::string& text) {
  google::protobuf::Value value;
  return google::protobuf::util::JsonStringToMessage(text, &value).ok();
}

TEST(CommandLineTest, HelpShowsEveryCommandAndTheExitCodes) {
  const TestFolder folder;
  const Ended ended = folder.Walz({"--help"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, IsEmpty());
  for (const std::string& command : kCommands) EXPECT_THAT(ended.out, HasSubstr("\n  " + command)) << command;
  for (const std::string noun : {"apprentice", "run", "pair", "token", "context"}) {
    EXPECT_THAT(ended.out, HasSubstr("\n  " + noun + " ")) << noun;
  }
  EXPECT_THAT(ended.out, HasSubstr("130  interrupted"));
}

TEST(CommandLineTest, HelpOfEveryCommandHasExamples) {
  const TestFolder folder;
  for (const std::string& command : kCommands) {
    const Ended ended = folder.Walz({command, "--help"});
    EXPECT_EQ(ended.exit_code, 0) << command;
    EXPECT_THAT(ended.out, HasSubstr("Examples:\n")) << command;
    EXPECT_THAT(ended.out, HasSubstr("walz " + command)) << command;
  }
}

TEST(CommandLineTest, VersionIsShown) {
  const TestFolder folder;
  EXPECT_EQ(folder.Walz({"--version"}).out, WALZ_VERSION "\n");
}

struct BadUse {
  std::vector<std::string> arguments;
  std::string hint;
};

TEST(CommandLineTest, WrongUseExitsWithTwoAndAHint) {
  const TestFolder folder;
  const std::vector<BadUse> rows = {
      {{}, "walz --help"},
      {{"mach"}, "unknown command 'mach'; did you mean 'match'?"},
      {{"frobnicate"}, "unknown command 'frobnicate'\n"},
      {{"--hlep"}, "did you mean '--help'?"},
      {{"match", "--dta", "x", "--out", "y"}, "unknown option '--dta'; did you mean '--data'?"},
      {{"check", "--data=x", "--fedback=y"}, "did you mean '--feedback'?"},
      {{"match", "--out", "y"}, "--data"},
      {{"match", "--data"}, "--data"},
      {{"match", "--data", "x", "--out", "y", "--threads", "0"}, "--threads"},
      {{"match", "--data", "x", "--out", "y", "--threads", "two"}, "--threads"},
      {{"match", "--data", "x", "--out", "y", "--time-limit", "-1"}, "--time-limit"},
      {{"match", "--data", "x", "--out", "y", "-o", "jsn"}, "did you mean 'json'?"},
      {{"check", "--data", "x", "--date-order", "mdy"}, "'mdy' is none of ymd, dmy"},
      {{"verify", "--data", "x"}, "--run"},
      {{"whynot", "--data", "x"}, "apprentice"},
      {{"whynot", "--data", "x", "a", "b", "c"}, "unknown argument 'c'"},
      {{"apprentice"}, "say what to do: one of list, get"},
      {{"apprentice", "lst"}, "unknown verb 'lst'; did you mean 'list'?"},
      {{"centre", "list", "--fliter", "x"}, "did you mean '--filter'?"},
      {{"centre", "list", "--limit", "-1"}, "--limit"},
      {{"run", "start"}, "--round"},
      {{"run", "start", "--round", "r", "--time-limit", "0"}, "--time-limit"},
      {{"token", "create", "anna"}, "--role"},
      {{"token", "create", "anna", "--role", "king"}, "'king' is none of coordinator"},
      {{"pair", "pin", "A-1"}, "opening"},
      {{"whynot", "A-1"}, "--data DIR, or --round ROUND"},
      {{"completion"}, "shell"},
      {{"completion", "tcsh"}, "'tcsh' is none of bash, zsh, fish"},
      {{"synth", "--apprentices", "-1", "--openings", "1", "--out", "x"}, "--apprentices"},
      {{"synth", "--apprentices", "1000001", "--openings", "1", "--out", "x"}, "--apprentices"},
      {{"rules", "extra"}, "unknown argument 'extra'"},
      {{"\x1b[31mred"}, "unknown command '?[31mred'"},
  };
  for (const BadUse& row : rows) {
    const Ended ended = folder.Walz(row.arguments);
    EXPECT_EQ(ended.exit_code, 2) << row.hint;
    EXPECT_THAT(ended.out, IsEmpty()) << row.hint;
    EXPECT_THAT(ended.err, HasSubstr(row.hint));
  }
}

TEST(CommandLineTest, CompletionScriptsParse) {
  const TestFolder folder;
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const Ended ended = folder.Walz({"completion", shell});
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_THAT(ended.out, HasSubstr("__complete")) << shell;
    const std::string script = folder.Path(shell);
    WriteFile(script, ended.out);
    const std::string check = "command -v " + shell + " >/dev/null || exit 0; " + shell + " -n '" + script + "'";
    EXPECT_EQ(std::system(check.c_str()), 0) << shell;
  }
}

TEST(CommandLineTest, BashCompletesCommandsOptionsAndValues) {
  const TestFolder folder;
  WriteFile(folder.Path("walz.bash"), folder.Walz({"completion", "bash"}).out);
  const auto complete = [&](const std::string& words, const std::string& count) {
    const std::string script = "cd '" + folder.Path("") + "'; compopt() { :; }; source walz.bash; COMP_WORDS=('" +
                               WALZ_BINARY_DIR "/bin/walz' " + words + "); COMP_CWORD=" + count +
                               "; _walz; printf '%s ' \"${COMPREPLY[@]}\" > reply";
    WriteFile(folder.Path("try.bash"), script);
    EXPECT_EQ(std::system(("bash '" + folder.Path("try.bash") + "'").c_str()), 0);
    return ReadFile(folder.Path("reply"));
  };
  EXPECT_EQ(complete("ma", "1"), "match ");
  EXPECT_EQ(complete("match --da", "2"), "--data --date-order ");
  EXPECT_EQ(complete("match -o j", "3"), "json ");
  EXPECT_EQ(complete("completion f", "2"), "fish ");
  EXPECT_EQ(complete("appr", "1"), "apprentice ");
  EXPECT_EQ(complete("run p", "2"), "publish proposals ");
  EXPECT_EQ(complete("centre list -o js", "4"), "json jsonl ");
  EXPECT_EQ(complete("centre update C-1 ci", "4"), "city= ");
  WriteFile(folder.Path("a file"), "");
  EXPECT_EQ(complete("match --round 'a '", "3"), "a file ");
}

TEST(CommandLineTest, FishCompletesCommandsKeysAndFolders) {
  const TestFolder folder;
  if (std::system("command -v fish >/dev/null") != 0) GTEST_SKIP() << "there is no fish here";
  WriteFile(folder.Path("walz.fish"), folder.Walz({"completion", "fish"}).out);
  const auto complete = [&](const std::string& line) {
    const std::string command = "cd '" + folder.Path("") +
                                "'; HOME=. PATH=" WALZ_BINARY_DIR
                                "/bin:$PATH fish -N -c 'source walz.fish; complete -C \"" +
                                line + "\"' > reply";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return ReadFile(folder.Path("reply"));
  };
  EXPECT_EQ(complete("walz run p"),
            "proposals\tList what a run proposes, and for whom it finds nothing.\n"
            "publish\tMake a run what the round's people hear of.\n");
  EXPECT_EQ(complete("walz centre update C-1 ci"), "city=\n");
  std::filesystem::create_directory(folder.Path("data"));
  WriteFile(folder.Path("data.csv"), "");
  EXPECT_THAT(complete("walz import d"), AllOf(HasSubstr("data/"), Not(HasSubstr("data.csv"))));
}

// What the function gives to the shell: a completion itself needs a terminal.
TEST(CommandLineTest, ZshCompletesCommandsKeysAndFolders) {
  const TestFolder folder;
  if (std::system("command -v zsh >/dev/null") != 0) GTEST_SKIP() << "there is no zsh here";
  WriteFile(folder.Path("_walz"), folder.Walz({"completion", "zsh"}).out);
  const auto complete = [&](const std::string& words, const std::string& count) {
    const std::string script = "cd '" + folder.Path("") +
                               "'\n"
                               "compdef() {}; _files() { print files $@ }\n"
                               "_describe() { print -l $2 ${(P)2} }; compadd() { print -- $@ ${(P)@[-1]} }\n"
                               "source ./_walz\n"
                               "words=('" WALZ_BINARY_DIR "/bin/walz' " +
                               words + "); CURRENT=" + count + "\n_walz > reply\n";
    WriteFile(folder.Path("try.zsh"), script);
    EXPECT_EQ(std::system(("zsh -f '" + folder.Path("try.zsh") + "'").c_str()), 0);
    return ReadFile(folder.Path("reply"));
  };
  EXPECT_EQ(complete("run p", "3"),
            "candidates\npublish:Make a run what the round's people hear of.\n"
            "proposals:List what a run proposes, and for whom it finds nothing.\n");
  EXPECT_EQ(complete("centre update C-1 ci", "5"), "-S -a keys city=\n");
  EXPECT_EQ(complete("import ''", "3"), "files -/\n");
  EXPECT_EQ(complete("apprentice import ''", "4"), "files\n");
}

TEST(CommandLineTest, CompletionOfIdsIsSilentWithoutADaemon) {
  const TestFolder folder;
  const Ended ended = folder.Walz({"__complete", "apprentice", "get", "--address", "unix:" + folder.Path("none"), "A"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.out, "words\n");
  EXPECT_THAT(ended.err, IsEmpty());
}

TEST(CommandLineTest, RulesComeAsTextMarkdownJsonAndCsv) {
  const TestFolder folder;
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"rules"}, {"rules", "--markdown"}, {"rules", "-o", "json"}, {"rules", "-o", "csv"}}) {
    const Ended ended = folder.Walz(arguments);
    EXPECT_EQ(ended.exit_code, 0);
    for (const std::string word : {"pay_permitted", "wish_rank", "budget_per_round", "centres_at_least"}) {
      EXPECT_THAT(ended.out, HasSubstr(word));
    }
    EXPECT_THAT(ended.out, Not(HasSubstr("\x1b"))) << "colour is for terminals";
  }
  EXPECT_TRUE(IsJson(folder.Walz({"rules", "-o", "json"}).out));
}

TEST(CommandLineTest, DocumentsAgreeWithTheProgram) {
  const TestFolder folder;
  EXPECT_EQ(folder.Walz({"rules", "--markdown"}).out, ReadFile(WALZ_SOURCE_DIR "/docs/rules.md"))
      << "mend it with: walz rules --markdown > docs/rules.md";
  EXPECT_EQ(folder.Walz({"--reference"}).out, ReadFile(WALZ_SOURCE_DIR "/docs/cli.md"))
      << "mend it with: walz --reference > docs/cli.md";
}

TEST(CommandLineTest, AFullDiskIsAFailureAndAClosedPipeIsNot) {
  const std::string walz = WALZ_BINARY_DIR "/bin/walz";
  EXPECT_EQ(WEXITSTATUS(std::system((walz + " rules > /dev/full 2> /dev/null").c_str())), 1);
  EXPECT_EQ(WEXITSTATUS(std::system(("test -z \"$( { " + walz + " rules | true; } 2>&1 )\"").c_str())), 0);
}

TEST(CommandLineTest, AMissingFolderIsSaidPlainly) {
  const TestFolder folder;
  const Ended ended = folder.Walz({"check", "--data", folder.Path("no such folder")});
  EXPECT_NE(ended.exit_code, 0);
  EXPECT_THAT(ended.out + ended.err, HasSubstr("no such folder"));
}

}  // namespace
}  // namespace walz
