// Imports centres, companies, openings and apprentices.

#include <algorithm>
#include <memory>
#include <utility>

#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_cat.h>
#include <absl/types/span.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_identity.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/resource_kind.h"
#include "service/app/resources/update_mask.h"
#include "service/app/transfer/profile_traits.h"
#include "service/app/transfer/table_import.h"
#include "service/app/transfer/travel_groups.h"

namespace walz {
namespace {

constexpr std::size_t kIdEntryBytes = 48;  // Of the set of ids, beside long ids.

template <typename Message>
class ProfileImport : public TableImport {
 public:
  using Traits = ProfileTraits<Message>;
  using Fact = typename Traits::Fact;

  explicit ProfileImport(ImportSession& session) : session_(session) {}

  absl::Status ReadFile(ByteSource bytes) override {
    const TableSource source{"", session_.file()};
    RowReader<Fact> reader(source, std::move(bytes), Traits::Shape(session_.scope()), session_.scope().read());
    Fact fact;
    if (reader.ReadHeader()) {
      while (reader.Next(fact)) {
        Candidate& candidate = Add(reader.file().row(), fact, reader.file().record_is_bad());
        if (!candidate.bad) WriteMessage(fact, candidate.message);
        WALZ_RETURN_IF_ERROR(CountGroup(candidate.row, fact));
        WALZ_RETURN_IF_ERROR(PlanFull());
      }
    }
    return reader.file().status();
  }

  absl::Status ReadBatch(const v1::ResourceBatch& batch) override {
    const auto& messages = Traits::Batch(batch);
    const int all = batch.centres_size() + batch.companies_size() + batch.openings_size() + batch.apprentices_size();
    if (all != messages.size()) return BadStream("a batch holds resources of the header's table alone");
    Fact fact;
    std::vector<FieldFault> faults;
    for (const Message& message : messages) {
      ++position_;
      faults.clear();
      fact = Traits::Shape(session_.scope()).blank;
      const bool good = Traits::Read(message, session_.scope(), fact, faults);
      Candidate& candidate = Add(position_, fact, !good);
      if (good) WriteMessage(fact, candidate.message);
      if (!Traits::ReadLists(message, session_.scope(), candidate.message, faults)) candidate.bad = true;
      candidate.lists_given = Traits::HasLists(message);
      WALZ_RETURN_IF_ERROR(CountGroup(candidate.row, fact));
      for (FieldFault& fault : faults) {
        session_.Report(position_, fault.path, "", fault.code, std::move(fault.description));
      }
      WALZ_RETURN_IF_ERROR(PlanFull());
    }
    return absl::OkStatus();
  }

  absl::Status End() override {
    WALZ_RETURN_IF_ERROR(PlanPending());
    groups_.WarnOfSingles(session_.report());
    return absl::OkStatus();
  }

  absl::StatusOr<PlannedBatch> Replan(const PlannedBatch& batch) override {
    std::vector<Candidate> candidates;
    for (const PlannedRow& row : batch.rows) {
      Candidate& candidate = candidates.emplace_back();
      candidate.row = row.rows.front();
      candidate.name = row.name;
      candidate.key = row.key;
      const ResourceName name = *ParseName(row.name);
      candidate.id = name.id();
      if (!candidate.message.ParseFromString(row.value)) return absl::DataLossError(row.name);
      candidate.lists_given = row.lists_given;
      if (!row.lists_given) Traits::SetLists(Message(), candidate.message);
      Traits::AddReferences(candidate.message, name.ids.front(), candidate.references);
    }
    return Plan(absl::MakeSpan(candidates));
  }

 private:
  // A row on its way.
  struct Candidate {
    std::int64_t row = 0;
    bool bad = false;  // Something of it was reported.
    std::string id;    // Empty: it could not be read.
    std::string name;  // Empty: id or parent could not be read.
    std::string key;
    std::vector<RowReference> references;
    Message message;  // Canonical, without times.  Not of bad rows.
    bool lists_given = false;
  };

  Candidate& Add(std::int64_t row, const Fact& fact, bool bad) {
    if (pending_.empty()) pending_.resize(session_.limits().batch_rows);
    Candidate& candidate = pending_[pending_count_++];
    candidate.row = row;
    candidate.bad = bad;
    candidate.id = fact.id;
    candidate.name.clear();
    candidate.key.clear();
    candidate.references.clear();
    candidate.lists_given = false;
    Traits::AddReferences(fact, candidate.references);
    const std::string parent = Traits::ParentOf(fact);
    if (fact.id.empty()) return candidate;
    if (const std::optional<FieldFault> fault = CheckId(fact.id); fault && !bad) {
      Reject(candidate, "id", fact.id, fault->code, absl::StrCat("the id ", fault->description));
    }
    if (!Traits::kUniqueId) {
      SetName(candidate, {Traits::kCollection, {fact.id}});
    } else if (!parent.empty()) {
      SetName(candidate, {Traits::kCollection, {parent, fact.id}});
    }
    return candidate;
  }

  absl::Status CountGroup(std::int64_t row, const Fact& fact) {
    const absl::string_view group = Traits::GroupOf(fact);
    if (group.empty() || !groups_.Count(group, row)) return absl::OkStatus();
    return session_.Keep(group.size() + kIdEntryBytes);
  }

  static void SetName(Candidate& candidate, const ResourceName& name) {
    candidate.name = FormatName(name);
    candidate.key = KeyOf(name);
  }

  void Reject(Candidate& candidate, absl::string_view column, absl::string_view value, absl::string_view code,
              std::string hint) {
    candidate.bad = true;
    session_.Report(candidate.row, column, value, code, std::move(hint));
  }

  absl::Status PlanFull() { return pending_count_ < pending_.size() ? absl::OkStatus() : PlanPending(); }

  absl::Status PlanPending() {
    if (session_.call().stop.stop_requested()) return ImportStopped();
    const absl::Span<Candidate> pending = absl::MakeSpan(pending_).subspan(0, pending_count_);
    for (Candidate& candidate : pending) WALZ_RETURN_IF_ERROR(CheckSeen(candidate));
    WALZ_ASSIGN_OR_RETURN(PlannedBatch batch, Plan(pending));
    pending_count_ = 0;
    return session_.Take(std::move(batch), [this](const PlannedBatch& again) { return Replan(again); });
  }

  absl::Status CheckSeen(Candidate& candidate) {
    if (candidate.id.empty()) return absl::OkStatus();
    if (!seen_.insert(candidate.id).second) {
      Reject(candidate, "id", candidate.id, "duplicate_id", "the id stands in an earlier row already");
      return absl::OkStatus();
    }
    return session_.Keep(candidate.id.size() + kIdEntryBytes);
  }

  // What is stored of the candidates, by position; null where nothing is.
  absl::Status ReadStored(const StoreSnapshot& snapshot, absl::Span<Candidate> candidates,
                          std::vector<std::optional<Record>>& stored) {
    std::vector<std::string> keys;
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (candidates[i].name.empty()) continue;
      positions.push_back(i);
      keys.push_back(Traits::kUniqueId ? UniqueIdKey(Traits::kCollection, candidates[i].id) : candidates[i].key);
    }
    WALZ_ASSIGN_OR_RETURN(std::vector<std::optional<Record>> found, snapshot.MultiGet(keys));
    if (Traits::kUniqueId) {
      // An id that nobody holds is new; nobody gives one back.
      std::vector<std::size_t> held;
      keys.clear();
      for (std::size_t i = 0; i < found.size(); ++i) {
        Candidate& candidate = candidates[positions[i]];
        if (!found[i]) continue;
        if (found[i]->value != candidate.name) {
          RejectTaken(candidate, found[i]->value);
          continue;
        }
        held.push_back(positions[i]);
        keys.push_back(candidate.key);
      }
      positions = std::move(held);
      WALZ_ASSIGN_OR_RETURN(found, snapshot.MultiGet(keys));
    }
    for (std::size_t i = 0; i < found.size(); ++i) stored[positions[i]] = std::move(found[i]);
    return absl::OkStatus();
  }

  void RejectTaken(Candidate& candidate, const std::string& holder) {
    const bool seen = session_.call().MaySee(holder);
    Reject(candidate, "id", candidate.id, "duplicate_id",
           absl::StrCat("the id is taken", seen ? absl::StrCat(" by ", holder) : std::string(),
                        "; ids are taken once over all ",
                        Traits::kCollection == Collection::kApprentices ? "centres: import the row under its centre"
                                                                        : "companies: import the row under its company",
                        ", or choose another id"));
  }

  absl::StatusOr<PlannedBatch> Plan(absl::Span<Candidate> candidates) {
    const std::unique_ptr<StoreSnapshot> snapshot = session_.store().OpenSnapshot();
    const std::int64_t batch_number = ++batch_count_;
    session_.references().Trim();
    PlannedBatch batch;
    std::vector<std::optional<Record>> stored(candidates.size());
    WALZ_RETURN_IF_ERROR(ReadStored(*snapshot, candidates, stored));
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      Candidate& candidate = candidates[i];
      if (!candidate.name.empty() &&
          !session_.call().MayWrite(candidate.name, candidate.bad ? nullptr : &candidate.message)) {
        Reject(candidate, "id", candidate.id, "not_permitted", "you may not write this row; leave it out");
      }
      referred_.clear();
      for (RowReference& reference : candidate.references) {
        if (reference.id.empty()) continue;
        WALZ_ASSIGN_OR_RETURN(ReferenceCache::Referred * referred,
                              session_.references().Find(*snapshot, reference.collection, reference.id));
        if (referred->record) {
          referred_.push_back(referred);
        } else {
          Reject(candidate, reference.column, reference.id, "unknown_reference",
                 absl::StrCat("no ", reference.noun, " has this id"));
        }
      }
      if (candidate.bad) {
        session_.CountRejected();
      } else {
        WALZ_RETURN_IF_ERROR(PlanRow(candidate, stored[i], batch_number, batch));
      }
    }
    return batch;
  }

  absl::Status PlanRow(Candidate& candidate, const std::optional<Record>& stored, std::int64_t batch_number,
                       PlannedBatch& batch) {
    Message& message = candidate.message;
    if (stored) {
      if (!stored_.ParseFromString(stored->value)) {
        return absl::DataLossError(absl::StrCat(candidate.name, " is stored as something else"));
      }
      if (!candidate.lists_given) Traits::SetLists(stored_, message);
      if (!session_.call().personal) KeepPersonal(message);
      *message.mutable_create_time() = stored_.create_time();
      *message.mutable_update_time() = stored_.update_time();
      if (!stored_.has_delete_time() && message.SerializeAsString() == stored->value) {
        session_.CountSame(1);
        return absl::OkStatus();
      }
      ++batch.changed;
    } else {
      *message.mutable_create_time() = TimestampOf(session_.Now());
      ++batch.created;
    }
    *message.mutable_update_time() = TimestampOf(session_.Now());
    if (!stored && Traits::kUniqueId) {
      batch.others.push_back({UniqueIdKey(Traits::kCollection, candidate.id), candidate.name, Revision{0}});
    }
    for (ReferenceCache::Referred* referred : referred_) session_.references().Note(*referred, batch_number, batch);
    batch.rows.push_back({.rows = {candidate.row},
                          .name = candidate.name,
                          .key = candidate.key,
                          .value = message.SerializeAsString(),
                          .expected = stored ? stored->revision : 0,
                          .lists_given = candidate.lists_given});
    return absl::OkStatus();
  }

  // Who may not read personal fields gets files without them, and must not wipe them with these.
  void KeepPersonal(Message& message) {
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    for (const absl::string_view field : KindOf(Traits::kCollection).personal) {
      fields.push_back(Message::descriptor()->FindFieldByName(std::string(field)));
    }
    CopyFields(fields, stored_, message);
  }

  ImportSession& session_;
  std::vector<Candidate> pending_;  // Used again and again: a message holds much memory.
  std::size_t pending_count_ = 0;
  absl::flat_hash_set<std::string> seen_;
  TravelGroups groups_;
  std::vector<ReferenceCache::Referred*> referred_;
  Message stored_;
  std::int64_t position_ = 0;
  std::int64_t batch_count_ = 0;
};

}  // namespace

std::unique_ptr<TableImport> MakeProfileImport(ImportSession& session) {
  switch (session.header().table()) {
    case v1::IMPORT_TABLE_CENTRES:
      return std::make_unique<ProfileImport<v1::Centre>>(session);
    case v1::IMPORT_TABLE_COMPANIES:
      return std::make_unique<ProfileImport<v1::Company>>(session);
    case v1::IMPORT_TABLE_OPENINGS:
      return std::make_unique<ProfileImport<v1::Opening>>(session);
    default:
      return std::make_unique<ProfileImport<v1::Apprentice>>(session);
  }
}

}  // namespace walz
