// ProfilePlanner: rows of profiles become batches that the session takes: seen twice, stored already, references,
// rights.
//
// Internal to service/app/transfer.  Thread rule: one thread at a time, apart from the one that reads the rows.

#ifndef SERVICE_APP_TRANSFER_PROFILE_PLANNER_H_
#define SERVICE_APP_TRANSFER_PROFILE_PLANNER_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_cat.h>
#include <absl/types/span.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/resource_kind.h"
#include "service/app/resources/update_mask.h"
#include "service/app/transfer/import_session.h"
#include "service/app/transfer/profile_candidate.h"
#include "service/app/transfer/travel_groups.h"

namespace walz {

template <typename Message>
class ProfilePlanner {
 public:
  using Traits = ProfileTraits<Message>;
  using Candidate = ProfileCandidate<Message>;

  // `session` must outlive this.
  explicit ProfilePlanner(ImportSession& session) : session_(session) {}

  // Plans the rows and hands them to the session; leaves the block empty.
  absl::Status Take(CandidateBlock<Message>& block) {
    session_.report().Add(std::exchange(block.errors, {}), std::exchange(block.error_count, 0));
    if (session_.call().stop.stop_requested()) return ImportStopped();
    const absl::Span<Candidate> candidates = block.filled();
    for (Candidate& candidate : candidates) {
      session_.GiveWay();
      WALZ_RETURN_IF_ERROR(CountGroup(candidate));
      WALZ_RETURN_IF_ERROR(CheckSeen(candidate));
    }
    WALZ_ASSIGN_OR_RETURN(PlannedBatch batch, Plan(candidates));
    block.count = 0;
    return session_.Take(std::move(batch), [this](const PlannedBatch& again) { return Replan(again); });
  }

  // Plans rows of a batch that met a conflict once more.
  absl::StatusOr<PlannedBatch> Replan(const PlannedBatch& batch) {
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

  // Of travel groups with one member in the table.
  void WarnOfSingles() { groups_.WarnOfSingles(session_.report()); }

 private:
  absl::Status CountGroup(const Candidate& candidate) {
    if (candidate.group.empty() || !groups_.Count(candidate.group, candidate.row)) return absl::OkStatus();
    return session_.Keep(candidate.group.size() + kIdEntryBytes);
  }

  void Reject(Candidate& candidate, absl::string_view column, absl::string_view value, absl::string_view code,
              std::string hint) {
    candidate.bad = true;
    session_.Report(candidate.row, column, value, code, std::move(hint));
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

  // Of references these are the many.
  absl::Status ReadCompanies(const StoreSnapshot& snapshot, absl::Span<const Candidate> candidates) {
    std::vector<std::string> ids;
    for (const Candidate& candidate : candidates) {
      for (const RowReference& reference : candidate.references) {
        if (reference.collection == Collection::kCompanies && !reference.id.empty()) ids.push_back(reference.id);
      }
    }
    return session_.references().Read(snapshot, Collection::kCompanies, ids);
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
    batch.read_at = snapshot->revision();
    std::vector<std::optional<Record>> stored(candidates.size());
    WALZ_RETURN_IF_ERROR(ReadStored(*snapshot, candidates, stored));
    WALZ_RETURN_IF_ERROR(ReadCompanies(*snapshot, candidates));
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      session_.GiveWay();
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
        if (referred->exists()) {
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
      ++batch.created;
    }
    *message.mutable_update_time() = TimestampOf(session_.Now());
    if (!stored) *message.mutable_create_time() = message.update_time();
    if (!stored && Traits::kUniqueId) {
      batch.others.push_back({.key = UniqueIdKey(Traits::kCollection, candidate.id),
                              .value = candidate.name,
                              .expected = 0,
                              .read_at = batch.read_at});
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
  absl::flat_hash_set<std::string> seen_;
  TravelGroups groups_;
  std::vector<ReferenceCache::Referred*> referred_;
  Message stored_;
  std::int64_t batch_count_ = 0;
};

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_PROFILE_PLANNER_H_
