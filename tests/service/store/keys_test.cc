#include "service/store/keys.h"

#include <set>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

using Ids = std::vector<std::string>;

TEST(KeysTest, TheBytesOnDiskArePinned) {
  struct Case {
    const char* name;
    std::string key;
  };
  const Case cases[] = {
      {"centres/C-1/apprentices/A-1", "aC-1/A-1"},
      {"centres/C-1", "cC-1"},
      {"jobs/nightly/executions/2027-01-31", "enightly/2027-01-31"},
      {"rounds/r/runs/4/files/proposals.csv/chunks/0", "fr/4/proposals.csv/0"},
      {"companies/H-9", "hH-9"},
      {"jobs/nightly", "jnightly"},
      {"rounds/spring-27/runs/4", "nspring-27/4"},
      {"companies/H-9/openings/O-1", "oH-9/O-1"},
      {"rounds/r/runs/4/proposals/A-1", "pr/4/A-1"},
      {"rounds/spring-27", "rspring-27"},
      {"schemes/de-dual@2026-08-01", "sde-dual@2026-08-01"},
      {"tokens/t-3", "tt-3"},
      {"unique/apprentices/ids/A-1", "uapprentices/A-1"},
      {"centres/A%2F1%25%0A%7F", "cA%2F1%25%0A%7F"},
      {"centres/Zürich Süd", "cZürich Süd"},
  };
  for (const Case& row : cases) {
    const std::optional<ResourceName> name = ParseName(row.name);
    ASSERT_TRUE(name.has_value()) << row.name;
    EXPECT_EQ(KeyOf(*name), row.key);
    EXPECT_EQ(FormatName(*name), row.name);
    EXPECT_EQ(NameOfKey(row.key), name) << row.key;
  }
  EXPECT_EQ(UniqueIdKey(Collection::kApprentices, "A/1"), "uapprentices/A%2F1");
  EXPECT_EQ(UniqueIdKey(Collection::kOpenings, "O-1"), "uopenings/O-1");
  EXPECT_EQ(LastUseKey({Collection::kCentres, {"C-1"}}), "Lucentres/C-1");
}

TEST(KeysTest, HostileIdsComeBackAsTheyWere) {
  const Ids hostile = {"a/b",
                       "%",
                       "%2F",
                       "%%",
                       "..",
                       " ",
                       std::string("\0", 1),
                       "\x01\x1f\x7f",
                       "\xff\xfe",
                       "日本",
                       "a\nb",
                       std::string(1024, 'x'),
                       "~",
                       "0",
                       "//"};
  std::set<std::string> keys;
  for (const std::string& outer : hostile) {
    for (const std::string& inner : hostile) {
      const ResourceName name = {Collection::kApprentices, {outer, inner}};
      const std::string key = KeyOf(name);
      EXPECT_TRUE(keys.insert(key).second) << "two names with one key";
      EXPECT_EQ(NameOfKey(key), name);
      EXPECT_EQ(ParseName(FormatName(name)), name);
    }
  }
}

TEST(KeysTest, RefusesWhatIsNoName) {
  const std::string bad[] = {
      "",
      "/",
      "centres",
      "centres/",
      "/centres/C-1",
      "centres/C-1/",
      "centres//apprentices/A-1",
      "centres/C-1/apprentices/",
      "centres/C-1/openings/O-1",
      "centre/C-1",
      "Centres/C-1",
      "centres/C-1/apprentices/A-1/x",
      "centres/%",
      "centres/%2",
      "centres/%2f",  // Only the escaping that EscapeId makes.
      "centres/%41",  // An `A` needs none.
      "centres/%GG",
      "centres/a\nb",  // Control characters are escaped.
      std::string("centres/a\0b", 11),
      absl::StrCat("centres/", std::string(1025, 'x')),
  };
  for (const std::string& text : bad) EXPECT_FALSE(ParseName(text).has_value()) << text;
  EXPECT_TRUE(ParseName(absl::StrCat("centres/", std::string(1024, 'x'))).has_value());
}

TEST(KeysTest, RefusesWhatIsNoKey) {
  for (const char* key : {"", "a", "aC-1", "aC-1/", "a/A-1", "aC-1/A-1/x", "c", "cC/1", "c%2f", "zC-1", "\x01"}) {
    EXPECT_FALSE(NameOfKey(key).has_value()) << key;
  }
}

TEST(KeysTest, ARangeHoldsExactlyWhatIsBelow) {
  const auto holds = [](const KeyRange& range, const ResourceName& name) {
    const std::string key = KeyOf(name);
    return range.first <= key && key < range.last;
  };
  const KeyRange all = RangeOf(Collection::kApprentices);
  EXPECT_TRUE(holds(all, {Collection::kApprentices, {std::string(1, '\0'), "A"}}));
  EXPECT_TRUE(holds(all, {Collection::kApprentices, {"\xff\xff", "\xff"}}));
  EXPECT_FALSE(holds(all, {Collection::kCentres, {"C-1"}}));
  const Ids parent = {"C-1"};
  const KeyRange below = RangeOf(Collection::kApprentices, parent);
  EXPECT_TRUE(holds(below, {Collection::kApprentices, {"C-1", "A-1"}}));
  EXPECT_TRUE(holds(below, {Collection::kApprentices, {"C-1", "\xff"}}));
  for (const char* other : {"C-", "C-10", "C-1/", "C-2", "C-1 ", "C-1!", "C-1.", "C-10/x"}) {
    EXPECT_FALSE(holds(below, {Collection::kApprentices, {other, "A-1"}})) << other;
  }
}

TEST(KeysTest, CollectionsAreFoundByTheirWords) {
  for (const char* word : {"apprentices", "centres", "executions", "chunks", "companies", "jobs", "runs", "openings",
                           "proposals", "rounds", "schemes", "tokens", "ids"}) {
    const std::optional<Collection> found = FindCollection(word);
    ASSERT_TRUE(found.has_value()) << word;
    EXPECT_EQ(CollectionWord(*found), word);
  }
  EXPECT_FALSE(FindCollection("").has_value());
  EXPECT_FALSE(FindCollection("centre").has_value());
}

}  // namespace
}  // namespace walz
