#include "service/app/mirror/row_table.h"

#include <map>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "tests/support/dice.h"

namespace walz {
namespace {

struct NumberRow {
  std::string name;
  int number = 0;
  const std::string& id() const { return name; }
};

using Content = std::map<std::string, int>;

Content ContentOf(const RowTable<NumberRow>& table) {
  Content content;
  std::string last;
  table.ForEach([&](const NumberRow& row) {
    EXPECT_TRUE(content.empty() || last < row.name);
    last = row.name;
    content[row.name] = row.number;
  });
  EXPECT_EQ(content.size(), table.size());
  return content;
}

TEST(RowTableTest, SaysWhatAMapSaysAfterAnyEditsAndOldCopiesStand) {
  Dice dice(1);
  for (int round = 0; round < 6; ++round) {
    std::vector<RowTable<NumberRow>::RowPointer> rows;
    Content model;
    const int start_count = round % 2 == 0 ? 0 : 5000;
    for (int i = 0; i < start_count; ++i) {
      const std::string id = absl::StrCat("row-", 100000 + i);
      rows.push_back(std::make_shared<NumberRow>(NumberRow{id, i}));
      model[id] = i;
    }
    RowTable<NumberRow> table = RowTable<NumberRow>::Of(rows);
    ASSERT_EQ(ContentOf(table), model);
    for (int edit = 1; edit < 30; ++edit) {
      const RowTable<NumberRow> before = table;
      const Content before_model = model;
      for (int i = 0; i < 400; ++i) {
        const std::string id = absl::StrCat("row-", 100000 + dice.Between(0, 5999));
        if (dice.Percent(33)) {
          EXPECT_EQ(table.Erase(id, edit), model.erase(id) == 1);
        } else {
          const int number = dice.Between(0, 999);
          const auto replaced = table.Put(std::make_shared<NumberRow>(NumberRow{id, number}), edit);
          ASSERT_EQ(replaced != nullptr, model.contains(id));
          EXPECT_EQ(replaced == nullptr ? 0 : replaced->number, model[id]);
          model[id] = number;
        }
      }
      ASSERT_EQ(ContentOf(table), model);
      ASSERT_EQ(ContentOf(before), before_model);
      const std::string probe = absl::StrCat("row-", 100000 + dice.Between(0, 5999));
      const auto found = table.Find(probe);
      ASSERT_EQ(found != nullptr, model.contains(probe));
      if (found != nullptr) {
        EXPECT_EQ(found->number, model[probe]);
      }
    }
  }
}

TEST(RowTableTest, EmptiesAndFillsAgain) {
  RowTable<NumberRow> table;
  EXPECT_EQ(table.Find("a"), nullptr);
  EXPECT_FALSE(table.Erase("a", 1));
  for (int i = 0; i < 300; ++i) table.Put(std::make_shared<NumberRow>(NumberRow{absl::StrCat("r", i), i}), 1);
  for (int i = 0; i < 300; ++i) EXPECT_TRUE(table.Erase(absl::StrCat("r", i), 2));
  EXPECT_EQ(table.size(), 0u);
  EXPECT_TRUE(table.blocks().empty());
  table.Put(std::make_shared<NumberRow>(NumberRow{"x", 7}), 3);
  EXPECT_EQ(table.Find("x")->number, 7);
}

TEST(RowTableTest, AnEditLeavesOtherBlocksShared) {
  std::vector<RowTable<NumberRow>::RowPointer> rows;
  for (int i = 0; i < 10000; ++i) {
    rows.push_back(std::make_shared<NumberRow>(NumberRow{absl::StrCat("row-", 100000 + i), i}));
  }
  const RowTable<NumberRow> before = RowTable<NumberRow>::Of(rows);
  RowTable<NumberRow> after = before;
  after.Put(std::make_shared<NumberRow>(NumberRow{"row-105000", 0}), 1);
  std::size_t shared = 0;
  for (std::size_t i = 0; i < before.blocks().size(); ++i) shared += before.blocks()[i] == after.blocks()[i] ? 1 : 0;
  EXPECT_EQ(shared + 1, before.blocks().size());
}

}  // namespace
}  // namespace walz
