// Imports wishes, pair marks and host ranks: the rows of one owner, an apprentice or opening, are its list.
//
// The rows of an owner may stand anywhere in the file, so all are read before the first list is replaced.

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_io.h"
#include "service/app/transfer/table_import.h"
#include "service/messages/list_messages.h"

namespace walz {
namespace {

constexpr char kTwice[] = "the same row stands twice; keep one";

struct ListTarget {
  absl::string_view column;
  absl::string_view noun;
  Collection collection = Collection::kOpenings;
  bool country = false;
};

template <typename Fact>
struct ListTraits;

template <>
struct ListTraits<WishFact> {
  using Owner = v1::Apprentice;
  static constexpr Collection kOwners = Collection::kApprentices;
  static constexpr absl::string_view kOwnerColumn = "apprentice";
  static constexpr std::size_t kRowsMax = kWishesMax;
  static TableShape<WishFact> Shape() { return WishShape(); }
  static const std::string& OwnerOf(const WishFact& fact) { return fact.apprentice; }
  static const std::string& TargetOf(const WishFact& fact) { return fact.target; }
  static ListTarget Target(const WishFact& fact) {
    if (fact.kind == WishKind::kCountry) return {"target", "country", Collection::kOpenings, /*country=*/true};
    if (fact.kind == WishKind::kCompany) return {"target", "company", Collection::kCompanies};
    return {"target", "opening", Collection::kOpenings};
  }
  static int KindOf(const WishFact& fact) { return static_cast<int>(fact.kind); }
  static constexpr absl::string_view kTwinColumn = "target";
  static constexpr absl::string_view kTwinHint = kTwice;
  static void Set(absl::Span<const WishFact> facts, Owner& owner) { SetWishes(facts, owner); }
  static void Replace(const Owner& from, Owner& owner) { *owner.mutable_wishes() = from.wishes(); }
};

template <>
struct ListTraits<PairFact> {
  using Owner = v1::Apprentice;
  static constexpr Collection kOwners = Collection::kApprentices;
  static constexpr absl::string_view kOwnerColumn = "apprentice";
  static constexpr std::size_t kRowsMax = kPairMarksMax;
  static TableShape<PairFact> Shape() { return PairShape(); }
  static const std::string& OwnerOf(const PairFact& fact) { return fact.apprentice; }
  static const std::string& TargetOf(const PairFact& fact) { return fact.opening; }
  static ListTarget Target(const PairFact&) { return {"opening", "opening", Collection::kOpenings}; }
  static int KindOf(const PairFact& fact) { return static_cast<int>(fact.kind); }
  static constexpr absl::string_view kTwinColumn = "opening";
  static constexpr absl::string_view kTwinHint = kTwice;
  static void Set(absl::Span<const PairFact> facts, Owner& owner) { SetPairs(facts, owner); }
  static void Replace(const Owner& from, Owner& owner) { *owner.mutable_pairs() = from.pairs(); }
};

template <>
struct ListTraits<HostRankFact> {
  using Owner = v1::Opening;
  static constexpr Collection kOwners = Collection::kOpenings;
  static constexpr absl::string_view kOwnerColumn = "opening";
  static constexpr std::size_t kRowsMax = kHostRanksMax;
  static TableShape<HostRankFact> Shape() { return HostRankShape(); }
  static const std::string& OwnerOf(const HostRankFact& fact) { return fact.opening; }
  static const std::string& TargetOf(const HostRankFact& fact) { return fact.apprentice; }
  static ListTarget Target(const HostRankFact&) { return {"apprentice", "apprentice", Collection::kApprentices}; }
  static int KindOf(const HostRankFact&) { return 0; }
  static constexpr absl::string_view kTwinColumn = "apprentice";
  static constexpr absl::string_view kTwinHint = "the opening ranks this apprentice twice; keep one row";
  static void Set(absl::Span<const HostRankFact> facts, Owner& owner) { SetHostRanks(facts, owner); }
  static void Replace(const Owner& from, Owner& owner) { *owner.mutable_host_ranks() = from.host_ranks(); }
};

template <typename Fact>
class ListImport : public TableImport {
 public:
  using Traits = ListTraits<Fact>;
  using Owner = typename Traits::Owner;

  explicit ListImport(ImportSession& session) : session_(session) {}

  absl::Status ReadFile(ByteSource bytes) override {
    const TableShape<Fact> shape = Traits::Shape();
    const TableSource source{"", session_.file()};
    RowReader<Fact> reader(source, std::move(bytes), shape, session_.scope().read());
    Fact fact;
    if (reader.ReadHeader()) {
      while (reader.Next(fact)) {
        WALZ_RETURN_IF_ERROR(session_.Keep(sizeof(Row) + Traits::TargetOf(fact).size()));
        lists_[Traits::OwnerOf(fact)].push_back({reader.file().row(), reader.file().record_is_bad(), fact});
      }
    }
    return reader.file().status();
  }

  absl::Status ReadBatch(const v1::ResourceBatch&) override {
    return BadStream("this table comes as bytes of its file; batches hold centres, companies, openings, apprentices");
  }

  absl::Status End() override {
    const Replanner replan = [this](const PlannedBatch& again) { return Replan(again); };
    for (auto at = lists_.begin(); at != lists_.end();) {
      if (session_.call().stop.stop_requested()) return ImportStopped();
      std::vector<typename Lists::value_type*> owners;
      for (; at != lists_.end() && owners.size() < session_.limits().batch_rows; ++at) owners.push_back(&*at);
      WALZ_ASSIGN_OR_RETURN(PlannedBatch batch, Plan(owners));
      WALZ_RETURN_IF_ERROR(session_.Take(std::move(batch), replan));
    }
    lists_.clear();
    return absl::OkStatus();
  }

  absl::StatusOr<PlannedBatch> Replan(const PlannedBatch& batch) override {
    const std::unique_ptr<StoreSnapshot> snapshot = session_.store().OpenSnapshot();
    PlannedBatch again;
    for (const PlannedRow& row : batch.rows) {
      Owner planned;
      if (!planned.ParseFromString(row.value)) return absl::DataLossError(row.name);
      WALZ_ASSIGN_OR_RETURN(const std::optional<Record> stored, snapshot->Get(row.key));
      if (!stored || !owner_.ParseFromString(stored->value) || owner_.has_delete_time()) {
        for (const std::int64_t number : row.rows) {
          session_.Report(number, Traits::kOwnerColumn, ParseName(row.name)->id(), "unknown_reference",
                          absl::StrCat("no ", Traits::kOwnerColumn, " has this id"));
          session_.CountRejected();
        }
        continue;
      }
      Traits::Replace(planned, owner_);
      Put(row.rows, row.name, *stored, again);
    }
    return again;
  }

 private:
  struct Row {
    std::int64_t row = 0;
    bool bad = false;
    Fact fact;
  };
  using Lists = std::map<std::string, std::vector<Row>>;  // By owner.
  using Replanner = ::walz::Replan;

  void Reject(Row& row, absl::string_view column, absl::string_view value, absl::string_view code, std::string hint) {
    row.bad = true;
    session_.Report(row.row, column, value, code, std::move(hint));
  }

  absl::StatusOr<PlannedBatch> Plan(const std::vector<typename Lists::value_type*>& owners) {
    const std::unique_ptr<StoreSnapshot> snapshot = session_.store().OpenSnapshot();
    session_.references().Trim();
    PlannedBatch batch;
    std::vector<std::string> keys;
    for (const auto* owner : owners) keys.push_back(UniqueIdKey(Traits::kOwners, owner->first));
    WALZ_ASSIGN_OR_RETURN(const std::vector<std::optional<Record>> names, snapshot->MultiGet(keys));
    for (std::size_t i = 0; i < owners.size(); ++i) {
      session_.GiveWay();
      std::vector<Row>& rows = owners[i]->second;
      std::optional<Record> stored;
      if (names[i]) {
        WALZ_ASSIGN_OR_RETURN(stored, snapshot->Get(KeyOf(*ParseName(names[i]->value))));
      }
      const bool coming = session_.references().IsExpected(Traits::kOwners, owners[i]->first);
      owner_.Clear();
      const bool known =
          stored ? owner_.ParseFromString(stored->value) && (coming || !owner_.has_delete_time()) : coming;
      if (known && stored && !session_.call().MayWrite(owner_.name())) {
        for (Row& row : rows) {
          Reject(row, Traits::kOwnerColumn, owners[i]->first, "not_permitted",
                 "you may not write this row; leave it out");
        }
      }
      WALZ_RETURN_IF_ERROR(CheckRows(*snapshot, known, rows));
      std::vector<Fact> facts;
      absl::InlinedVector<std::int64_t, 1> numbers;
      for (Row& row : rows) {
        if (row.bad) {
          session_.CountRejected();
          continue;
        }
        numbers.push_back(row.row);
        facts.push_back(std::move(row.fact));
      }
      if (facts.empty()) continue;
      if (!stored) {  // It is coming, without a list.
        batch.changed += static_cast<std::int64_t>(facts.size());
        continue;
      }
      Traits::Set(facts, owner_);
      Put(std::move(numbers), owner_.name(), *stored, batch);
    }
    return batch;
  }

  // Plans owner_, unless it is as it was.
  void Put(absl::InlinedVector<std::int64_t, 1> rows, const std::string& name, const Record& stored,
           PlannedBatch& batch) {
    const auto count = static_cast<std::int64_t>(rows.size());
    if (owner_.SerializeAsString() == stored.value) {
      session_.CountSame(count);
      return;
    }
    batch.changed += count;
    *owner_.mutable_update_time() = TimestampOf(session_.Now());
    batch.rows.push_back({std::move(rows), name, KeyOf(*ParseName(name)), owner_.SerializeAsString(), stored.revision});
  }

  // References and contradictions, as the file reader finds them between records.
  absl::Status CheckRows(const StoreSnapshot& snapshot, bool owner_known, std::vector<Row>& rows) {
    std::map<std::tuple<int, std::string>, std::int64_t> seen;
    std::vector<Row*> linked;
    for (Row& row : rows) {
      const std::string& owner = Traits::OwnerOf(row.fact);
      const std::string& target = Traits::TargetOf(row.fact);
      if (!owner_known && !owner.empty()) {
        Reject(row, Traits::kOwnerColumn, owner, "unknown_reference",
               absl::StrCat("no ", Traits::kOwnerColumn, " has this id"));
      }
      WALZ_ASSIGN_OR_RETURN(const bool known, CheckTarget(snapshot, row));
      if (!owner_known || !known) continue;
      if (!seen.try_emplace({Traits::KindOf(row.fact), target}, row.row).second) {
        Reject(row, Traits::kTwinColumn, target, "duplicate_id", std::string(Traits::kTwinHint));
        continue;
      }
      linked.push_back(&row);
      if (linked.size() > Traits::kRowsMax && !row.bad) {
        Reject(row, Traits::kOwnerColumn, owner, "too_long", absl::StrCat("at most ", Traits::kRowsMax, " rows"));
      }
    }
    CheckPins(linked);
    return absl::OkStatus();
  }

  absl::StatusOr<bool> CheckTarget(const StoreSnapshot& snapshot, Row& row) {
    const std::string& id = Traits::TargetOf(row.fact);
    if (id.empty()) return false;  // Reported.
    const ListTarget target = Traits::Target(row.fact);
    if (target.country) {
      if (id.size() == 2 && session_.scope().catalogue()->countries.contains(Country::Of(id))) return true;
      Reject(row, target.column, id, "unknown_reference", "no country has this code");
      return false;
    }
    WALZ_ASSIGN_OR_RETURN(const ReferenceCache::Referred* referred,
                          session_.references().Find(snapshot, target.collection, id));
    if (referred->exists()) return true;
    Reject(row, target.column, id, "unknown_reference", absl::StrCat("no ", target.noun, " has this id"));
    return false;
  }

  // At most one pin, and none where it is forbidden.
  void CheckPins(const std::vector<Row*>& rows) {
    if constexpr (std::is_same_v<Fact, PairFact>) {
      const PairFact* pin = nullptr;
      for (Row* row : rows) {
        if (row->fact.kind != PairMark::kPin) continue;
        if (pin != nullptr) {
          Reject(*row, "apprentice", row->fact.apprentice, "contradiction",
                 "the apprentice is pinned to another opening already; keep one pin");
        } else {
          pin = &row->fact;
        }
      }
      for (Row* row : rows) {
        if (pin == nullptr || row->fact.kind != PairMark::kForbid || row->fact.opening != pin->opening) continue;
        Reject(*row, "kind", "forbid", "contradiction",
               "the pair is pinned and forbidden at once; keep one of the two");
      }
    }
  }

  ImportSession& session_;
  Lists lists_;
  Owner owner_;  // As it is stored, then as it is to be.
};

}  // namespace

std::unique_ptr<TableImport> MakeListImport(ImportSession& session) {
  switch (session.header().table()) {
    case v1::IMPORT_TABLE_WISHES:
      return std::make_unique<ListImport<WishFact>>(session);
    case v1::IMPORT_TABLE_PAIRS:
      return std::make_unique<ListImport<PairFact>>(session);
    default:
      return std::make_unique<ListImport<HostRankFact>>(session);
  }
}

}  // namespace walz
