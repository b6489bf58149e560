// The context file: what it may hold, and what wins over what.

#include "tools/client/context.h"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

using testing::HasSubstr;

Environment Variables(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) {
    const auto at = variables.find(name);
    return at == variables.end() ? std::string() : at->second;
  };
}

ContextFile TwoContexts() {
  ContextFile file;
  file.current = "north";
  file.contexts["north"] = {.address = "north.example:7443", .token_file = "~/north.token", .tls_ca = "/ca.pem"};
  file.contexts["a \"b\"\n"] = {.address = "unix:/tmp/x"};
  return file;
}

TEST(ContextTest, WhatIsWrittenIsReadBack) {
  const ContextFile file = TwoContexts();
  const absl::StatusOr<ContextFile> read = ParseContexts(FormatContexts(file), "config.toml");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, file);
  EXPECT_EQ(ParseContexts("", "config.toml")->contexts.size(), 0u);
}

struct BadText {
  std::string text;
  std::string words;
};

TEST(ContextTest, WrongTextIsRefusedWithItsLine) {
  const BadText rows[] = {
      {"current = 3", "config.toml:1: current must be"},
      {"\ncurent = \"x\"", "config.toml:2: unknown key 'curent'; did you mean 'current'?"},
      {"[contexts.x]\naddres = \"y\"", "config.toml:2: unknown key 'addres'; did you mean 'address'?"},
      {"[contexts.x]\naddress = 7443", "config.toml:2: address must be a text"},
      {"[contexts]\nx = 1", "config.toml:2: a context is a table"},
      {"[contexts.x", "config.toml:1: "},
      {"[contexts.x]\n[contexts.x]\n", "config.toml:2: "},
  };
  for (const BadText& row : rows) {
    const absl::Status status = ParseContexts(row.text, "config.toml").status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << row.text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.words));
  }
}

TEST(ContextTest, FlagsWinOverTheEnvironmentAndThatOverTheFile) {
  const ContextFile file = TwoContexts();
  const Resolved plain = *Resolve(file, "", {}, Variables({{"HOME", "/people/anna"}}));
  EXPECT_EQ(plain.address.value, "north.example:7443");
  EXPECT_EQ(plain.address.origin, "context north");
  EXPECT_EQ(plain.token_file.value, "/people/anna/north.token");

  const Environment token = Variables({{"WALZ_TOKEN_FILE", "/env.token"}});
  EXPECT_EQ(Resolve(file, "", {}, token)->token_file.value, "/env.token");
  EXPECT_EQ(Resolve(file, "", {.token_file = "/flag.token"}, token)->token_file.value, "/flag.token");
  EXPECT_EQ(Resolve(file, "", {.token_file = "/flag.token"}, token)->token_file.origin, "--token-file");
}

TEST(ContextTest, AnAddressByHandDoesNotGetTheContextsSecrets) {
  const Resolved by_flag = *Resolve(TwoContexts(), "", {.address = "evil.example:1"}, Variables({}));
  EXPECT_EQ(by_flag.token_file.value, "");
  EXPECT_EQ(by_flag.tls_ca.value, "");
  EXPECT_EQ(by_flag.context, "");
  const Resolved by_variable = *Resolve(TwoContexts(), "", {}, Variables({{"WALZ_ADDRESS", "evil.example:1"}}));
  EXPECT_EQ(by_variable.token_file.value, "");
  // Whoever names the context, too, means it.
  EXPECT_EQ(Resolve(TwoContexts(), "north", {.address = "10.0.0.1:1"}, Variables({}))->tls_ca.value, "/ca.pem");
}

TEST(ContextTest, AContextIsNamedByFlagElseVariableElseFile) {
  ContextFile file = TwoContexts();
  file.contexts["south"] = {.address = "south.example:1"};
  EXPECT_EQ(Resolve(file, "", {}, Variables({{"WALZ_CONTEXT", "south"}}))->address.value, "south.example:1");
  EXPECT_EQ(Resolve(file, "north", {}, Variables({{"WALZ_CONTEXT", "south"}}))->context, "north");
  const absl::Status unknown = Resolve(file, "nort", {}, Variables({})).status();
  EXPECT_TRUE(absl::IsNotFound(unknown));
  EXPECT_THAT(std::string(unknown.message()), HasSubstr("did you mean 'north'?"));
  EXPECT_EQ(Resolve({}, "", {}, Variables({}))->address.origin, "default");
}

TEST(ContextTest, TheFileStandsWhereTheEnvironmentSays) {
  EXPECT_EQ(ContextFilePath(Variables({{"WALZ_CONFIG", "/x"}, {"XDG_CONFIG_HOME", "/y"}})), "/x");
  EXPECT_EQ(ContextFilePath(Variables({{"XDG_CONFIG_HOME", "/y"}, {"HOME", "/h"}})), "/y/walz/config.toml");
  EXPECT_EQ(ContextFilePath(Variables({{"HOME", "/h"}})), "/h/.config/walz/config.toml");
}

}  // namespace
}  // namespace walz
