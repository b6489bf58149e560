// Imports centres, companies, openings and apprentices.
//
// The calling thread reads the rows, another one plans and hands over what was read before; so a row's errors come in
// the order of one thread that does both, block by block.

#include <memory>
#include <utility>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_identity.h"
#include "service/app/transfer/profile_candidate.h"
#include "service/app/transfer/profile_planner.h"
#include "service/app/transfer/table_import.h"
#include "service/app/transfer/work_lane.h"

namespace walz {
namespace {

template <typename Message>
class ProfileImport : public TableImport {
 public:
  using Traits = ProfileTraits<Message>;
  using Fact = typename Traits::Fact;
  using Candidate = ProfileCandidate<Message>;
  using Block = CandidateBlock<Message>;

  explicit ProfileImport(ImportSession& session)
      : session_(session),
        planner_(session),
        lane_([this](Block& block) { return planner_.Take(block); }, session.limits().thread_count > 1) {
    session_.scope().read().report = &reading_;
  }

  absl::Status ReadFile(ByteSource bytes) override {
    const TableSource source{"", session_.file()};
    RowReader<Fact> reader(source, std::move(bytes), Traits::Shape(session_.scope()), session_.scope().read());
    Fact fact;
    if (reader.ReadHeader()) {
      while (reader.Next(fact)) {
        Candidate& candidate = Add(reader.file().row(), fact, reader.file().record_is_bad());
        if (!candidate.bad) WriteMessage(fact, candidate.message);
        WALZ_RETURN_IF_ERROR(HandFull());
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
      for (FieldFault& fault : faults) Report(position_, fault.path, "", fault.code, std::move(fault.description));
      WALZ_RETURN_IF_ERROR(HandFull());
    }
    return absl::OkStatus();
  }

  absl::Status Await() override {
    absl::Status status = lane_.Await();
    ReadReport& report = session_.report();
    report.Add(std::exchange(reading_.errors, {}), std::exchange(reading_.error_count, 0));
    report.warnings.insert(report.warnings.end(), reading_.warnings.begin(), reading_.warnings.end());
    report.stopped = reading_.stopped;
    return status;
  }

  absl::Status End() override {
    WALZ_RETURN_IF_ERROR(planner_.Take(lane_.block()));
    planner_.WarnOfSingles();
    return absl::OkStatus();
  }

  absl::StatusOr<PlannedBatch> Replan(const PlannedBatch& batch) override { return planner_.Replan(batch); }

 private:
  Candidate& Add(std::int64_t row, const Fact& fact, bool bad) {
    session_.GiveWay();
    Block& block = lane_.block();
    if (block.candidates.empty()) block.candidates.resize(session_.limits().batch_rows);
    Candidate& candidate = block.candidates[block.count++];
    candidate.row = row;
    candidate.bad = bad;
    candidate.id = fact.id;
    candidate.name.clear();
    candidate.key.clear();
    candidate.group = std::string(Traits::GroupOf(fact));
    candidate.references.clear();
    candidate.lists_given = false;
    Traits::AddReferences(fact, candidate.references);
    const std::string parent = Traits::ParentOf(fact);
    if (fact.id.empty()) return candidate;
    if (const std::optional<FieldFault> fault = CheckId(fact.id); fault && !bad) {
      candidate.bad = true;
      Report(row, "id", fact.id, fault->code, absl::StrCat("the id ", fault->description));
    }
    if (!Traits::kUniqueId) {
      SetName(candidate, {Traits::kCollection, {fact.id}});
    } else if (!parent.empty()) {
      SetName(candidate, {Traits::kCollection, {parent, fact.id}});
    }
    return candidate;
  }

  static void SetName(Candidate& candidate, const ResourceName& name) {
    candidate.name = FormatName(name);
    candidate.key = KeyOf(name);
  }

  void Report(std::int64_t row, absl::string_view column, absl::string_view value, absl::string_view code,
              std::string hint) {
    reading_.Add({session_.file(), row, std::string(column), std::string(value), std::string(code), std::move(hint)});
  }

  absl::Status HandFull() {
    Block& block = lane_.block();
    if (block.count < block.candidates.size()) return absl::OkStatus();
    block.errors = std::exchange(reading_.errors, {});
    block.error_count = std::exchange(reading_.error_count, 0);
    return lane_.Hand();
  }

  ImportSession& session_;
  ReadReport reading_;  // What is wrong with the rows of the block that is being filled.
  ProfilePlanner<Message> planner_;
  WorkLane<Block> lane_;
  std::int64_t position_ = 0;
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
