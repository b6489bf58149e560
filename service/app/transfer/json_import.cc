// Imports schemes.json and round.json: small texts, checked as a whole, each written as one commit.

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_io.h"
#include "service/app/transfer/table_import.h"
#include "service/messages/json_messages.h"

namespace walz {
namespace {

// What both have in common: the whole text, and messages that are compared with what is stored.
template <typename Message>
class JsonImport : public TableImport {
 public:
  explicit JsonImport(ImportSession& session) : session_(session) {}

  absl::Status ReadFile(ByteSource bytes) override {
    std::string text;
    constexpr std::size_t kReadBytes = std::size_t{1} << 16;
    while (text.size() <= kJsonBytesMax) {
      const std::size_t size_before = text.size();
      text.resize(size_before + std::min(kReadBytes, kJsonBytesMax + 1 - size_before));
      WALZ_ASSIGN_OR_RETURN(const std::size_t count, bytes(absl::MakeSpan(text).subspan(size_before)));
      text.resize(size_before + count);
      if (count == 0) break;
    }
    Parse(text);
    return absl::OkStatus();
  }

  absl::Status ReadBatch(const v1::ResourceBatch&) override {
    return BadStream("this table comes as bytes of its file; batches hold centres, companies, openings, apprentices");
  }

  absl::Status End() override {
    WALZ_ASSIGN_OR_RETURN(PlannedBatch batch, Plan());
    return session_.Take(std::move(batch), [this](const PlannedBatch& again) { return Replan(again); });
  }

  // All of it: rows of one text hang together.
  absl::StatusOr<PlannedBatch> Replan(const PlannedBatch&) override {
    session_.CountSame(-std::exchange(same_, 0));
    return Plan();
  }

 protected:
  struct Row {
    std::int64_t row = 0;
    bool bad = false;
    Message message;
    bool counted = false;  // As rejected.
  };

  virtual void Parse(absl::string_view text) = 0;
  // Reports what contradicts the store, and adds what the batch needs beside the rows.
  virtual absl::Status Check(const StoreSnapshot& snapshot, PlannedBatch& batch) = 0;
  // What the stored resource has that no file says.
  virtual void KeepStored(const Message&, Message&) {}

  JsonFaults Faults() { return ReportTo(session_.report(), session_.file()); }
  void Reject(Row& row, std::string column, absl::string_view value, absl::string_view code, std::string hint) {
    if (row.counted) return;  // Of a former plan.
    row.bad = true;
    session_.Report(0, column, value, code, std::move(hint));
  }

  ImportSession& session_;
  std::vector<Row> rows_;

 private:
  absl::StatusOr<PlannedBatch> Plan() {
    const std::unique_ptr<StoreSnapshot> snapshot = session_.store().OpenSnapshot();
    PlannedBatch batch;
    for (Row& row : rows_) {
      if (!row.bad && !session_.call().MayWrite(row.message.name(), &row.message)) {
        Reject(row, "id", row.message.id(), "not_permitted", "you may not write this");
      }
    }
    WALZ_RETURN_IF_ERROR(Check(*snapshot, batch));
    for (Row& row : rows_) {
      if (row.bad) {
        if (!std::exchange(row.counted, true)) session_.CountRejected();
        continue;
      }
      WALZ_RETURN_IF_ERROR(PlanRow(*snapshot, row, batch));
    }
    if (batch.rows.empty()) batch.others.clear();
    return batch;
  }

  absl::Status PlanRow(const StoreSnapshot& snapshot, const Row& row, PlannedBatch& batch) {
    Message message = row.message;
    std::string key = KeyOf(*ParseName(message.name()));
    WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(key));
    if (record) {
      Message stored;
      if (!stored.ParseFromString(record->value)) return absl::DataLossError(message.name());
      KeepStored(stored, message);
      *message.mutable_create_time() = stored.create_time();
      *message.mutable_update_time() = stored.update_time();
      if (!stored.has_delete_time() && ValueOf(message) == ValueOf(stored)) {
        session_.CountSame(1);
        ++same_;
        return absl::OkStatus();
      }
      ++batch.changed;
    } else {
      *message.mutable_create_time() = TimestampOf(session_.Now());
      ++batch.created;
    }
    *message.mutable_update_time() = TimestampOf(session_.Now());
    batch.rows.push_back({{row.row}, message.name(), std::move(key), ValueOf(message), record ? record->revision : 0});
    return absl::OkStatus();
  }

  std::int64_t same_ = 0;  // Rows of the last plan.
};

class SchemesImport : public JsonImport<v1::Scheme> {
 public:
  using JsonImport::JsonImport;

 private:
  void Parse(absl::string_view text) override {
    Table<v1::Scheme> table = ParseSchemesJson(text, *session_.scope().catalogue(), Faults());
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      rows_.push_back({static_cast<std::int64_t>(table.row_numbers[i]), table.bad[i] != 0, std::move(table.rows[i])});
    }
  }

  // No day may have two versions of one scheme, whether stored or of the file.
  absl::Status Check(const StoreSnapshot& snapshot, PlannedBatch& batch) override {
    std::map<std::string, std::vector<Version>> versions;  // By id.
    for (Row& row : rows_) {
      if (!row.message.id().empty()) versions[row.message.id()].push_back(VersionOf(row.message, &row));
    }
    v1::Scheme stored;
    bool read = true;
    WALZ_RETURN_IF_ERROR(
        snapshot.Scan(RangeOf(Collection::kSchemes), [&](absl::string_view, absl::string_view value, Revision) {
          read = read && stored.ParseFromArray(value.data(), static_cast<int>(value.size()));
          const auto at = versions.find(stored.id());
          if (stored.has_delete_time() || at == versions.end()) return read;
          const bool replaced = std::any_of(at->second.begin(), at->second.end(), [&](const Version& version) {
            return version.row != nullptr && version.row->message.name() == stored.name();
          });
          if (!replaced) at->second.push_back(VersionOf(stored, nullptr));
          return read;
        }));
    if (!read) return absl::DataLossError("a scheme is stored as something else");
    for (auto& [id, of_id] : versions) {
      CheckOverlap(of_id);
      // Whoever changes another version of the same scheme meanwhile changes this key too.
      std::string key = UniqueIdKey(Collection::kSchemes, id);
      WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(key));
      batch.others.push_back({std::move(key), id, record ? record->revision : 0});
    }
    return absl::OkStatus();
  }

  struct Version {
    std::string first;  // ISO dates compare as days do.
    std::string last;
    Row* row = nullptr;  // Null: stored, and not of the file.
  };

  static Version VersionOf(const v1::Scheme& scheme, Row* row) {
    return {scheme.valid_from(), scheme.valid_to().empty() ? "9999" : scheme.valid_to(), row};
  }

  void CheckOverlap(std::vector<Version>& versions) {
    std::stable_sort(versions.begin(), versions.end(),
                     [](const Version& a, const Version& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < versions.size(); ++i) {
      if (versions[i].first > versions[i - 1].last) continue;
      Row* row = versions[i].row != nullptr ? versions[i].row : versions[i - 1].row;
      if (row == nullptr) continue;  // Both were there before.
      Reject(*row, absl::StrCat("schemes[", row->row, "].validFrom"), row->message.id(), "contradiction",
             "two versions of the scheme are valid on the same day; let one end before the other begins");
    }
  }
};

class RoundImport : public JsonImport<v1::Round> {
 public:
  using JsonImport::JsonImport;

 private:
  void Parse(absl::string_view text) override {
    std::optional<v1::Round> round = ParseRoundJson(text, *session_.scope().catalogue(), Faults());
    if (round) rows_.push_back({0, false, *std::move(round)});
    if (!round) session_.CountRejected();
  }

  absl::Status Check(const StoreSnapshot& snapshot, PlannedBatch&) override {
    for (Row& row : rows_) {
      const v1::RoundQuotas& quotas = row.message.quotas();
      if (quotas.has_budget_eur() && !row.message.has_rates()) {
        Reject(row, "quotas.budgetEur", absl::StrCat(quotas.budget_eur()), "contradiction",
               "a budget needs the agency's rates: give `rates`");
      }
      WALZ_RETURN_IF_ERROR(CheckCentres(snapshot, row, "quotas.placementsPerCentre", quotas.placements_per_centre()));
      WALZ_RETURN_IF_ERROR(CheckCentres(snapshot, row, "quotas.leastPerCentre", quotas.least_per_centre()));
    }
    return absl::OkStatus();
  }

  template <typename Counts>
  absl::Status CheckCentres(const StoreSnapshot& snapshot, Row& row, const std::string& field, const Counts& counts) {
    for (const auto& [id, count] : std::map<std::string, int>(counts.begin(), counts.end())) {
      WALZ_ASSIGN_OR_RETURN(const ReferenceCache::Referred* centre,
                            session_.references().Find(snapshot, Collection::kCentres, id));
      if (!centre->exists()) Reject(row, field, id, "unknown_reference", "no centre has this id");
    }
    return absl::OkStatus();
  }

  void KeepStored(const v1::Round& stored, v1::Round& message) override {
    message.set_published_run(stored.published_run());
  }
};

}  // namespace

std::unique_ptr<TableImport> MakeJsonImport(ImportSession& session) {
  if (session.header().table() == v1::IMPORT_TABLE_SCHEMES) return std::make_unique<SchemesImport>(session);
  return std::make_unique<RoundImport>(session);
}

}  // namespace walz
