// RowTable: rows sorted by id, copied in O(1), changed in O(log n): copies share what neither of them changed.
//
// Three levels of nodes: the root holds blocks of at most 64 leaves of at most 64 rows.  A change copies one leaf, one
// block and the root's list of blocks, unless they were made by the same edit: one edit copies each node once, however
// many rows it changes.
//
// Thread rule: a table whose edit is over is immutable; edits come one after another, each with a greater number.

#ifndef SERVICE_APP_MIRROR_ROW_TABLE_H_
#define SERVICE_APP_MIRROR_ROW_TABLE_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

namespace walz {

inline constexpr std::size_t kRowTableNodeMax = 64;

template <typename Row>
class RowTable {
 public:
  using RowPointer = std::shared_ptr<const Row>;

  template <typename Child>
  struct Node {
    std::int64_t edit = 0;
    std::string first;  // Id of the first row.
    std::vector<std::shared_ptr<Child>> children;
    const std::string& id() const { return first; }
  };
  using Leaf = Node<const Row>;
  using Block = Node<Leaf>;

  RowTable() : root_(std::make_shared<Root>()) {}

  // REQUIRES: by id, ascending, each once.
  static RowTable Of(std::vector<RowPointer> rows) {
    RowTable table;
    table.size_ = rows.size();
    table.root_->children = Grouped<Block>(Grouped<Leaf>(std::move(rows)));
    return table;
  }

  std::size_t size() const { return size_; }

  // Whether nothing was edited between the two; false says nothing.  O(1).
  bool IsSame(const RowTable& other) const { return root_ == other.root_; }

  // Null if there is none.
  RowPointer Find(absl::string_view id) const {
    const Block* const block = ChildOf(*root_, id);
    if (block == nullptr) return nullptr;
    const Leaf* const leaf = ChildOf(*block, id);
    const auto at = LowerBound(leaf->children, id);
    return at != leaf->children.end() && (*at)->id() == id ? *at : nullptr;
  }

  // The table in pieces of at most 4,096 rows, ascending; a piece that two tables share is the same in both.
  absl::Span<const std::shared_ptr<Block>> blocks() const { return root_->children; }

  template <typename Visit>
  static void ForEachOf(const Block& block, const Visit& visit) {
    for (const auto& leaf : block.children) {
      for (const RowPointer& row : leaf->children) visit(*row);
    }
  }
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (const auto& block : blocks()) ForEachOf(*block, visit);
  }

  // Adds the row, or takes it in place of the one of that id, which it gives back; null if there was none.
  RowPointer Put(RowPointer row, std::int64_t edit) {
    RowPointer before = PutInto(root_, std::move(row), edit);
    size_ += before == nullptr ? 1 : 0;
    return before;
  }

  // False if there is none.
  bool Erase(absl::string_view id, std::int64_t edit) {
    if (Find(id) == nullptr) return false;
    EraseFrom(root_, id, edit);
    --size_;
    return true;
  }

 private:
  using Root = Node<Block>;

  template <typename Children>
  static auto LowerBound(Children& children, absl::string_view id) {
    return std::lower_bound(children.begin(), children.end(), id,
                            [](const auto& child, absl::string_view key) { return child->id() < key; });
  }
  // The child below which `id` stands or would stand: the last that begins at or before it, else the first.
  template <typename Children>
  static std::size_t PositionOf(const Children& children, absl::string_view id) {
    const auto at = std::upper_bound(children.begin(), children.end(), id,
                                     [](absl::string_view key, const auto& child) { return key < child->id(); });
    return at == children.begin() ? 0 : static_cast<std::size_t>(at - children.begin()) - 1;
  }
  template <typename Child>
  static const Child* ChildOf(const Node<Child>& node, absl::string_view id) {
    return node.children.empty() ? nullptr : node.children[PositionOf(node.children, id)].get();
  }

  template <typename Parent, typename Pointer>
  static std::vector<std::shared_ptr<Parent>> Grouped(std::vector<Pointer> children) {
    // Half full, so that the first rows to come split nothing.
    constexpr std::size_t kFill = kRowTableNodeMax / 2;
    std::vector<std::shared_ptr<Parent>> parents;
    for (std::size_t i = 0; i < children.size(); i += kFill) {
      auto parent = std::make_shared<Parent>();
      parent->first = children[i]->id();
      const std::size_t last = std::min(children.size(), i + kFill);
      for (std::size_t j = i; j < last; ++j) parent->children.push_back(std::move(children[j]));
      parents.push_back(std::move(parent));
    }
    return parents;
  }

  // Makes `node` one that this edit may change.
  template <typename NodeType>
  static void Own(std::shared_ptr<NodeType>& node, std::int64_t edit) {
    if (node->edit == edit) return;
    node = std::make_shared<NodeType>(*node);
    node->edit = edit;
  }

  // The row that was in its place; null if it is a new one.
  static RowPointer PutInto(std::shared_ptr<Leaf>& leaf, RowPointer row, std::int64_t edit) {
    Own(leaf, edit);
    const auto at = LowerBound(leaf->children, row->id());
    const bool fresh = at == leaf->children.end() || (*at)->id() != row->id();
    if (fresh) {
      leaf->children.insert(at, std::move(row));
      row = nullptr;
    } else {
      std::swap(*at, row);
    }
    leaf->first = leaf->children.front()->id();
    return row;
  }
  template <typename Child>
  static RowPointer PutInto(std::shared_ptr<Node<Child>>& node, RowPointer row, std::int64_t edit) {
    Own(node, edit);
    if (node->children.empty()) node->children.push_back(std::make_shared<Child>());
    const std::size_t at = PositionOf(node->children, row->id());
    RowPointer before = PutInto(node->children[at], std::move(row), edit);
    if (node->children[at]->children.size() > kRowTableNodeMax) {
      node->children.insert(node->children.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                            SplitOff(*node->children[at], edit));
    }
    node->first = node->children.front()->id();
    return before;
  }
  template <typename Child>
  static std::shared_ptr<Node<Child>> SplitOff(Node<Child>& node, std::int64_t edit) {
    auto upper = std::make_shared<Node<Child>>();
    const auto middle = node.children.begin() + static_cast<std::ptrdiff_t>(node.children.size() / 2);
    upper->edit = edit;
    upper->children.assign(std::make_move_iterator(middle), std::make_move_iterator(node.children.end()));
    upper->first = upper->children.front()->id();
    node.children.erase(middle, node.children.end());
    return upper;
  }

  // REQUIRES: it is there.
  static void EraseFrom(std::shared_ptr<Leaf>& leaf, absl::string_view id, std::int64_t edit) {
    Own(leaf, edit);
    leaf->children.erase(LowerBound(leaf->children, id));
    if (!leaf->children.empty()) leaf->first = leaf->children.front()->id();
  }
  template <typename Child>
  static void EraseFrom(std::shared_ptr<Node<Child>>& node, absl::string_view id, std::int64_t edit) {
    Own(node, edit);
    const std::size_t at = PositionOf(node->children, id);
    EraseFrom(node->children[at], id, edit);
    if (node->children[at]->children.empty()) {
      node->children.erase(node->children.begin() + static_cast<std::ptrdiff_t>(at));
    }
    if (!node->children.empty()) node->first = node->children.front()->id();
  }

  std::shared_ptr<Root> root_;
  std::size_t size_ = 0;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_ROW_TABLE_H_
