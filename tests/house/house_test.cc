// The laws of the house, read off the tree itself: arrows point down, no circles, small files, every rule listed and
// tested.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLinesMax = 500;

struct SourceFile {
  std::string path;  // From the root, such as "engine/base/day.h".
  std::vector<std::string> lines;
  std::vector<std::string> own_includes;    // "engine/base/day.h"
  std::vector<std::string> other_includes;  // "absl/types/span.h"
};

// Which folders a folder may include.  This is the law of arrows; CMakeLists.txt links by it.
const std::map<std::string, std::set<std::string>>& Arrows() {
  static const auto* const arrows = new std::map<std::string, std::set<std::string>>{
      {"engine/base", {}},
      {"engine/model", {"engine/base"}},
      {"engine/solve", {"engine/base"}},
      {"engine/rulebook", {"engine/base", "engine/model"}},
      {"engine/rules", {"engine/base", "engine/model", "engine/rulebook"}},
      {"engine/matching", {"engine/base", "engine/model", "engine/rulebook", "engine/solve"}},
      {"engine/explain", {"engine/base", "engine/model", "engine/rulebook", "engine/matching"}},
      {"service/convert",
       {"engine/base", "engine/model", "engine/rulebook", "engine/rules", "engine/matching", "engine/explain"}},
      {"service/report", {"engine/base", "engine/model", "engine/rulebook", "engine/matching", "engine/explain"}},
      {"service/call", {"engine/base"}},
      {"service/store", {"engine/base", "service/call"}},
      {"service/messages", {"engine/base", "engine/model", "service/convert", "service/call", "service/store"}},
      {"service/app/access", {"engine/base", "service/call", "service/store"}},
      {"service/app/resources",
       {"engine/base", "engine/model", "service/convert", "service/call", "service/messages", "service/store"}},
      {"service/app/transfer",
       {"engine/base", "engine/model", "engine/matching", "service/convert", "service/call", "service/messages",
        "service/store", "service/app/resources", "service/app/mirror"}},
      {"service/app/mirror",
       {"engine/base", "engine/model", "engine/rulebook", "engine/rules", "engine/solve", "engine/matching",
        "engine/explain", "service/convert", "service/report", "service/call", "service/messages", "service/store"}},
      {"service/app/runs",
       {"engine/base", "engine/model", "engine/rulebook", "engine/rules", "engine/matching", "engine/explain",
        "service/convert", "service/call", "service/messages", "service/store", "service/app/mirror",
        "service/app/resources"}},
      {"service/app/scenarios",
       {"engine/base", "engine/model", "engine/matching", "service/call", "service/store", "service/app/mirror",
        "service/app/resources", "service/app/runs"}},
      {"service/app/reports",
       {"engine/base", "engine/model", "engine/rulebook", "engine/rules", "engine/matching", "service/report",
        "service/call", "service/store", "service/app/mirror", "service/app/resources", "service/app/runs"}},
      {"service/app/jobs",
       {"engine/base", "service/call", "service/messages", "service/store", "service/app/resources",
        "service/app/runs"}},
      {"service/app/admin",
       {"engine/base", "service/call", "service/messages", "service/store", "service/app/access",
        "service/app/resources"}},
      {"service/rpc", {"engine/base", "service/call", "service/app/access"}},
      {"service/server",
       {"engine/base", "service/convert", "service/call", "service/messages", "service/store", "service/app/access",
        "service/app/resources", "service/app/transfer", "service/app/mirror", "service/app/runs",
        "service/app/scenarios", "service/app/reports", "service/app/jobs", "service/app/admin", "service/rpc"}},
      {"tools/walzd", {"engine/base", "service/call", "service/store", "service/server"}},
      {"tools/client", {"engine/base", "service/call", "service/convert"}},
      {"tools/pictures", {"engine/base"}},
      {"tools/synth", {"engine/base", "engine/model", "service/convert"}},
      {"tools/walz",
       {"engine/base", "engine/model", "engine/rulebook", "engine/rules", "engine/matching", "engine/explain",
        "service/convert", "service/report", "service/call", "tools/client", "tools/pictures", "tools/synth"}},
  };
  return *arrows;
}

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

SourceFile ReadSource(const fs::path& root, const fs::path& path) {
  SourceFile file;
  file.path = fs::relative(path, root).string();
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    file.lines.push_back(line);
    if (!absl::StartsWith(line, "#include ")) continue;
    const std::string name = line.substr(10, line.find_first_of("\">", 10) - 10);
    (line[9] == '"' ? file.own_includes : file.other_includes).push_back(name);
  }
  return file;
}

const std::vector<SourceFile>& Sources() {
  static const auto* const sources = [] {
    auto* all = new std::vector<SourceFile>;
    const fs::path root = WALZ_SOURCE_DIR;
    for (const char* top : {"engine", "service", "tools", "tests", "bench"}) {
      for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
        const std::string extension = entry.path().extension().string();
        if (extension == ".h" || extension == ".cc") all->push_back(ReadSource(root, entry.path()));
      }
    }
    std::sort(all->begin(), all->end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return all;
  }();
  return *sources;
}

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(HouseTest, ArrowsPointDown) {
  for (const SourceFile& file : Sources()) {
    const auto row = Arrows().find(FolderOf(file.path));
    if (row == Arrows().end()) continue;  // tests/ and bench/ may include everything.
    for (const std::string& include : file.own_includes) {
      const std::string folder = FolderOf(include);
      EXPECT_TRUE(folder == row->first || row->second.contains(folder)) << file.path << " includes " << include;
    }
  }
}

TEST(HouseTest, EveryFolderHasARowInTheLawOfArrows) {
  for (const SourceFile& file : Sources()) {
    if (absl::StartsWith(file.path, "tests/") || absl::StartsWith(file.path, "bench/")) continue;
    EXPECT_TRUE(Arrows().contains(FolderOf(file.path))) << file.path;
  }
}

TEST(HouseTest, TheEngineIsPure) {
  // No I/O, clock, random device, threads' sleep, protobuf, gRPC or RocksDB.
  const std::vector<std::string> forbidden = {"fstream", "iostream", "filesystem",      "random",  "chrono", "ctime",
                                              "grpc",    "google/",  "absl/time/clock", "rocksdb", "walz/v1"};
  for (const SourceFile& file : Sources()) {
    if (!absl::StartsWith(file.path, "engine/")) continue;
    for (const std::string& include : file.other_includes) {
      for (const std::string& word : forbidden) {
        EXPECT_FALSE(absl::StartsWith(include, word)) << file.path << " includes <" << include << ">";
      }
    }
  }
}

TEST(HouseTest, TheAuditorKnowsNoSolver) {
  // Of the scale of counts it takes prices that it sums up itself, and weights whose order it checks.
  const std::set<std::string> allowed = {"engine/matching/matching.h", "engine/matching/lottery.h",
                                         "engine/matching/sieve.h", "engine/matching/count_scale.h"};
  for (const SourceFile& file : Sources()) {
    if (!absl::StartsWith(file.path, "engine/matching/audit")) continue;
    for (const std::string& include : file.own_includes) {
      EXPECT_FALSE(absl::StartsWith(include, "engine/solve/")) << file.path << " includes " << include;
      if (absl::StartsWith(include, "engine/matching/")) {
        EXPECT_TRUE(allowed.contains(include) || absl::StartsWith(include, "engine/matching/audit"))
            << file.path << " includes " << include;
      }
    }
  }
}

TEST(HouseTest, IncludesHaveNoCircle) {
  std::map<std::string, const SourceFile*> by_path;
  for (const SourceFile& file : Sources()) by_path[file.path] = &file;
  enum class Mark { kOpen, kDone };
  std::map<std::string, Mark> marks;
  const auto visit = [&](const auto& self, const std::string& path) -> void {
    const auto file = by_path.find(path);
    if (file == by_path.end()) return;
    const auto [mark, fresh] = marks.try_emplace(path, Mark::kOpen);
    if (!fresh) {
      EXPECT_EQ(mark->second, Mark::kDone) << "circle through " << path;
      return;
    }
    for (const std::string& include : file->second->own_includes) self(self, include);
    marks[path] = Mark::kDone;
  };
  for (const SourceFile& file : Sources()) visit(visit, file.path);
}

TEST(HouseTest, OwnIncludesExist) {
  for (const SourceFile& file : Sources()) {
    for (const std::string& include : file.own_includes) {
      EXPECT_TRUE(fs::exists(fs::path(WALZ_SOURCE_DIR) / include)) << file.path << " includes " << include;
    }
  }
}

TEST(HouseTest, FilesAreSmall) {
  for (const SourceFile& file : Sources()) EXPECT_LE(file.lines.size(), kLinesMax) << file.path;
}

TEST(HouseTest, HeadersHaveACaptionAndAGuard) {
  for (const SourceFile& file : Sources()) {
    if (!absl::EndsWith(file.path, ".h")) continue;
    ASSERT_FALSE(file.lines.empty()) << file.path;
    EXPECT_TRUE(absl::StartsWith(file.lines[0], "// ")) << file.path << " needs a caption";
    std::string guard = file.path + "_";
    std::transform(guard.begin(), guard.end(), guard.begin(),
                   [](unsigned char c) { return std::isalnum(c) ? static_cast<char>(std::toupper(c)) : '_'; });
    EXPECT_NE(std::find(file.lines.begin(), file.lines.end(), absl::StrCat("#ifndef ", guard)), file.lines.end())
        << file.path << " needs the guard " << guard;
  }
}

TEST(HouseTest, OneStringView) {
  for (const SourceFile& file : Sources()) {
    if (file.path == "tests/house/house_test.cc") continue;
    for (const std::string& line : file.lines) {
      EXPECT_FALSE(absl::StrContains(line, "std::string_view")) << file.path << ": " << line;
    }
  }
}

TEST(HouseTest, EveryRuleIsListedAndTested) {
  const fs::path root = WALZ_SOURCE_DIR;
  const std::string list = ReadAll(root / "engine/rules/standard_rulebook.cc");
  std::size_t rule_count = 0;
  for (const SourceFile& file : Sources()) {
    if (FolderOf(file.path) != "engine/rules" || !absl::EndsWith(file.path, ".h")) continue;
    if (absl::StrContains(file.path, "standard_rulebook")) continue;
    const std::string name = fs::path(file.path).stem().string();
    const bool is_rule = std::any_of(file.lines.begin(), file.lines.end(),
                                     [](const std::string& line) { return absl::StrContains(line, "kName"); });
    if (!is_rule) continue;
    ++rule_count;
    EXPECT_TRUE(absl::StrContains(list, absl::StrCat("\"", file.path, "\""))) << name << " is not in the rulebook";
    EXPECT_TRUE(fs::exists(root / "tests/engine/rules" / (name + "_test.cc"))) << name << " has no test";
    const std::string named = absl::StrCat("\"", name, "\"");
    EXPECT_TRUE(std::any_of(
        file.lines.begin(), file.lines.end(),
        [&](const std::string& line) { return absl::StrContains(line, "kName") && absl::StrContains(line, named); }))
        << file.path << " must be named " << named;
  }
  EXPECT_EQ(rule_count, 19u + 11u + 7u);
}

TEST(HouseTest, TheProjectSpeaksOfItselfAlone) {
  // Machine paths have no place in the tree.
  const std::vector<std::string> forbidden = {std::string("/wo") + "rk/", std::string("/ho") + "me/",
                                              std::string("/ro") + "ot/"};
  for (const SourceFile& file : Sources()) {
    for (const std::string& line : file.lines) {
      for (const std::string& word : forbidden)
        EXPECT_FALSE(absl::StrContains(line, word)) << file.path << ": " << line;
    }
  }
}

}  // namespace
}  // namespace walz
