// What changed from one RowTable to another: O(blocks + leaves of changed blocks + rows of changed leaves).

#ifndef SERVICE_APP_MIRROR_ROW_TABLE_DIFF_H_
#define SERVICE_APP_MIRROR_ROW_TABLE_DIFF_H_

#include <memory>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_set.h>
#include <absl/types/span.h>

#include "service/app/mirror/row_table.h"

namespace walz {

template <typename Row>
struct RowTableDiff {
  using RowPointer = std::shared_ptr<const Row>;

  std::vector<RowPointer> gone;   // In the earlier table alone, by id.
  std::vector<RowPointer> fresh;  // In the later one alone, by id.

  RowTableDiff(const RowTable<Row>& earlier, const RowTable<Row>& later) {
    const auto [old_blocks, new_blocks] = Unshared(earlier.blocks(), later.blocks());
    const auto [old_leaves, new_leaves] =
        Unshared<typename RowTable<Row>::Leaf>(ChildrenOf(old_blocks), ChildrenOf(new_blocks));
    Merge(RowsOf(old_leaves), RowsOf(new_leaves));
  }

 private:
  template <typename Node>
  using Pointers = std::vector<std::shared_ptr<Node>>;

  // Those of each side that the other one has not.
  template <typename Node>
  static std::pair<Pointers<Node>, Pointers<Node>> Unshared(absl::Span<const std::shared_ptr<Node>> a,
                                                            absl::Span<const std::shared_ptr<Node>> b) {
    const auto lacking = [](absl::Span<const std::shared_ptr<Node>> these, absl::Span<const std::shared_ptr<Node>> in) {
      absl::flat_hash_set<const Node*> there;
      there.reserve(in.size());
      for (const auto& node : in) there.insert(node.get());
      Pointers<Node> found;
      for (const auto& node : these) {
        if (!there.contains(node.get())) found.push_back(node);
      }
      return found;
    };
    return {lacking(a, b), lacking(b, a)};
  }

  template <typename Node>
  static auto ChildrenOf(const Pointers<Node>& nodes) {
    decltype(Node::children) children;
    for (const auto& node : nodes) children.insert(children.end(), node->children.begin(), node->children.end());
    return children;
  }

  static std::vector<const RowPointer*> RowsOf(const Pointers<typename RowTable<Row>::Leaf>& leaves) {
    std::vector<const RowPointer*> rows;
    for (const auto& leaf : leaves) {
      for (const RowPointer& row : leaf->children) rows.push_back(&row);
    }
    return rows;
  }

  // Both sides ascend by id.
  void Merge(const std::vector<const RowPointer*>& old_rows, const std::vector<const RowPointer*>& new_rows) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < old_rows.size() || j < new_rows.size()) {
      if (i < old_rows.size() && j < new_rows.size() && *old_rows[i] == *new_rows[j]) {
        ++i;
        ++j;
        continue;
      }
      const bool old_next =
          j == new_rows.size() || (i < old_rows.size() && (*old_rows[i])->id() <= (*new_rows[j])->id());
      if (old_next) {
        gone.push_back(*old_rows[i++]);
      } else {
        fresh.push_back(*new_rows[j++]);
      }
    }
  }
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_ROW_TABLE_DIFF_H_
