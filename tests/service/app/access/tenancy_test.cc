// Who may what, asked method by method for one's own, another's and missing things.  The expectations are written by
// hand, by classes of methods, and know nothing of the role table, so that a slip there is found.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <gtest/gtest.h>

#include "service/app/access/authorizer.h"
#include "service/app/access/public_services.h"
#include "service/app/access/role_table.h"
#include "service/call/errors.h"
#include "tests/service/app/access/fake_consortium.h"

namespace walz {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// Of the caller's own scope (north, centre N, company H), of another's, or not there at all.
enum class Whose { kOwn, kOther, kMissing };

struct Caller {
  const char* label;
  Principal principal;
};

const std::vector<Caller>& Callers() {
  static const auto* const callers = new std::vector<Caller>{
      {"coordinator", {.name = "c", .role = Role::kCoordinator}},
      {"coordinator of north", {.name = "c", .role = Role::kCoordinator, .consortium = "north"}},
      {"centre N", {.name = "n", .role = Role::kCentre, .centre = "N"}},
      {"host H", {.name = "h", .role = Role::kHost, .company = "H"}},
      {"batch", {.name = "b", .role = Role::kBatch}},
      {"batch of north", {.name = "b", .role = Role::kBatch, .consortium = "north"}},
      {"auditor", {.name = "a", .role = Role::kAuditor}},
      {"auditor of north", {.name = "a", .role = Role::kAuditor, .consortium = "north"}},
      {"admin", {.name = "root", .role = Role::kAdmin}},
      {"nobody", {.name = "?", .role = Role::kNobody}},
  };
  return *callers;
}

// ---- What is asked for.

std::string NameFor(const std::string& kind, Whose whose) {
  const auto pick = [&](const char* own, const char* other, const char* missing) {
    return std::string(whose == Whose::kOwn ? own : whose == Whose::kOther ? other : missing);
  };
  if (kind == "Scheme") return pick("schemes/fi", "schemes/fi", "schemes/none");
  if (kind == "Centre") return pick("centres/N", "centres/S", "centres/X");
  if (kind == "Apprentice") {
    return pick("centres/N/apprentices/AN", "centres/S/apprentices/AS", "centres/X/apprentices/AX");
  }
  if (kind == "Company") return pick("companies/H", "companies/G", "companies/X");
  if (kind == "Opening") {
    return pick("companies/H/openings/ON", "companies/G/openings/OS", "companies/X/openings/OX");
  }
  if (kind == "Round") return pick("rounds/RN", "rounds/RS", "rounds/RX");
  if (kind == "Scenario") {
    return pick("rounds/RN/scenarios/S", "rounds/RS/scenarios/S", "rounds/RX/scenarios/S");
  }
  if (kind == "Run") return pick("rounds/RN/runs/1", "rounds/RS/runs/1", "rounds/RX/runs/1");
  if (kind == "Job") return pick("jobs/JN", "jobs/JS", "jobs/JX");
  if (kind == "Execution") {
    return pick("jobs/JN/executions/2027-01-31", "jobs/JS/executions/2027-01-31", "jobs/JX/executions/2027-01-31");
  }
  return "";
}

std::string ParentOf(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  return parts.size() < 4 ? ""
                          : absl::StrCat(parts[0], "/", parts[1], parts.size() > 4 ? "/" + parts[2] : "",
                                         parts.size() > 4 ? "/" + parts[3] : "");
}

void SetText(Message& message, const std::string& field, const std::string& text) {
  const auto* found = message.GetDescriptor()->FindFieldByName(field);
  if (found == nullptr || found->type() != google::protobuf::FieldDescriptor::TYPE_STRING) return;
  if (found->is_repeated()) {
    message.GetReflection()->AddString(&message, found, text);
  } else {
    message.GetReflection()->SetString(&message, found, text);
  }
}

// Fills every field that names something with `whose` thing.
void Fill(Message& request, const std::string& kind, const std::string& verb, Whose whose) {
  const std::string name = NameFor(kind, whose);
  const std::string last = name.substr(name.rfind('/') + 1);
  SetText(request, "name", name);
  SetText(request, "names", name);
  SetText(request, "base_run", name);
  SetText(request, "round", NameFor("Round", whose));
  SetText(request, "apprentice", NameFor("Apprentice", whose));
  SetText(request, "opening", NameFor("Opening", whose));
  SetText(request, "parent",
          verb == "StartRun"         ? NameFor("Round", whose)
          : verb == "ListProposals"  ? NameFor("Run", whose)
          : verb == "ListRuns"       ? NameFor("Round", whose)
          : kind == "Scenario"       ? NameFor("Round", whose)
          : verb == "ListExecutions" ? NameFor("Job", whose)
                                     : ParentOf(name));
  const auto* type = request.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (absl::EndsWith(field->name(), "_id") && field->name() != "request_id" && field->name() != "token_id") {
      SetText(request, field->name(), whose == Whose::kMissing ? last : absl::StrCat("new-", last));
    }
    if (field->name() == "requests") {
      Fill(*request.GetReflection()->AddMessage(&request, field), kind, verb, whose);
    } else if (field->message_type() != nullptr && field->message_type()->name() == kind) {
      Message& resource = *request.GetReflection()->MutableMessage(&request, field);
      SetText(resource, "name", name);
      SetText(resource, "consortium", whose == Whose::kOther ? "south" : "north");
    }
  }
}

// ---- What is expected.

struct Asked {
  std::string service;  // `CentreService`.
  std::string method;   // `BatchUpdateCentres`.
  std::string kind;     // `Centre`: what it is about; empty: nothing that has a name.
  std::string verb;     // `Get`, `List`, `Create`, ... of standard methods; else the method.
};

Asked AskedOf(const MethodDescriptor& method) {
  Asked asked{method.service()->name(), method.name(), "", method.name()};
  for (const char* kind : {"Scheme", "Centre", "Apprentice", "Company", "Opening", "Round", "Job"}) {
    const std::string plural = std::string(kind) == "Company" ? "Companies" : absl::StrCat(kind, "s");
    if (asked.service != absl::StrCat(kind, "Service")) continue;
    asked.kind = kind;
    asked.verb = std::string(absl::StripSuffix(absl::StripSuffix(asked.method, plural), kind));
    return asked;
  }
  if (asked.service == "ExecutionService") asked.kind = asked.method == "GetExecution" ? "Execution" : "Job";
  if (asked.service == "MatchingService") asked.kind = "Run";
  if (asked.service == "ScenarioService") asked.kind = "Scenario";
  if (asked.service == "ReportService") asked.kind = "Run";
  return asked;
}

bool In(const std::string& item, std::initializer_list<const char*> list) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool IsRead(const Asked& asked) { return In(asked.verb, {"Get", "List", "BatchGet"}); }
bool IsCreate(const Asked& asked) { return In(asked.verb, {"Create", "BatchCreate"}); }
bool IsUpdate(const Asked& asked) { return In(asked.verb, {"Update", "BatchUpdate"}); }

// Whether `caller` may call for `whose` things.
bool Expected(const Principal& caller, const Asked& asked, Whose whose) {
  const bool own = whose == Whose::kOwn;
  const bool wide = caller.consortium.empty();
  // List methods of collections at the top name nothing: what they show is filtered.
  const bool names_nothing = asked.verb == "List" && In(asked.kind, {"Scheme", "Centre", "Company", "Round", "Job"});
  // All companies are open to all but hosts; which of their openings are listed is filtered.
  const bool lists_openings = asked.verb == "List" && asked.kind == "Opening";
  if (asked.method == "WhoAmI") return caller.role != Role::kNobody;
  switch (caller.role) {
    case Role::kNobody:
      return false;
    case Role::kAdmin:
      return true;
    case Role::kCoordinator:
    case Role::kBatch:
    case Role::kAuditor: {
      const bool coordinator = caller.role == Role::kCoordinator;
      const bool batch = caller.role == Role::kBatch;
      if (asked.service == "AdminService") {
        if (asked.method == "GetStatus") return wide;
        return caller.role == Role::kAuditor && wide &&
               In(asked.method, {"ListBackups", "VerifyAudit", "ListAuditEntries", "ListTokens"});
      }
      if (asked.service == "WatchService") return true;
      if (asked.service == "ExportService") return wide || own;
      if (asked.service == "ImportService") return coordinator || batch;
      if (asked.service == "MatchingService") {
        if (In(asked.method, {"StartRun", "CancelRun"})) return (coordinator || batch) && (wide || own);
        if (asked.method == "PublishRun") return coordinator && (wide || own);
        return wide || own;
      }
      if (asked.service == "ReportService") return wide || own;
      if (asked.service == "ScenarioService") {
        const bool reads = In(asked.method, {"GetScenario", "ListScenarios", "CompareScenario"});
        return (coordinator || (caller.role == Role::kAuditor && reads)) && (wide || own);
      }
      if (asked.method == "RunJob") return (coordinator || batch) && (wide || own);
      const bool open_to_all = In(asked.kind, {"Scheme", "Company"}) || lists_openings;
      if (asked.service == "ExecutionService" || IsRead(asked)) return wide || own || names_nothing || open_to_all;
      if (!coordinator || asked.kind == "Job") return false;
      if (wide) return true;
      if (asked.kind == "Scheme") return false;
      if (asked.kind == "Company") return true;
      if (asked.kind == "Opening") return own || IsCreate(asked);
      // A new centre or round of one's own consortium; that of another is refused.
      if (IsCreate(asked) && In(asked.kind, {"Centre", "Round"})) return whose != Whose::kOther;
      return own;
    }
    case Role::kCentre:
      if (asked.service == "AdminService" || In(asked.kind, {"Job", "Execution", "Scenario"})) return false;
      if (asked.service == "WatchService" || asked.service == "ImportService") return true;
      if (asked.service == "ExportService") return own;
      if (asked.service == "MatchingService") {
        return own && In(asked.method, {"GetRun", "ListRuns", "WatchRun", "ListProposals", "ExplainPair",
                                        "ExplainApprentice", "SuggestOpenings", "TryPlacement"});
      }
      if (asked.service == "ReportService") return own && asked.method != "ReportOccupancy";
      if (IsRead(asked)) return own || names_nothing || lists_openings || In(asked.kind, {"Scheme", "Company"});
      if (asked.kind == "Centre") return own && IsUpdate(asked);
      return own && asked.kind == "Apprentice";
    case Role::kHost:
      if (In(asked.kind, {"Centre", "Apprentice", "Job", "Execution", "Scenario"}) || asked.service == "AdminService")
        return false;
      if (asked.service == "WatchService" || asked.service == "ImportService") return true;
      if (asked.service == "ExportService") return own;
      if (asked.service == "MatchingService") return own && In(asked.method, {"GetRun", "ListRuns", "ListProposals"});
      if (asked.service == "ReportService") return own && asked.method == "ReportOccupancy";
      if (IsRead(asked)) return own || names_nothing || asked.kind == "Scheme";
      if (asked.kind == "Company") return own && IsUpdate(asked);
      return own && asked.kind == "Opening";
  }
  return false;
}

class TenancyTest : public testing::Test {
 protected:
  const FakeRecords records_ = FakeConsortium();
  const Authorizer authorizer_{SnapshotsOf(records_)};
};

TEST_F(TenancyTest, EveryMethodForEveryRoleAndScope) {
  int asked_count = 0;
  for (const auto* service : PublicServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      const Asked asked = AskedOf(method);
      const std::string full = absl::StrCat(service->full_name(), "/", method.name());
      for (const Caller& caller : Callers()) {
        absl::Status refusals[3];
        for (const Whose whose : {Whose::kOwn, Whose::kOther, Whose::kMissing}) {
          const std::unique_ptr<Message> request(
              google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
          Fill(*request, asked.kind, asked.verb, whose);
          const absl::StatusOr<Grant> grant =
              authorizer_.Authorize(caller.principal, full, method.client_streaming() ? nullptr : request.get());
          const std::string what = absl::StrCat(caller.label, ": ", full, " of ",
                                                whose == Whose::kOwn     ? "its own"
                                                : whose == Whose::kOther ? "another"
                                                                         : "nobody",
                                                "\n", request->ShortDebugString());
          EXPECT_EQ(grant.ok(), Expected(caller.principal, asked, whose)) << what;
          if (!grant.ok()) {
            EXPECT_EQ(grant.status().code(), absl::StatusCode::kPermissionDenied) << what;
            EXPECT_EQ(ReasonOf(grant.status()), v1::ERROR_REASON_NOT_PERMITTED) << what;
          }
          refusals[static_cast<int>(whose)] = grant.status();
          ++asked_count;
        }
        // Nobody learns from a refusal whether a thing exists.
        const absl::Status& other = refusals[static_cast<int>(Whose::kOther)];
        const absl::Status& missing = refusals[static_cast<int>(Whose::kMissing)];
        if (!other.ok() && !missing.ok()) {
          EXPECT_EQ(other.message(), missing.message()) << full;
          for (const char* key : {"method", "role"})
            EXPECT_EQ(MetadataOf(other, key), MetadataOf(missing, key)) << full;
        }
      }
    }
  }
  EXPECT_GT(asked_count, 2'700);
}

TEST_F(TenancyTest, PersonalFieldsAreForThoseWhoCareForThePersons) {
  for (const auto* service : PublicServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const Asked asked = AskedOf(*service->method(i));
      const std::string full = absl::StrCat(service->full_name(), "/", asked.method);
      for (const Caller& caller : Callers()) {
        const MethodRow& row = *FindMethodRow(full);
        const Cell cell = CellOf(row, caller.principal.role);
        if (!cell.personal) continue;
        switch (caller.principal.role) {
          case Role::kCoordinator:
          case Role::kAdmin:
            break;
          case Role::kCentre:
            EXPECT_NE(asked.kind, "Company") << full;
            EXPECT_NE(asked.service, "WatchService") << full;
            break;
          case Role::kHost:
            EXPECT_TRUE(asked.kind == "Company" || In(asked.service, {"ExportService", "ImportService"})) << full;
            break;
          case Role::kBatch:
            EXPECT_TRUE(In(asked.service, {"ExportService", "ImportService"})) << full;
            break;
          default:
            ADD_FAILURE() << full << " shows personal fields to " << caller.label;
        }
      }
    }
  }
}

}  // namespace
}  // namespace walz
