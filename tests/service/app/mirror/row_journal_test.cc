// row_journal: the changes between two revisions, or none where some are forgotten.

#include "service/app/mirror/row_journal.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace walz {
namespace {

using Journal = RowJournal<std::string>;

// The rows after the changes, one after another; `forgotten`.
std::string Words(const Journal& journal, Revision earlier, Revision later) {
  const std::optional<std::vector<Journal::Change>> changes = journal.Between(earlier, later);
  if (!changes) return "forgotten";
  std::string words;
  for (const Journal::Change& change : *changes) words += change.after == nullptr ? "-" : *change.after;
  return words;
}

Journal::RowPointer Row(const char* text) { return std::make_shared<const std::string>(text); }

TEST(RowJournalTest, TellsWhatCommitsAfterTheEarlierUpToTheLaterChanged) {
  Journal journal(10, 100);
  EXPECT_EQ(Words(journal, 10, 10), "");
  journal.Add({11, nullptr, Row("a")});
  journal.Add({11, nullptr, Row("b")});
  journal.Add({13, Row("a"), nullptr});
  journal.Add({14, nullptr, Row("c")});
  EXPECT_EQ(Words(journal, 10, 14), "ab-c");
  EXPECT_EQ(Words(journal, 10, 13), "ab-");
  EXPECT_EQ(Words(journal, 11, 13), "-");
  EXPECT_EQ(Words(journal, 12, 20), "-c");
  EXPECT_EQ(Words(journal, 14, 14), "");
  EXPECT_EQ(Words(journal, 9, 14), "forgotten");
}

TEST(RowJournalTest, ForgetsWholeCommits) {
  Journal journal(0, 2);
  journal.Add({1, nullptr, Row("a")});
  journal.Add({2, nullptr, Row("b")});
  EXPECT_EQ(Words(journal, 0, 2), "ab");
  journal.Add({2, nullptr, Row("c")});
  EXPECT_EQ(Words(journal, 0, 2), "forgotten");
  EXPECT_EQ(Words(journal, 1, 2), "bc");
  journal.Add({3, nullptr, Row("d")});
  EXPECT_EQ(Words(journal, 1, 3), "forgotten") << "the half of a commit is not enough";
  EXPECT_EQ(Words(journal, 2, 3), "d");
}

}  // namespace
}  // namespace walz
