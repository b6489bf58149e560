// Settings come from file, environment and flags in this order; what is wrong says where and what to do.

#include "service/server/config.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/server/config_check.h"
#include "service/server/config_schema.h"

namespace walz {
namespace {

using ::testing::HasSubstr;

std::string FaultOf(const std::string& text, const ConfigSources& sources = {}) {
  const auto loaded = ParseConfig(text, "walzd.toml", sources);
  return loaded.ok() ? "" : std::string(loaded.status().message());
}

TEST(ConfigTest, NothingGivenIsInOrder) {
  const auto loaded = ParseConfig("", "", {});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->config.store_folder, "/var/lib/walz/store");
  EXPECT_TRUE(loaded->sources.empty());
}

TEST(ConfigTest, FlagBeatsEnvironmentBeatsFile) {
  const std::string text = "[run]\nthreads = 1\n[log]\nlevel = \"warn\"\nformat = \"text\"\n[jobs]\nenabled = false\n";
  ConfigSources sources;
  sources.environment = {{"WALZD_RUN_THREADS", "2"}, {"WALZD_LOG_LEVEL", "error"}};
  sources.flags = {{"run.threads", "3"}};
  const auto loaded = ParseConfig(text, "walzd.toml", sources);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->config.run_threads, 3);
  EXPECT_EQ(loaded->config.log_level, "error");
  EXPECT_EQ(loaded->config.log_format, "text");
  EXPECT_FALSE(loaded->config.jobs_enabled);
  EXPECT_EQ(loaded->sources.at("run.threads"), "flag --run-threads");
  EXPECT_EQ(loaded->sources.at("log.level"), "environment WALZD_LOG_LEVEL");
  EXPECT_EQ(loaded->sources.at("log.format"), "walzd.toml:5");
}

TEST(ConfigTest, ListsComeFromTextsToo) {
  ConfigSources sources;
  sources.environment = {{"WALZD_ACCESS_UNIX_ADMINS", "anna, 1004"}};
  const auto loaded = ParseConfig("", "", sources);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->config.access_unix_admins, (std::vector<std::string>{"anna", "1004"}));
}

TEST(ConfigTest, BadFilesSayWhereAndWhatToDo) {
  struct Case {
    std::string text;
    std::string fault;
  };
  const std::vector<Case> cases = {
      {"[store", "walzd.toml:1: is no TOML"},
      {"[store]\nfolder = \"a\"\nfolder = \"b\"\n", "walzd.toml:3: is no TOML"},
      {"folder = \"a\"\n", "walzd.toml:1: folder stands outside of a section"},
      {"[store]\nfoldre = \"a\"\n", "walzd.toml:2: there is no key store.foldre; did you mean store.folder?"},
      {"[zebra]\nx = 1\n", "there is no key zebra.x; `walzd --print-config` lists all"},
      {"[store]\nfolder = 3\n", "walzd.toml:2: store.folder = 3: must be text"},
      {"[store]\nfolder = \"\"\n", "store.folder: the data need a folder"},
      {"[store]\ncache_mib = \"64\"\n", "must be whole number 8.."},
      {"[store]\ncache_mib = 1\n", "store.cache_mib = 1: must be whole number 8.."},
      {"[store]\ncache_mib = 64.5\n", "must be whole number"},
      {"[run]\nthreads = -1\n", "run.threads = -1: must be whole number 0..1024"},
      {"[run]\nthreads = 99999999999999999999\n", "is no TOML"},
      {"[jobs]\nenabled = \"yes\"\n", "jobs.enabled = 'yes': must be true or false"},
      {"[log]\nlevel = \"inof\"\n",
       "log.level = \"inof\": must be one of \"debug\", \"info\", \"warn\", \"error\"; did you "
       "mean \"info\"?"},
      {"[access]\nunix_admins = \"anna\"\n", "must be list of texts"},
      {"[access]\nunix_admins = [7250]\n", "must be list of texts"},
      {"[listen]\ntcp = \"\"\n", "nobody could reach the daemon"},
      {"[listen]\ntcp = \"127.0.0.1\"\n", "\"127.0.0.1\" is no address"},
      {"[listen]\ntcp = \"127.0.0.1:70000\"\n", "is no address"},
      {"[listen]\ntcp = \"::1:7250\"\n", "is no address"},
      {"[listen]\ntcp = \"0.0.0.0:7250\"\n", "is not loopback, and without TLS the daemon listens on loopback"},
      {"[listen]\ntcp = \"[::]:7250\"\n", "is not loopback"},
      {"[listen]\nunix = \"walz.sock\"\n", "must be a whole path"},
      {"[listen]\nunix = \"/" + std::string(200, 'x') + "\"\n", "a socket's path may have 107 bytes"},
      {"[tls]\ncertificate = \"c.pem\"\n", "default: tls.key: a certificate and its key go together"},
      {"[tls]\nclient_ca = \"ca.pem\"\n", "client certificates need TLS"},
      {"[access]\ncertificates = [\"a = admin\"]\n", "nobody shows a certificate without tls.client_ca"},
      {"[listen]\ntcp = \"[::]:1\"\n[tls]\ncertificate = \"c\"\nkey = \"k\"\n[access]\nanonymous_role = \"admin\"\n",
       "whoever reaches the network could do that"},
      {"[metrics]\naddress = \"0.0.0.0:7251\"\n", "must be a loopback address"},
      {"[store]\nballast_mib = 10\n", "must be 0 or at least store.memtable_mib, 128 MiB"},
      {"[store]\nfolder = \"a\"\n[backup]\nfolder = \"a\"\n", "is the store's own folder"},
      {"[log]\nfile = \"a\\nb\"\n", "must be text"},
  };
  for (const Case& one : cases) {
    EXPECT_THAT(FaultOf(one.text), HasSubstr(one.fault)) << one.text;
  }
}

TEST(ConfigTest, AllFaultsAreSaidAtOnce) {
  const std::string fault =
      FaultOf("[store]\nx = 1\n[run]\nthreads = -1\n", {.environment = {{"WALZD_LOG_LEVLE", "info"}}});
  EXPECT_THAT(fault, HasSubstr("walzd.toml:2: there is no key store.x"));
  EXPECT_THAT(fault, HasSubstr("walzd.toml:4: run.threads = -1"));
  EXPECT_THAT(fault, HasSubstr("environment: there is no variable WALZD_LOG_LEVLE; did you mean WALZD_LOG_LEVEL?"));
}

TEST(ConfigTest, NetworkAddressesStandWithTls) {
  EXPECT_EQ(FaultOf("[listen]\ntcp = \"[::]:7250\"\n[tls]\ncertificate = \"c\"\nkey = \"k\"\nclient_ca = \"a\"\n"), "");
}

TEST(ConfigTest, AMissingFileIsNamed) {
  const auto loaded = LoadConfig({.file = "/nonexistent/walzd.toml"});
  ASSERT_FALSE(loaded.ok());
  EXPECT_THAT(std::string(loaded.status().message()), HasSubstr("/nonexistent/walzd.toml: cannot be read"));
}

TEST(ConfigTest, WhatIsPrintedReadsBackAsTheSame) {
  ConfigSources sources;
  sources.flags = {
      {"store.folder", "/srv/\"walz\"\\x"}, {"jobs.enabled", "false"}, {"access.unix_admins", "anna,berta"}};
  const auto loaded = ParseConfig("", "", sources);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const auto again = ParseConfig(PrintConfig(*loaded), "printed", {});
  ASSERT_TRUE(again.ok()) << again.status();
  for (const ConfigSetting& setting : ConfigSettings()) {
    EXPECT_EQ(ValueOf(setting, loaded->config), ValueOf(setting, again->config)) << setting.key;
  }
}

TEST(ConfigTest, TheShippedExampleIsMadeFromTheTable) {
  std::ifstream in(WALZ_SOURCE_DIR "/packaging/walzd.toml.example");
  std::ostringstream shipped;
  shipped << in.rdbuf();
  EXPECT_EQ(shipped.str(), ExampleConfig()) << "mend it: walzd --example-config > packaging/walzd.toml.example";
}

TEST(ConfigTest, ThePackagedFileIsInOrder) {
  const auto loaded = LoadConfig({.file = WALZ_SOURCE_DIR "/packaging/walzd.toml"});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->config.listen_unix, "/run/walzd/walzd.sock");
}

TEST(ConfigTest, AddressesAreReadStrictly) {
  HostAndPort parsed;
  EXPECT_TRUE(ParseAddress("localhost:0", parsed));
  EXPECT_TRUE(parsed.loopback);
  EXPECT_TRUE(ParseAddress("[::1]:65535", parsed));
  EXPECT_TRUE(parsed.loopback);
  EXPECT_EQ(parsed.host, "::1");
  EXPECT_TRUE(ParseAddress("walz.example:443", parsed));
  EXPECT_FALSE(parsed.loopback);
  for (const char* bad :
       {"", ":", ":7250", "127.0.0.1", "127.0.0.1:", "127.0.0.1:-1", "[::1:1", "::1]:1", "unix:/x:1"}) {
    EXPECT_FALSE(ParseAddress(bad, parsed)) << bad;
  }
}

}  // namespace
}  // namespace walz
