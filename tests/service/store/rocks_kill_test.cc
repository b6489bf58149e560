// kill -9 at random moments: no acknowledged write is lost, and what all threads saw over the kill is linearizable.
//
// A life of store_victim begins with what it found, so each life checks the one before.  WALZ_KILLS asks for another
// number of kills than the checks can afford: see tools/kill-store.

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/check.h"
#include "service/store/offline.h"
#include "tests/service/store/linearizability.h"
#include "tests/service/store/temp_folder.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

constexpr int kKillsOfTheChecks = 200;
constexpr int kLinesOfALifeMax = 80;
constexpr int kThreads = 4;

// One life of the program; killed at the latest with this object.
class Victim {
 public:
  Victim(const std::string& folder, int seed) {
    int ends[2];
    WALZ_CHECK(pipe(ends) == 0);
    output_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    std::vector<std::string> words = {WALZ_BINARY_DIR "/tests/store_victim", folder, absl::StrCat(seed),
                                      absl::StrCat(kThreads)};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    WALZ_CHECK(posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
  }
  ~Victim() {
    Kill();
    close(output_);
  }
  Victim(const Victim&) = delete;
  Victim& operator=(const Victim&) = delete;

  // False at the end of what it said.
  bool ReadLine(std::string& line) {
    for (;;) {
      if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
        line = unread_.substr(0, end);
        unread_.erase(0, end + 1);
        return true;
      }
      char bytes[4096];
      const ssize_t size = read(output_, bytes, sizeof bytes);
      if (size <= 0) return false;
      unread_.append(bytes, static_cast<std::size_t>(size));
    }
  }

  // Whether it was still alive.
  bool Kill() {
    if (process_ == 0) return false;
    kill(process_, SIGKILL);
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = 0;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }

 private:
  pid_t process_ = 0;
  int output_ = -1;
  std::string unread_;
};

// What a life said: its beginning and its calls.
class History {
 public:
  void Take(const std::string& line) {
    const std::vector<std::string> words = absl::StrSplit(line, absl::MaxSplits(' ', 2));
    if (words[0] == "S") {
      start_ = line.substr(2);
      return;
    }
    ASSERT_EQ(words.size(), 3u) << line;
    ++time_;
    if (words[0] == "C") {
      call_of_[words[1]] = calls_.size();
      calls_.push_back({.text = words[2], .made = time_});
    } else {
      Call& call = calls_[call_of_.at(words[1])];
      call.answer = words[2];
      call.answered = time_;
    }
  }

  bool is_open() const { return !start_.empty(); }
  const std::string& start() const { return start_; }

  // Whether the store may hold `found` now.
  bool Explains(const std::string& found) const {
    std::vector<Call> calls = calls_;
    calls.push_back({.text = "list", .answer = found, .made = time_ + 1, .answered = time_ + 2});
    return IsLinearizable(calls, ModelState::FromText(start_));
  }

  std::string Text() const {
    return absl::StrJoin(calls_, "\n", [](std::string* out, const Call& call) {
      absl::StrAppend(out, call.made, "-", call.answered, " ", call.text, " -> ", call.answer.value_or("?"));
    });
  }

 private:
  std::string start_;
  std::vector<Call> calls_;
  std::map<std::string, std::size_t> call_of_;
  std::int64_t time_ = 0;
};

int KillCount() {
  int count = kKillsOfTheChecks;
  const char* const asked = std::getenv("WALZ_KILLS");
  WALZ_CHECK(asked == nullptr || absl::SimpleAtoi(asked, &count));
  return count;
}

TEST(RocksKillTest, NoAcknowledgedWriteIsLostAndHistoriesAreLinearizable) {
  const TempFolder temp;
  const std::string folder = temp.path() + "/store";
  Dice dice(1);
  History before;
  int answered_lives = 0;
  const int kills = KillCount();
  for (int life = 1; life <= kills && !HasFailure(); ++life) {
    SCOPED_TRACE(testing::Message() << "life " << life);
    Victim victim(folder, life);
    // Some are killed before they said that they are open.
    const int lines = dice.Percent(5) ? 0 : dice.Between(1, kLinesOfALifeMax);
    History history;
    std::string line;
    for (int i = 0; i < lines; ++i) {
      ASSERT_TRUE(victim.ReadLine(line)) << "it ended by itself";
      history.Take(line);
    }
    ASSERT_TRUE(victim.Kill()) << "it ended by itself";
    while (victim.ReadLine(line)) history.Take(line);  // What it said before it died.
    if (!history.is_open()) continue;
    if (before.is_open()) {
      EXPECT_TRUE(before.Explains(history.start())) << history.start() << "\n" << before.Text();
    }
    answered_lives += lines > 20;
    before = history;
  }
  EXPECT_GT(answered_lives, kills / 2);
  const absl::StatusOr<FolderVerified> verified = VerifyFolder(folder);
  EXPECT_TRUE(verified.ok()) << verified.status();
}

}  // namespace
}  // namespace walz
