#include "service/messages/list_messages.h"

#include <algorithm>
#include <tuple>

#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_cat.h>

#include "service/messages/message_record.h"

namespace walz {
namespace {

constexpr char kTwice[] = "the same row stands twice; keep one";

// Rows of one message by what must be unique among them.
using RowKey = std::pair<int, absl::string_view>;
RowKey KeyOf(const WishFact& row) { return {static_cast<int>(row.kind), row.target}; }
RowKey KeyOf(const PairFact& row) { return {static_cast<int>(row.kind), row.opening}; }
RowKey KeyOf(const HostRankFact& row) { return {0, row.apprentice}; }

// Most lists are short, and comparing all with all is quicker than hashing.
constexpr std::size_t kShortListRows = 16;

// Calls report(i) for each row that an earlier one has the key of.
template <typename Row, typename Report>
void FindTwins(absl::Span<const Row> rows, const Report& report) {
  if (rows.size() <= kShortListRows) {
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const auto twin = [&](const Row& row) { return KeyOf(row) == KeyOf(rows[i]); };
      if (std::any_of(rows.begin(), rows.begin() + i, twin)) report(i);
    }
    return;
  }
  absl::flat_hash_set<RowKey> seen;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!seen.insert(KeyOf(rows[i])).second) report(i);
  }
}

template <typename Message>
struct ListShape {
  absl::string_view field;
  int count_max;
  absl::string_view twin_field;  // Which is to blame where a row stands twice.
  Collection collection;
};

// Reads all rows; false, and nothing appended, where one is at fault.
template <typename Message, typename Row>
bool ReadList(const ListShape<Message>& list, const std::string& name,
              const google::protobuf::RepeatedPtrField<Message>& messages, const TableShape<Row>& shape,
              MessageScope& scope, std::vector<Row>& rows, std::vector<FieldFault>& faults) {
  if (messages.empty()) return true;
  if (messages.size() > list.count_max) {
    faults.push_back({std::string(list.field), "too_long", absl::StrCat("at most ", list.count_max, " rows")});
    return false;
  }
  CellText names;
  if (!names.SetName(list.collection, name)) {
    faults.push_back({"name", "bad_name", "write the resource's name, such as centres/C-1/apprentices/A-1"});
    return false;
  }
  const std::size_t count_before = rows.size();
  const std::size_t faults_before = faults.size();
  const std::string no_prefix;
  for (int i = 0; i < messages.size(); ++i) {
    Row& row = rows.emplace_back();
    const std::size_t faults_so_far = faults.size();
    if (MessageRecord<Message, Row>(shape, scope.read(), no_prefix, faults).ReadListed(names.id(), messages[i], row)) {
      continue;
    }
    for (std::size_t at = faults_so_far; at < faults.size(); ++at) {
      faults[at].path = absl::StrCat(list.field, "[", i, "].", faults[at].path);
    }
  }
  if (faults.size() == faults_before) {
    FindTwins(absl::MakeConstSpan(rows).subspan(count_before), [&](std::size_t i) {
      faults.push_back({absl::StrCat(list.field, "[", i, "].", list.twin_field), "duplicate_id", kTwice});
    });
  }
  if (faults.size() == faults_before) return true;
  rows.resize(count_before);
  return false;
}

// At most one pin, and none where it is forbidden.
void CheckPins(absl::Span<const PairFact> rows, std::vector<FieldFault>& faults) {
  const PairFact* pin = nullptr;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].kind != PairMark::kPin) continue;
    if (pin != nullptr) {
      faults.push_back({absl::StrCat("pairs[", i, "].opening"), "contradiction",
                        "the apprentice is pinned to another opening already; keep one pin"});
    } else {
      pin = &rows[i];
    }
  }
  for (std::size_t i = 0; i < rows.size() && pin != nullptr; ++i) {
    if (rows[i].kind != PairMark::kForbid || rows[i].opening != pin->opening) continue;
    faults.push_back({absl::StrCat("pairs[", i, "].kind"), "contradiction",
                      "the pair is pinned and forbidden at once; keep one of the two"});
  }
}

template <typename Row, typename Less>
std::vector<const Row*> Sorted(absl::Span<const Row> rows, const Less& less) {
  std::vector<const Row*> sorted;
  sorted.reserve(rows.size());
  for (const Row& row : rows) sorted.push_back(&row);
  std::sort(sorted.begin(), sorted.end(), [&](const Row* a, const Row* b) { return less(*a, *b); });
  return sorted;
}

}  // namespace

bool ReadWishes(const v1::Apprentice& message, MessageScope& scope, std::vector<WishFact>& rows,
                std::vector<FieldFault>& faults) {
  const std::size_t count_before = rows.size();
  const ListShape<v1::Wish> list{"wishes", kWishesMax, "target", Collection::kApprentices};
  if (!ReadList(list, message.name(), message.wishes(), WishShape(), scope, rows, faults)) return false;
  const std::size_t faults_before = faults.size();
  for (std::size_t i = count_before; i < rows.size(); ++i) {
    const std::string& target = rows[i].target;
    if (rows[i].kind != WishKind::kCountry) continue;
    if (target.size() == 2 && scope.catalogue()->countries.contains(Country::Of(target))) continue;
    faults.push_back(
        {absl::StrCat("wishes[", i - count_before, "].target"), "unknown_reference", "no country has this code"});
  }
  if (faults.size() == faults_before) return true;
  rows.resize(count_before);
  return false;
}

bool ReadPairs(const v1::Apprentice& message, MessageScope& scope, std::vector<PairFact>& rows,
               std::vector<FieldFault>& faults) {
  const std::size_t count_before = rows.size();
  const ListShape<v1::PairMark> list{"pairs", kPairMarksMax, "opening", Collection::kApprentices};
  if (!ReadList(list, message.name(), message.pairs(), PairShape(), scope, rows, faults)) return false;
  const std::size_t faults_before = faults.size();
  CheckPins(absl::MakeConstSpan(rows).subspan(count_before), faults);
  if (faults.size() == faults_before) return true;
  rows.resize(count_before);
  return false;
}

bool ReadHostRanks(const v1::Opening& message, MessageScope& scope, std::vector<HostRankFact>& rows,
                   std::vector<FieldFault>& faults) {
  const ListShape<v1::HostRank> list{"host_ranks", kHostRanksMax, "apprentice", Collection::kOpenings};
  return ReadList(list, message.name(), message.host_ranks(), HostRankShape(), scope, rows, faults);
}

void SetWishes(absl::Span<const WishFact> rows, v1::Apprentice& message) {
  message.clear_wishes();
  const auto less = [](const WishFact& a, const WishFact& b) {
    return std::tie(a.rank, a.kind, a.target) < std::tie(b.rank, b.kind, b.target);
  };
  for (const WishFact* row : Sorted(rows, less)) {
    v1::Wish& wish = *message.add_wishes();
    wish.set_rank(row->rank);
    wish.set_kind(static_cast<v1::WishKind>(static_cast<int>(row->kind) + 1));
    wish.set_target(row->target);
  }
}

void SetPairs(absl::Span<const PairFact> rows, v1::Apprentice& message) {
  message.clear_pairs();
  const auto less = [](const PairFact& a, const PairFact& b) {
    return std::tie(a.opening, a.kind) < std::tie(b.opening, b.kind);
  };
  for (const PairFact* row : Sorted(rows, less)) {
    v1::PairMark& mark = *message.add_pairs();
    mark.set_opening(row->opening);
    mark.set_kind(static_cast<v1::PairKind>(static_cast<int>(row->kind) + 1));
    if (row->start) mark.set_start(FormatDay(*row->start));
    if (row->end) mark.set_end(FormatDay(*row->end));
    mark.set_reason(row->reason);
  }
}

void SetHostRanks(absl::Span<const HostRankFact> rows, v1::Opening& message) {
  message.clear_host_ranks();
  const auto less = [](const HostRankFact& a, const HostRankFact& b) {
    return std::tie(a.rank, a.apprentice) < std::tie(b.rank, b.apprentice);
  };
  for (const HostRankFact* row : Sorted(rows, less)) {
    v1::HostRank& rank = *message.add_host_ranks();
    rank.set_rank(row->rank);
    rank.set_apprentice(row->apprentice);
  }
}

}  // namespace walz
