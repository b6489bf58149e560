// walz against a real daemon: import, read, change, run, pairs, tokens, watching, and what is told when it goes wrong.

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/demo.h"
#include "tests/tools/walz/walz_process.h"

namespace walz {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr int kTriesMax = 600;
constexpr int kStartTriesMax = 30;

// Asks again and again, as long as a busy machine may take.
bool Eventually(const std::function<bool()>& holds, int tries_max = kTriesMax) {
  for (int i = 0; i < tries_max; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

// One daemon with the demo consortium for all tests; each works on resources of its own.
class DaemonTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TestFolder>();
    variables_ = {{"WALZ_ADDRESS", "unix:" + folder_->Path("sock")},
                  {"WALZ_CONFIG", folder_->Path("config.toml")},
                  {"WALZ_TOKEN_FILE", ""},
                  {"NO_COLOR", "1"}};
    WriteFile(folder_->Path("walzd.toml"),
              "[listen]\ntcp = \"\"\nunix = \"" + folder_->Path("sock") + "\"\n[store]\nfolder = \"" +
                  folder_->Path("store") + "\"\nballast_mib = 0\nwatermark_mib = 1\n[backup]\nfolder = \"" +
                  folder_->Path("backups") +
                  "\"\n[catalogue]\nfolder = \"" WALZ_SOURCE_DIR "/data\"\n[log]\nlevel = \"warn\"\n");
    daemon_ = std::make_unique<WalzProcess>(folder_->path(),
                                            std::vector<std::string>{"--config", folder_->Path("walzd.toml")},
                                            std::map<std::string, std::string>{}, "walzd");
    // An attempt has patience of its own.
    ASSERT_TRUE(Eventually([] { return Walz({"whoami"}).exit_code == 0; }, kStartTriesMax)) << daemon_->ErrorSoFar();
    dry_import_ = Walz({"import", kDemo, "--dry-run"});
    first_import_ = Walz({"import", kDemo});
    second_import_ = Walz({"import", kDemo});
  }

  static void TearDownTestSuite() {
    daemon_->Signal(SIGTERM);
    EXPECT_EQ(daemon_->Wait().exit_code, 0);
    daemon_.reset();
    folder_.reset();
  }

  static Ended Walz(std::vector<std::string> arguments) { return folder_->Walz(std::move(arguments), variables_); }
  static int CodeOf(std::vector<std::string> arguments) { return Walz(std::move(arguments)).exit_code; }

  static std::unique_ptr<TestFolder> folder_;
  static std::map<std::string, std::string> variables_;
  static std::unique_ptr<WalzProcess> daemon_;
  static Ended dry_import_, first_import_, second_import_;
};

std::unique_ptr<TestFolder> DaemonTest::folder_;
std::map<std::string, std::string> DaemonTest::variables_;
std::unique_ptr<WalzProcess> DaemonTest::daemon_;
Ended DaemonTest::dry_import_, DaemonTest::first_import_, DaemonTest::second_import_;

TEST_F(DaemonTest, ImportShowsThenWritesThenChangesNothing) {
  EXPECT_EQ(dry_import_.exit_code, 0) << dry_import_.out << dry_import_.err;
  // It counts as the import then does, also rows that refer to others of the folder.
  EXPECT_EQ(dry_import_.out, first_import_.out + "nothing was written (--dry-run)\n");
  EXPECT_EQ(first_import_.exit_code, 0) << first_import_.out << first_import_.err;
  EXPECT_THAT(first_import_.out, HasSubstr("apprentices.csv   40        0     0         0"));
  EXPECT_EQ(second_import_.exit_code, 3) << second_import_.out << second_import_.err;
  EXPECT_THAT(second_import_.out, HasSubstr("apprentices.csv    0        0    40         0"));
}

TEST_F(DaemonTest, ADryRunOfAFolderCountsWhatIsStoredAndWhatComes) {
  const std::string dir = folder_->Path("autumn");
  std::filesystem::create_directory(dir);
  WriteFile(dir + "/companies.csv", "id,name,country\nE-new,New,ES\n");
  const std::string wishes = ReadFile(absl::StrCat(kDemo, "/wishes.csv"));
  WriteFile(dir + "/wishes.csv", wishes + "A-01,2,company,E-new\n");
  const Ended dry = Walz({"import", dir, "--dry-run"});
  EXPECT_EQ(dry.exit_code, 0) << dry.out << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("wishes.csv       0        2"));
  EXPECT_EQ(dry.out, Walz({"import", dir}).out + "nothing was written (--dry-run)\n");
  // What will be mended comes; what is left out does not.
  WriteFile(dir + "/companies.csv", "ID,Name,Country\nE-bad,Bad,Germany\n");
  WriteFile(dir + "/wishes.csv", wishes + "A-01,2,company,E-bad\n");
  EXPECT_THAT(Walz({"import", dir, "--dry-run"}).out, HasSubstr("1 error;"));
  EXPECT_THAT(Walz({"import", dir, "--dry-run", "--keep-good"}).out, HasSubstr("2 errors;"));
}

TEST_F(DaemonTest, AFileWithErrorsIsRefusedRowByRow) {
  const std::string file = folder_->Path("bad.csv");
  WriteFile(file, "id,name,country\nX-1,One,DE\nX-2,Two,Germany\n");
  const Ended ended = Walz({"company", "import", file, "--feedback", folder_->Path("feedback")});
  EXPECT_EQ(ended.exit_code, 5);
  EXPECT_THAT(ended.out, HasSubstr("Germany"));
  EXPECT_THAT(ReadFile(folder_->Path("feedback/bad.feedback.csv")), HasSubstr("!!Germany"));
  EXPECT_EQ(CodeOf({"company", "get", "X-1"}), 1) << "nothing of the file may be written";
  EXPECT_EQ(CodeOf({"company", "import", file, "--keep-good"}), 5);
  EXPECT_EQ(CodeOf({"company", "get", "X-1"}), 0);
  EXPECT_EQ(CodeOf({"company", "import", folder_->Path("none.csv")}), 1);
}

TEST_F(DaemonTest, ListsComeInEveryForm) {
  EXPECT_THAT(Walz({"apprentice", "list", "--limit", "3"}).out, HasSubstr("centre"));
  EXPECT_THAT(Walz({"apprentice", "list", "-o", "csv"}).out, StartsWith("id,centre,scheme"));
  EXPECT_THAT(Walz({"apprentice", "list", "-o", "name"}).out, HasSubstr("centres/Z-VAL/apprentices/A-01\n"));
  EXPECT_THAT(Walz({"apprentice", "list", "-o", "json"}).out, StartsWith("[\n{"));
  const Ended lines = Walz({"opening", "list", "--company", "C-02", "-o", "jsonl"});
  EXPECT_THAT(lines.out, StartsWith("{\"name\":\"companies/C-02/openings/"));
  EXPECT_THAT(Walz({"opening", "list", "--filter", "title = \"nothing\""}).err, HasSubstr("no openings"));
  const Ended wrong = Walz({"opening", "list", "--filter", "places >="});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("filter"));
}

TEST_F(DaemonTest, AnIdAloneFindsItsParent) {
  EXPECT_THAT(Walz({"apprentice", "get", "A-01"}).out, HasSubstr("centres/Z-VAL/apprentices/A-01"));
  EXPECT_EQ(CodeOf({"apprentice", "get", "centres/Z-VAL/apprentices/A-01"}), 0);
  const Ended unknown = Walz({"apprentice", "get", "A-99"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("there is no apprentice 'A-99'"));
}

TEST_F(DaemonTest, ChangesSayWhatBecameOfThem) {
  EXPECT_EQ(CodeOf({"centre", "create", "T-1", "title=One", "country=ES", "--dry-run"}), 0);
  EXPECT_EQ(CodeOf({"centre", "get", "T-1"}), 1);
  EXPECT_EQ(CodeOf({"centre", "create", "T-1", "title=One", "country=ES"}), 0);
  EXPECT_EQ(CodeOf({"centre", "create", "T-1", "title=One", "country=ES"}), 6);
  EXPECT_EQ(CodeOf({"centre", "update", "T-1", "city=Bilbao", "lat=43.26", "lon=-2.93", "technologies=teams;zoom"}), 0);
  EXPECT_EQ(CodeOf({"centre", "update", "T-1", "city=Bilbao"}), 3);
  EXPECT_EQ(CodeOf({"centre", "update", "T-1", "city=Getxo", "--etag", "1"}), 6);
  EXPECT_EQ(CodeOf({"centre", "update", "T-1", "city=Getxo", "--dry-run"}), 0);
  EXPECT_THAT(Walz({"centre", "get", "T-1", "-o", "csv"}).out, HasSubstr("Bilbao"));
  EXPECT_EQ(CodeOf({"centre", "delete", "T-1"}), 0);
  EXPECT_EQ(CodeOf({"centre", "get", "T-1"}), 1);
  EXPECT_EQ(CodeOf({"centre", "undelete", "T-1"}), 0);
  EXPECT_EQ(CodeOf({"centre", "update", "T-1", "city="}), 0);
  EXPECT_THAT(Walz({"centre", "get", "T-1"}).out, Not(HasSubstr("Bilbao")));
}

TEST_F(DaemonTest, AResourceGoesOutAsJsonAndComesBack) {
  const std::string file = folder_->Path("company.json");
  WriteFile(file, Walz({"company", "get", "C-01", "-o", "json"}).out);
  EXPECT_EQ(CodeOf({"company", "update", "--file", file, "size=huge", "--dry-run"}), 0);
  EXPECT_EQ(CodeOf({"company", "update", "--file", file}), 3);
}

TEST_F(DaemonTest, WrongFieldsAreNamed) {
  const Ended words = Walz({"centre", "update", "Z-VAL", "ctiy=x", "lat=north"});
  EXPECT_EQ(words.exit_code, 5);
  EXPECT_THAT(words.err, HasSubstr("ctiy: did you mean city?"));
  EXPECT_THAT(words.err, HasSubstr("lat: 'north': write a number"));
  const Ended refused = Walz({"centre", "update", "Z-VAL", "country=XX", "blackouts=soon"});
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.err, HasSubstr("centre.country"));
  EXPECT_THAT(refused.err, HasSubstr("centre.blackouts[0]"));
}

TEST_F(DaemonTest, ARunEqualsMatchOnTheExportedFolder) {
  const Ended run = Walz({"run", "start", "--round", "spring-27", "--wait", "-o", "json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string names = Walz({"run", "list", "-o", "name"}).out;
  const std::string name = names.substr(0, names.find('\n'));
  EXPECT_EQ(CodeOf({"run", "download", name, "--out", folder_->Path("run")}), 0);
  EXPECT_EQ(CodeOf({"run", "download", name, "--out", folder_->Path("run")}), 1) << "a run is not overwritten";
  EXPECT_EQ(CodeOf({"export", "--round", "spring-27", "--out", folder_->Path("data")}), 0);
  EXPECT_EQ(CodeOf({"export", "--round", "spring-27", "--out", folder_->Path("data")}), 2);
  EXPECT_EQ(CodeOf({"match", "--data", folder_->Path("data"), "--out", folder_->Path("match"), "--quiet"}), 0);
  for (const std::string file : {"proposals.csv", "unmatched.csv", "barriers.csv", "certificate.bin"}) {
    EXPECT_EQ(ReadFile(folder_->Path("run/" + file)), ReadFile(folder_->Path("match/" + file))) << file;
  }
  EXPECT_EQ(CodeOf({"run", "compare", name, name}), 3);
  EXPECT_THAT(Walz({"run", "proposals", name, "--limit", "2"}).out, HasSubstr("A-01"));
  EXPECT_EQ(CodeOf({"run", "watch", name}), 0) << "a run that has ended is told at once";
  EXPECT_EQ(CodeOf({"run", "cancel", name}), 3);
}

TEST_F(DaemonTest, PairsAreMarkedOnce) {
  EXPECT_EQ(CodeOf({"pair", "forbid", "A-02", "O-08", "--reason", "siblings"}), 0);
  EXPECT_EQ(CodeOf({"pair", "forbid", "A-02", "O-08", "--reason", "siblings"}), 3);
  EXPECT_THAT(Walz({"pair", "pin", "A-02", "O-08", "-o", "csv"}).out, HasSubstr("O-08,pin"));
  EXPECT_EQ(CodeOf({"pair", "allow", "A-02", "O-08"}), 3);
  EXPECT_EQ(CodeOf({"pair", "unpin", "A-02", "O-08"}), 0);
  EXPECT_EQ(CodeOf({"pair", "forbid", "A-02", "O-99"}), 1);
  EXPECT_EQ(CodeOf({"pair", "pin", "A-02", "O-08", "--start", "2027-03-01"}), 5);
}

TEST_F(DaemonTest, QuestionsAreAnsweredFromTheMirror) {
  EXPECT_THAT(Walz({"whynot", "--round", "spring-27", "A-01"}).out, HasSubstr("funding_available"));
  EXPECT_THAT(Walz({"whynot", "--round", "spring-27", "A-01", "O-08"}).out, HasSubstr("refused by"));
  EXPECT_THAT(Walz({"suggest", "apprentices", "O-08", "--round", "spring-27", "-k", "2"}).out, HasSubstr("feasible"));
  EXPECT_THAT(Walz({"__complete", "apprentice", "get", "A-0"}).out, HasSubstr("\nA-01\t"));
  EXPECT_THAT(Walz({"__complete", "run", "start", "--round", "sp"}).out, HasSubstr("\nspring-27\t"));
}

TEST_F(DaemonTest, AScenarioIsTriedThenMadeTrue) {
  ASSERT_EQ(CodeOf({"run", "start", "--round", "spring-27", "--wait"}), 0);
  EXPECT_EQ(CodeOf({"whatif", "new", "spring-27/close"}), 0);
  EXPECT_EQ(CodeOf({"whatif", "new", "spring-27/close"}), 6);
  EXPECT_EQ(CodeOf({"whatif", "diff", "spring-27/close"}), 1);
  const Ended wrong = Walz({"whatif", "set", "spring-27/close", "opening/O-12", "places=-4"});
  EXPECT_EQ(wrong.exit_code, 5) << wrong.err;
  EXPECT_THAT(wrong.err, HasSubstr("places"));
  EXPECT_EQ(CodeOf({"whatif", "set", "spring-27/close", "company/C-01/openings/O-01", "places=0"}), 0);
  EXPECT_EQ(CodeOf({"whatif", "set", "spring-27/close", "round/spring-27", "weights.wish_rank=31"}), 0);
  EXPECT_EQ(CodeOf({"whatif", "close", "spring-27/close", "C-02"}), 0);
  const Ended shown = Walz({"whatif", "show", "close", "--round", "spring-27", "-o", "csv"});
  EXPECT_THAT(shown.out, HasSubstr("companies/C-01/openings/O-01,places,0"));
  EXPECT_THAT(shown.out, HasSubstr("companies/C-02/openings/O-02,state,closed"));
  // Only a part of the weights was said: the others are those of the round.
  EXPECT_THAT(Walz({"whatif", "show", "spring-27/close", "-o", "json"}).out, HasSubstr("\"wish_rank\": 31"));
  const Ended run = Walz({"whatif", "run", "spring-27/close"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("placed"));
  EXPECT_THAT(run.out, HasSubstr("fare as before"));
  EXPECT_EQ(Walz({"whatif", "diff", "spring-27/close"}).out, run.out);
  EXPECT_EQ(CodeOf({"whatif", "unset", "spring-27/close", "round/spring-27"}), 0);
  EXPECT_EQ(CodeOf({"whatif", "unset", "spring-27/close", "opening/O-01"}), 0);
  EXPECT_EQ(CodeOf({"whatif", "apply", "spring-27/close", "--dry-run"}), 0);
  EXPECT_THAT(Walz({"opening", "get", "O-02", "-o", "json"}).out, Not(HasSubstr("CLOSED")));
  ASSERT_EQ(CodeOf({"opening", "update", "O-02", "title=Front desk"}), 0);
  const Ended moved = Walz({"whatif", "apply", "spring-27/close"});
  EXPECT_EQ(moved.exit_code, 6);
  EXPECT_THAT(moved.err, HasSubstr("companies/C-02/openings/O-02 has changed"));
  EXPECT_EQ(CodeOf({"whatif", "list", "--round", "spring-27"}), 0);
  EXPECT_EQ(CodeOf({"whatif", "drop", "spring-27/close"}), 0);
  EXPECT_EQ(CodeOf({"whatif", "show", "spring-27/close"}), 1);
}

TEST_F(DaemonTest, AScenarioAddsAndDeletes) {
  ASSERT_EQ(CodeOf({"run", "start", "--round", "spring-27", "--wait"}), 0);
  const std::string scenario = "spring-27/more";
  ASSERT_EQ(CodeOf({"whatif", "new", scenario}), 0);
  const Ended nowhere = Walz({"whatif", "add", scenario, "opening/O-77", "places=1"});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("companies/COMPANY/openings/OPENING"));
  const Ended there = Walz({"whatif", "add", scenario, "companies/C-04/openings/O-15", "places=1"});
  EXPECT_EQ(there.exit_code, 6) << there.err;
  EXPECT_THAT(there.err, HasSubstr("is there already"));
  EXPECT_EQ(CodeOf({"whatif", "delete", scenario, "opening/O-99"}), 1);
  EXPECT_EQ(CodeOf({"whatif", "delete", scenario, "run/4"}), 2);
  const Ended used = Walz({"whatif", "delete", scenario, "company/C-15"});
  EXPECT_NE(used.exit_code, 0);
  EXPECT_THAT(used.err, HasSubstr("in use"));
  ASSERT_EQ(CodeOf({"whatif", "add", scenario, "companies/C-15/openings/O-77", "fields=0713", "places=1",
                    "windows=2027-04-12..2027-05-14", "min_days=18", "max_days=28"}),
            0);
  EXPECT_EQ(CodeOf({"whatif", "set", scenario, "opening/O-77", "places=2"}), 0);
  EXPECT_EQ(CodeOf({"whatif", "delete", scenario, "apprentice/A-38"}), 0);
  const std::string shown = Walz({"whatif", "show", scenario, "-o", "csv"}).out;
  EXPECT_THAT(shown, HasSubstr("companies/C-15/openings/O-77,(added),"));
  EXPECT_THAT(shown, HasSubstr("companies/C-15/openings/O-77,places,2"));
  EXPECT_THAT(shown, HasSubstr("/apprentices/A-38,(deleted),"));
  const Ended run = Walz({"whatif", "run", scenario});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(CodeOf({"opening", "get", "O-77"}), 1) << "nothing is there before it is applied";
  EXPECT_EQ(CodeOf({"whatif", "unset", scenario, "apprentice/A-38"}), 0);
  EXPECT_EQ(CodeOf({"whatif", "apply", scenario}), 0);
  EXPECT_THAT(Walz({"opening", "get", "O-77", "-o", "json"}).out, HasSubstr("\"places\": 2"));
  const Ended twice = Walz({"whatif", "apply", scenario});
  EXPECT_NE(twice.exit_code, 0);
  EXPECT_THAT(twice.err, HasSubstr("was applied already"));
  EXPECT_EQ(CodeOf({"whatif", "drop", scenario}), 0);
  EXPECT_EQ(CodeOf({"opening", "delete", "O-77"}), 0);
}

TEST_F(DaemonTest, ReportsComeFromTheDaemonToo) {
  ASSERT_EQ(CodeOf({"run", "start", "--round", "spring-27", "--wait"}), 0);
  const std::string run = Walz({"run", "list", "-o", "name", "--order-by", "create_time desc", "--limit", "1"}).out;
  // Of a feasible pair that was not chosen: who has the place, what it is worth, what would have to give.
  const Ended why = Walz({"whynot", "A-35", "O-15", "--round", "spring-27", "--run", run.substr(0, run.find('\n'))});
  EXPECT_EQ(why.exit_code, 0) << why.err;
  EXPECT_THAT(why.out, HasSubstr("a place there is worth"));
  const Ended json =
      Walz({"whynot", "A-35", "O-15", "--round", "spring-27", "--run", run.substr(0, run.find('\n')), "-o", "json"});
  EXPECT_EQ(json.exit_code, 0) << json.err;
  EXPECT_THAT(json.out, HasSubstr("\"outcome\""));
  EXPECT_THAT(json.out, HasSubstr("a place there is worth"));
  EXPECT_NE(CodeOf({"whynot", "A-35", "O-15", "--round", "spring-27", "--run", "999"}), 0);
  for (const std::string kind : {"funnel", "barriers", "occupancy", "points", "wishes", "fairness"}) {
    const Ended report = Walz({"report", kind, "--run", run.substr(0, run.find('\n'))});
    EXPECT_EQ(report.exit_code, 0) << kind << report.err;
    EXPECT_THAT(report.out, HasSubstr("rounds/spring-27/runs/")) << kind;
  }
}

TEST_F(DaemonTest, ATokenIsASecretOfItsOwner) {
  const std::string file = folder_->Path("anna.token");
  const Ended made = Walz({"token", "create", "anna", "--role", "batch", "--out", file, "-o", "name"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  struct stat facts {};
  ASSERT_EQ(stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777u, 0600u);
  EXPECT_THAT(made.out + made.err, Not(HasSubstr("walz_")));
  EXPECT_THAT(Walz({"whoami", "--token-file", file}).out, HasSubstr("anna"));
  EXPECT_EQ(CodeOf({"token", "list", "--token-file", file}), 4);
  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  const Ended open = Walz({"whoami", "--token-file", file});
  EXPECT_EQ(open.exit_code, 4);
  EXPECT_THAT(open.err, HasSubstr("chmod 600"));
  ASSERT_EQ(chmod(file.c_str(), 0600), 0);
  EXPECT_EQ(CodeOf({"token", "revoke", made.out.substr(0, made.out.find('\n'))}), 0);
  EXPECT_EQ(CodeOf({"whoami", "--token-file", file}), 4);
}

TEST_F(DaemonTest, TheDaemonIsLookedAfter) {
  EXPECT_THAT(Walz({"status"}).out, HasSubstr("mirror_revision"));
  EXPECT_EQ(CodeOf({"backup", "create"}), 0);
  EXPECT_THAT(Walz({"backup", "list"}).out, HasSubstr("revision"));
  EXPECT_EQ(CodeOf({"scrub"}), 0);
  EXPECT_EQ(CodeOf({"audit", "verify"}), 0);
  EXPECT_THAT(Walz({"audit", "list", "--limit", "3"}).out, HasSubstr("ImportService/Import"));
  const Ended doctor = Walz({"doctor"});
  EXPECT_EQ(doctor.exit_code, 0) << doctor.out;
  EXPECT_THAT(doctor.out, HasSubstr("ok    mirror"));
  EXPECT_THAT(doctor.out, HasSubstr("SERVING"));
}

TEST_F(DaemonTest, JobsAreMadePausedAndRun) {
  EXPECT_EQ(CodeOf({"job", "create", "nightly", "--round", "spring-27", "--at", "25:00", "--tz", "Europe/Madrid"}), 5);
  EXPECT_EQ(CodeOf({"job", "create", "nightly", "--round", "spring-27", "--at", "02:30", "--tz", "Europe/Madrid"}), 0);
  EXPECT_EQ(CodeOf({"job", "pause", "nightly"}), 0);
  EXPECT_EQ(CodeOf({"job", "pause", "nightly"}), 3);
  EXPECT_EQ(CodeOf({"job", "resume", "nightly"}), 0);
  const Ended run = Walz({"job", "run", "nightly", "--wait"});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(Walz({"job", "executions", "nightly"}).out, HasSubstr("manual-1"));
}

TEST_F(DaemonTest, WatchingEndsAtAnInterrupt) {
  const TestFolder own;
  WalzProcess watch(own.path(), {"watch", "--after", "1", "-o", "jsonl"}, variables_);
  EXPECT_TRUE(Eventually([&] { return watch.OutputSoFar().find("\"changes\"") != std::string::npos; }));
  watch.Signal(SIGINT);
  EXPECT_EQ(watch.Wait().exit_code, 130);
}

TEST_F(DaemonTest, ASignalIsTakenAndDoesNotKill) {
  const TestFolder own;
  WalzProcess watch(own.path(), {"watch", "--after", "1"}, variables_);
  EXPECT_TRUE(Eventually([&] { return !watch.OutputSoFar().empty(); }));
  watch.Signal(SIGTERM);
  EXPECT_EQ(watch.Wait().exit_code, 130) << "143 would be the signal's own";
}

// Late in the file: it publishes.
TEST_F(DaemonTest, ARoundThatLooksAheadEqualsMatchOnItsExportedFolder) {
  const auto run_of = [](const std::string& round) {
    const Ended run = Walz({"run", "start", "--round", round, "--wait"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    const std::string names = Walz({"run", "list", "--round", round, "-o", "name"}).out;
    return std::pair(names.substr(0, names.find('\n')), run.out);
  };
  const std::string round_file = folder_->Path("ahead.json");
  WriteFile(round_file, absl::StrReplaceAll(ReadFile(std::string(kDemo) + "/round.json"),
                                            {{"\"spring-27\"", "\"autumn-27\", \"pastRounds\": [\"rounds/spring-27\"]"},
                                             {"\"kept_from_last_run\": 30", "\"later_worth\": 100"}}));
  ASSERT_EQ(CodeOf({"round", "import", round_file}), 0);
  const std::string past = run_of("spring-27").first;
  ASSERT_EQ(CodeOf({"run", "publish", past}), 0);
  const auto [ahead, told] = run_of("autumn-27");
  EXPECT_THAT(told, Not(HasSubstr("note")));
  ASSERT_EQ(CodeOf({"run", "download", ahead, "--out", folder_->Path("ahead-run")}), 0);
  ASSERT_EQ(CodeOf({"export", "--round", "autumn-27", "--out", folder_->Path("ahead")}), 0);
  EXPECT_THAT(ReadFile(folder_->Path("ahead/later_worth.csv")), StartsWith("opening,points\nO-"));
  EXPECT_EQ(CodeOf({"match", "--data", folder_->Path("ahead"), "--out", folder_->Path("ahead-match"), "--quiet"}), 0);
  for (const std::string file : {"proposals.csv", "unmatched.csv", "barriers.csv", "certificate.bin"}) {
    EXPECT_EQ(ReadFile(folder_->Path("ahead-run/" + file)), ReadFile(folder_->Path("ahead-match/" + file))) << file;
  }
  EXPECT_EQ(ReadFile(folder_->Path("ahead-run/later_worth.csv")), ReadFile(folder_->Path("ahead/later_worth.csv")));
  EXPECT_EQ(CodeOf({"verify", "--data", folder_->Path("ahead"), "--run", folder_->Path("ahead-run")}), 0);
  EXPECT_THAT(Walz({"report", "barriers", "--run", ahead, "-o", "json"}).out, HasSubstr("acts"));

  // The folders say the same.
  ASSERT_EQ(CodeOf({"run", "download", past, "--out", folder_->Path("past-run")}), 0);
  ASSERT_EQ(CodeOf({"export", "--round", "spring-27", "--out", folder_->Path("past")}), 0);
  EXPECT_EQ(Walz({"future", "--data", folder_->Path("ahead"), "--past", folder_->Path("past"),
                  folder_->Path("past-run"), "--dry-run", "-o", "csv"})
                .out,
            ReadFile(folder_->Path("ahead/later_worth.csv")));
  EXPECT_EQ(CodeOf({"export", "--round", "spring-27", "--out", folder_->Path("ahead"), "--force"}), 0);
  EXPECT_EQ(ReadFile(folder_->Path("ahead/later_worth.csv")), "opening,points\n") << "a round that does not look ahead";
  EXPECT_THAT(Walz({"import", folder_->Path("ahead"), "--dry-run"}).err, HasSubstr("later_worth.csv is not imported"));
}

TEST(NoDaemonTest, IsToldWithItsAddressAndHowToStartIt) {
  const TestFolder folder;
  const std::string address = "unix:" + folder.Path("none");
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"centre", "list"}, {"whoami"}, {"import", kDemo}, {"run", "start", "--round", "r"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--address", address});
    const Ended ended = folder.Walz(arguments, {{"WALZ_CONFIG", folder.Path("config.toml")}});
    EXPECT_EQ(ended.exit_code, 7) << command.front();
    EXPECT_THAT(ended.out, IsEmpty());
    EXPECT_THAT(ended.err, HasSubstr("'" + address + "' cannot be reached: there is no such socket"));
    EXPECT_THAT(ended.err, HasSubstr("systemctl start walzd"));
  }
  EXPECT_EQ(folder.Walz({"doctor", "--address", address}, {{"WALZ_CONFIG", folder.Path("config.toml")}}).exit_code, 1);
}

TEST(ContextCommandTest, IsKeptUsedAndRemoved) {
  const TestFolder folder;
  const std::map<std::string, std::string> variables = {{"WALZ_CONFIG", folder.Path("deep/er/config.toml")}};
  EXPECT_EQ(folder.Walz({"context", "set", "north"}, variables).exit_code, 2) << "a new one needs an address";
  EXPECT_EQ(folder.Walz({"context", "set", "north", "--address", "north.example:7250"}, variables).exit_code, 0);
  EXPECT_EQ(folder.Walz({"context", "set", "north", "--address", "north.example:7250"}, variables).exit_code, 3);
  EXPECT_EQ(folder.Walz({"context", "set", "south", "--address", "south.example:7250"}, variables).exit_code, 0);
  EXPECT_THAT(folder.Walz({"context", "show"}, variables).out, HasSubstr("north.example:7250"));
  EXPECT_EQ(folder.Walz({"context", "use", "south"}, variables).exit_code, 0);
  EXPECT_EQ(folder.Walz({"context", "use", "suoth"}, variables).exit_code, 2);
  EXPECT_EQ(folder.Walz({"context", "remove", "south"}, variables).exit_code, 0);
  EXPECT_THAT(folder.Walz({"context", "list", "-o", "csv"}, variables).out, Not(HasSubstr("south")));
  struct stat facts {};
  ASSERT_EQ(stat(folder.Path("deep/er/config.toml").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777u, 0600u);
}

}  // namespace
}  // namespace walz
