#include "service/app/resources/write_call.h"

#include <memory>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/hash.h"
#include "service/app/resources/list_query.h"
#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"
#include "service/convert/utf8.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

constexpr Revision kNeverRevision = -1;  // No record has it.

// All but the request_id, in 128 bits.
std::string Fingerprint(const AnyMessage& request) {
  const std::unique_ptr<pb::Message> bare(request.New());
  bare->CopyFrom(request);
  bare->GetReflection()->ClearField(bare.get(), bare->GetDescriptor()->FindFieldByName("request_id"));
  const std::string bytes = BytesOf(*bare);
  return absl::StrCat(absl::Hex(Hash64(1, bytes), absl::kZeroPad16), absl::Hex(Hash64(2, bytes), absl::kZeroPad16));
}

bool IsConflict(const absl::Status& status) { return ReasonOf(status) == v1::ERROR_REASON_ETAG_MISMATCH; }

absl::Status ShownFaults(std::vector<FieldFault> faults) {
  if (faults.size() > kFaultsShownMax) {
    const std::string rest = absl::StrCat("and ", faults.size() - kFaultsShownMax, " more");
    faults.resize(kFaultsShownMax);
    faults.push_back({"", "more", rest});
  }
  return RefuseFields(faults);
}

class Execution : public std::enable_shared_from_this<Execution> {
 public:
  Execution(Store& store, const ResourceValidator& validator, const std::function<absl::Time()>& now, WriteCall write)
      : store_(store), validator_(validator), now_(now), write_(std::move(write)), call_(*write_.call) {
    request_id_ = TextField(*write_.request, "request_id");
    validate_only_ = FlagField(*write_.request, "validate_only");
  }

  void Attempt() {
    ++attempt_count_;
    if (CountCharacters(request_id_) > kRequestIdCharactersMax) {
      return Finish(RefuseFields(
          {{"request_id", "too_long", absl::StrCat("has at most ", kRequestIdCharactersMax, " characters")}}));
    }
    const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
    WritePlanner planner(*snapshot, validator_, call_, now_());
    write_.response->Clear();
    absl::Status status = write_.plan(planner, *write_.response);
    if (status.ok() && !planner.faults().empty()) status = ShownFaults(planner.faults());
    if (status.ok() && call_.stop.stop_requested()) status = Stopped();
    if (validate_only_) return Answer(std::move(status), "");
    if (status.ok()) {
      CommitRequest commit = planner.TakeCommit();
      // With a request_id the answer is to be kept; else there is nothing to write.
      if (commit.mutations.empty() && request_id_.empty()) return Answer(absl::OkStatus(), "");
      return Send(Complete(std::move(commit), *write_.response), absl::OkStatus());
    }
    if (request_id_.empty() || absl::IsInvalidArgument(status)) return Finish(std::move(status));
    // Was it done already?  A commit that cannot succeed answers nothing but that.
    CommitRequest question;
    question.expectations.push_back({UniqueIdKey(Collection::kUniqueIds, "never"), kNeverRevision});
    Send(Complete(std::move(question), *write_.response), std::move(status));
  }

 private:
  CommitRequest Complete(CommitRequest commit, const AnyMessage& response) const {
    commit.audit.principal = call_.principal.name;
    commit.audit.method = call_.method;
    commit.audit.request_id = request_id_;
    if (request_id_.empty()) return commit;
    const absl::string_view nul("\0", 1);
    commit.idempotency_key = absl::StrCat(call_.principal.name, nul, call_.method, nul, request_id_);
    commit.fingerprint = Fingerprint(*write_.request);
    commit.reply = BytesOf(response);
    return commit;
  }

  // `refused`: what to answer where the store knows nothing of the request_id; OK: it is a commit, not that question.
  void Send(CommitRequest commit, absl::Status refused) {
    if (!write_.quick) return Receive(store_.Commit(std::move(commit)), refused);
    store_.CommitAsync(std::move(commit),
                       [self = shared_from_this(), refused = std::move(refused)](absl::StatusOr<Committed> committed) {
                         self->Receive(std::move(committed), refused);
                       });
  }

  void Receive(absl::StatusOr<Committed> committed, const absl::Status& refused) {
    if (committed.ok()) {
      if (committed->replayed && !write_.response->ParsePartialFromString(committed->reply)) {
        return Finish(absl::DataLossError("the answer that was kept cannot be read"));
      }
      return Answer(absl::OkStatus(), EtagOf(committed->revision));
    }
    if (!IsConflict(committed.status())) return Finish(committed.status());
    if (!refused.ok()) return Finish(refused);
    if (attempt_count_ < kWriteAttemptsMax) return Attempt();
    Finish(Refuse(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH,
                  "others keep changing what this call needs; read again and repeat it"));
  }

  // Resources of the answer get their etag, and lose what the caller may not see.
  void Answer(absl::Status status, const std::string& etag) {
    if (!status.ok()) return Finish(std::move(status));
    AnyMessage& response = *write_.response;
    if (response.GetDescriptor() == write_.kind->prototype->GetDescriptor()) {
      Dress(response, etag);
    } else {
      const pb::FieldDescriptor* rows = response.GetDescriptor()->FindFieldByName(std::string(write_.kind->plural));
      const pb::Reflection& reflection = *response.GetReflection();
      for (int i = 0; i < reflection.FieldSize(response, rows); ++i) {
        Dress(*reflection.MutableRepeatedMessage(&response, rows, i), etag);
      }
    }
    Finish(absl::OkStatus());
  }

  // What has its etag already stayed as it was.
  void Dress(AnyMessage& resource, const std::string& etag) const {
    if (validate_only_ || TextField(resource, "etag").empty()) SetEtag(resource, etag);
    if (!call_.personal) DropPersonal(*write_.kind, resource);
  }

  void Finish(absl::Status status) { write_.done(std::move(status)); }

  Store& store_;
  const ResourceValidator& validator_;
  const std::function<absl::Time()>& now_;
  WriteCall write_;
  const Call call_;
  std::string request_id_;
  bool validate_only_ = false;
  int attempt_count_ = 0;
};

}  // namespace

void RunWrite(Store& store, const ResourceValidator& validator, const std::function<absl::Time()>& now,
              WriteCall write) {
  std::make_shared<Execution>(store, validator, now, std::move(write))->Attempt();
}

}  // namespace walz
