#include "service/app/transfer/exporter.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"
#include "engine/matching/future_value.h"
#include "service/app/mirror/past_places.h"
#include "service/app/resources/resource_io.h"
#include "service/app/transfer/export_cohort.h"
#include "service/call/errors.h"
#include "service/convert/later_worth_file.h"
#include "service/messages/json_messages.h"
#include "service/messages/message_scope.h"
#include "service/messages/profile_messages.h"
#include "service/messages/profile_rows.h"

namespace walz {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{256} << 10;

absl::Status ExportStopped() {
  return Refuse(absl::StatusCode::kCancelled, v1::ERROR_REASON_STOPPED, "the export was stopped; ask again");
}

// Text to the client in chunks; the first names the revision.
class ChunkWriter {
 public:
  ChunkWriter(Revision revision, Writer<v1::ExportFileResponse>& responses) : responses_(responses) {
    response_.set_revision(revision);
  }

  // False: the client is gone.
  bool Add(const CsvRow& row) {
    AppendCsvRow(*response_.mutable_chunk(), row);
    return response_.chunk().size() < kChunkBytes || Flush();
  }
  bool Add(absl::string_view text) {
    while (!text.empty()) {
      const absl::string_view part = text.substr(0, kChunkBytes);
      response_.mutable_chunk()->append(part.data(), part.size());
      text.remove_prefix(part.size());
      if (!Flush()) return false;
    }
    return true;
  }
  bool Flush() {
    if (response_.chunk().empty()) return !gone_;
    gone_ = gone_ || !responses_.Write(response_);
    response_.Clear();
    return !gone_;
  }

 private:
  Writer<v1::ExportFileResponse>& responses_;
  v1::ExportFileResponse response_;
  bool gone_ = false;
};

// One table of a cohort as CSV.
class TableExport {
 public:
  TableExport(ExportCohort& cohort, ChunkWriter& out) : cohort_(cohort), out_(out) {}

  absl::Status Write(v1::ImportTable table) {
    switch (table) {
      case v1::IMPORT_TABLE_CENTRES:
        return WriteProfiles<v1::Centre>(Collection::kCentres, CentreColumns());
      case v1::IMPORT_TABLE_COMPANIES:
        return WriteProfiles<v1::Company>(Collection::kCompanies, CompanyColumns());
      case v1::IMPORT_TABLE_OPENINGS:
        return WriteProfiles<v1::Opening>(Collection::kOpenings, OpeningColumns());
      case v1::IMPORT_TABLE_APPRENTICES:
        return WriteProfiles<v1::Apprentice>(Collection::kApprentices, ApprenticeColumns());
      case v1::IMPORT_TABLE_WISHES:
        return WriteWishes();
      case v1::IMPORT_TABLE_PAIRS:
        return WritePairs();
      default:
        return WriteHostRanks();
    }
  }

 private:
  template <typename Message>
  absl::Status WriteProfiles(Collection collection, const CsvRow& columns) {
    out_.Add(columns);
    return cohort_.Visit<Message>(
        collection, [&](const ResourceName&, const Message& message) { return out_.Add(RowOf(message)); });
  }

  // The rows of each owner that refer to what is there.
  template <typename Owner, typename Items, typename IsThere>
  absl::Status WriteLists(Collection owners, const CsvRow& columns, const Items& items, const IsThere& is_there) {
    out_.Add(columns);
    return cohort_.Visit<Owner>(owners, [&](const ResourceName& name, const Owner& owner) {
      const auto& all = items(owner);
      return std::all_of(all.begin(), all.end(),
                         [&](const auto& item) { return !is_there(item) || out_.Add(RowOf(name.id(), item)); });
    });
  }

  absl::Status WriteWishes() {
    WALZ_ASSIGN_OR_RETURN(const ExportCohort::Ids* openings, cohort_.Openings());
    WALZ_ASSIGN_OR_RETURN(const ExportCohort::Ids* companies, cohort_.Companies());
    return WriteLists<v1::Apprentice>(
        Collection::kApprentices, WishColumns(),
        [](const v1::Apprentice& owner) -> const auto& { return owner.wishes(); },
        [&](const v1::Wish& wish) {
          if (wish.kind() == v1::WISH_KIND_OPENING) return openings->contains(wish.target());
          return wish.kind() != v1::WISH_KIND_COMPANY || companies->contains(wish.target());
        });
  }

  absl::Status WritePairs() {
    WALZ_ASSIGN_OR_RETURN(const ExportCohort::Ids* openings, cohort_.Openings());
    return WriteLists<v1::Apprentice>(
        Collection::kApprentices, PairColumns(),
        [](const v1::Apprentice& owner) -> const auto& { return owner.pairs(); },
        [&](const v1::PairMark& mark) { return openings->contains(mark.opening()); });
  }

  absl::Status WriteHostRanks() {
    WALZ_ASSIGN_OR_RETURN(const ExportCohort::Ids* apprentices, cohort_.Apprentices());
    return WriteLists<v1::Opening>(
        Collection::kOpenings, HostRankColumns(),
        [](const v1::Opening& owner) -> const auto& { return owner.host_ranks(); },
        [&](const v1::HostRank& rank) { return apprentices->contains(rank.apprentice()); });
  }

  ExportCohort& cohort_;
  ChunkWriter& out_;
};

absl::Status WriteSchemes(const Call& call, const StoreSnapshot& snapshot, ChunkWriter& out) {
  std::vector<v1::Scheme> schemes;
  bool read = true;
  WALZ_RETURN_IF_ERROR(snapshot.Scan(
      RangeOf(Collection::kSchemes),
      [&](absl::string_view, absl::string_view value, Revision) {
        v1::Scheme scheme;
        read = read && scheme.ParseFromArray(value.data(), static_cast<int>(value.size()));
        if (read && !scheme.has_delete_time() && call.MaySee(scheme.name())) schemes.push_back(std::move(scheme));
        return read;
      },
      call.stop));
  if (!read) return absl::DataLossError("a scheme is stored as something else");
  out.Add(SchemesJson(schemes));
  return absl::OkStatus();
}

// The estimate of the openings that the cohort holds, by opening; nothing where the round has none.
class WorthExport {
 public:
  WorthExport(const Call& call, const StoreSnapshot& snapshot, std::shared_ptr<const Catalogue> catalogue)
      : call_(call), snapshot_(snapshot), scope_(std::move(catalogue)) {}

  absl::Status Write(const v1::Round& round, ChunkWriter& out) {
    Round facts;
    if (!ReadRound(round, *scope_.catalogue(), facts, faults_)) {
      return absl::DataLossError("a round is stored as something else");
    }
    absl::Status failed;
    WALZ_ASSIGN_OR_RETURN(const PastRuns past, FindPastRuns(snapshot_, facts, [&](const std::string& name) {
                            const absl::StatusOr<v1::Round> past_round = ReadResource<v1::Round>(snapshot_, name);
                            if (!past_round.ok() && !absl::IsNotFound(past_round.status()))
                              failed = past_round.status();
                            return past_round.ok() ? past_round->published_run() : std::string();
                          }));
    WALZ_RETURN_IF_ERROR(failed);
    if (past.runs.empty()) return absl::OkStatus();
    WALZ_ASSIGN_OR_RETURN(const FutureValue value, ReadFutureValue(snapshot_, past.runs, call_.stop));
    WALZ_ASSIGN_OR_RETURN(const std::vector<LaterWorthFact> worth, Estimate(round.consortium(), value));
    if (worth.empty()) return absl::OkStatus();
    out.Add(LaterWorthColumns());
    for (const LaterWorthFact& fact : worth) {
      if (!out.Add(RowOf(fact))) break;
    }
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<std::vector<LaterWorthFact>> Estimate(const std::string& consortium, const FutureValue& value) {
    ExportCohort cohort(call_, snapshot_, consortium);
    absl::flat_hash_map<std::string, Country> countries;
    Company company = scope_.companies.blank;
    bool read = true;
    WALZ_RETURN_IF_ERROR(
        cohort.Visit<v1::Company>(Collection::kCompanies, [&](const ResourceName& name, const v1::Company& message) {
          read = read && ReadCompany(message, scope_, company, faults_);
          countries[name.id()] = company.country;
          return read;
        }));
    std::vector<LaterWorthFact> worth;
    Opening opening = scope_.openings.blank;
    WALZ_RETURN_IF_ERROR(
        cohort.Visit<v1::Opening>(Collection::kOpenings, [&](const ResourceName& name, const v1::Opening& message) {
          read = read && ReadOpening(message, scope_, opening, faults_);
          const auto country = countries.find(name.ids.front());
          if (!read || country == countries.end()) return read;
          std::optional<LaterWorthFact> fact = value.FactOf(opening, country->second);
          if (fact) worth.push_back(*std::move(fact));
          return true;
        }));
    if (!read) return absl::DataLossError("a stored profile cannot be read");
    std::sort(worth.begin(), worth.end(),
              [](const LaterWorthFact& a, const LaterWorthFact& b) { return a.opening < b.opening; });
    return worth;
  }

  const Call& call_;
  const StoreSnapshot& snapshot_;
  MessageScope scope_;
  std::vector<FieldFault> faults_;
};

bool NeedsRound(v1::ImportTable table) {
  return table == v1::IMPORT_TABLE_ROUND || table == v1::IMPORT_TABLE_LATER_WORTH;
}

absl::Status CheckRequest(const v1::ExportFileRequest& request) {
  if (request.table() == v1::IMPORT_TABLE_UNSPECIFIED || !v1::ImportTable_IsValid(request.table())) {
    return RefuseFields({{"table", "missing_value", "say which file you want"}});
  }
  if (NeedsRound(request.table()) && request.round().empty()) {
    return RefuseFields({{"round", "missing_value", "say which round's file you want, such as rounds/spring-27"}});
  }
  return absl::OkStatus();
}

}  // namespace

void Exporter::Register(MethodSet& methods) const {
  methods.ServerStream<v1::ExportFileRequest, v1::ExportFileResponse>(
      "walz.v1.ExportService/ExportFile",
      [this](const Call& call, const v1::ExportFileRequest& request, Writer<v1::ExportFileResponse>& responses) {
        return ExportFile(call, request, responses);
      });
}

absl::Status Exporter::ExportFile(const Call& call, const v1::ExportFileRequest& request,
                                  Writer<v1::ExportFileResponse>& responses) const {
  WALZ_RETURN_IF_ERROR(CheckRequest(request));
  std::shared_ptr<const StoreSnapshot> snapshot;
  if (request.revision() == 0) {
    snapshot = keeper_.OpenNewest();
    keeper_.Keep(snapshot);  // For the other files of the folder.
  } else {
    WALZ_ASSIGN_OR_RETURN(snapshot, keeper_.Find(request.revision()));
  }
  v1::Round round;
  if (!request.round().empty()) {
    if (!call.MaySee(request.round())) return NoSuchResource(request.round());
    WALZ_ASSIGN_OR_RETURN(round, ReadResource<v1::Round>(*snapshot, request.round()));
  }
  ChunkWriter out(snapshot->revision(), responses);
  absl::Status status;
  if (request.table() == v1::IMPORT_TABLE_ROUND) {
    out.Add(RoundJson(round));
  } else if (request.table() == v1::IMPORT_TABLE_LATER_WORTH) {
    status = WorthExport(call, *snapshot, catalogue_).Write(round, out);
  } else if (request.table() == v1::IMPORT_TABLE_SCHEMES) {
    status = WriteSchemes(call, *snapshot, out);
  } else {
    ExportCohort cohort(call, *snapshot, round.consortium());
    status = TableExport(cohort, out).Write(request.table());
  }
  if (status.ok() && out.Flush()) return absl::OkStatus();
  if (status.ok() || absl::IsCancelled(status)) return ExportStopped();
  return status;
}

}  // namespace walz
