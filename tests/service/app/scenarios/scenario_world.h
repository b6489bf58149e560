// ScenarioWorld: a RunWorld with scenarios over it; for tests.

#ifndef TESTS_SERVICE_APP_SCENARIOS_SCENARIO_WORLD_H_
#define TESTS_SERVICE_APP_SCENARIOS_SCENARIO_WORLD_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <walz/v1/scenario_service.pb.h>

#include "service/app/resources/message_validator.h"
#include "service/app/resources/resource_io.h"
#include "service/app/scenarios/scenario_service.h"
#include "service/call/errors.h"
#include "tests/service/app/runs/run_world.h"
#include "tests/support/random_problem.h"

namespace walz {

inline Facts ScenarioFacts(std::uint64_t seed = 4) {
  Facts facts = Storable(
      RandomFacts(seed, {.apprentice_count = 14, .opening_count = 8, .with_groups = false, .with_last_run = false}));
  facts.round.consortium.clear();
  return facts;
}

class ScenarioWorld : public RunWorld {
 public:
  explicit ScenarioWorld(const Facts& facts = ScenarioFacts())
      : RunWorld(facts), validator_(mirror->view()->catalogue) {
    Reopen();
  }

  // As the daemon does after its end.
  void Reopen() {
    scenario_methods_.emplace();
    scenarios_.emplace(
        *store, *mirror, validator_, *keeper, [this] { return clock.Now(); }, RunOptions{.nice = false});
    scenarios_->Register(*scenario_methods_);
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(absl::string_view method, const Request& request) {
    Response response;
    absl::Status status = absl::UnknownError("not called");
    scenario_methods_->Find(absl::StrCat("walz.v1.ScenarioService/", method))
        ->unary(call, request, response, [&](absl::Status done) { status = std::move(done); });
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<v1::Scenario> New(const std::string& id, const std::string& base_run = "") {
    v1::CreateScenarioRequest request;
    request.set_parent("rounds/round");
    request.set_scenario_id(id);
    request.mutable_scenario()->set_base_run(base_run);
    return Do<v1::Scenario>("CreateScenario", request);
  }

  // `text`: changes as text, such as "opening { name: 'companies/H/openings/O' places: 2 } update_mask { paths:
  // 'places' }".
  absl::StatusOr<v1::Scenario> Set(const std::string& id, const std::vector<std::string>& changes,
                                   const std::vector<std::string>& restored = {}) {
    v1::ChangeScenarioRequest request;
    request.set_name("rounds/round/scenarios/" + id);
    for (const std::string& text : changes) {
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.add_changes())) << text;
    }
    for (const std::string& name : restored) request.add_restored(name);
    return Do<v1::Scenario>("ChangeScenario", request);
  }

  absl::StatusOr<v1::Scenario> RunIt(const std::string& id, bool cold = false) { return RunIt(id, cold, call); }
  absl::StatusOr<v1::Scenario> RunIt(const std::string& id, bool cold, const Call& caller) {
    struct Last : AnyWriter {
      bool Write(const AnyMessage& response) override {
        last = static_cast<const v1::RunScenarioResponse&>(response);
        return true;
      }
      v1::RunScenarioResponse last;
    } writer;
    v1::RunScenarioRequest request;
    request.set_name("rounds/round/scenarios/" + id);
    request.set_cold(cold);
    const absl::Status status =
        scenario_methods_->Find("walz.v1.ScenarioService/RunScenario")->server_stream(caller, request, writer);
    if (!status.ok()) return status;
    return writer.last.scenario();
  }

  absl::StatusOr<v1::CompareScenarioResponse> Compare(const std::string& id) {
    v1::CompareScenarioRequest request;
    request.set_name("rounds/round/scenarios/" + id);
    return Do<v1::CompareScenarioResponse>("CompareScenario", request);
  }

  absl::StatusOr<v1::Scenario> Apply(const std::string& id, bool validate_only = false) {
    v1::ApplyScenarioRequest request;
    request.set_name("rounds/round/scenarios/" + id);
    request.set_validate_only(validate_only);
    return Do<v1::Scenario>("ApplyScenario", request);
  }

  absl::StatusOr<v1::Scenario> Drop(const std::string& id) {
    v1::DeleteScenarioRequest request;
    request.set_name("rounds/round/scenarios/" + id);
    return Do<v1::Scenario>("DeleteScenario", request);
  }

  // The name of the opening at this position of the mirror.
  std::string OpeningName(std::size_t position) const {
    std::vector<std::string> names;
    mirror->view()->openings.ForEach([&](const OpeningRow& row) { names.push_back(NameOfOpening(row.facts)); });
    return names.at(position);
  }
  int PlacesOf(const std::string& opening) const {
    return mirror->view()->openings.Find(ParseName(opening)->id())->facts.places;
  }
  std::string PlacesChange(const std::string& opening, int places) const {
    return absl::StrCat("opening { name: '", opening, "' places: ", places, " } update_mask { paths: 'places' }");
  }

  // The name of the apprentice at this position of the mirror.
  std::string ApprenticeName(std::size_t position) const {
    std::vector<std::string> names;
    mirror->view()->apprentices.ForEach(
        [&](const ApprenticeRow& row) { names.push_back(NameOfApprentice(row.facts)); });
    return names.at(position);
  }
  // `companies/H/openings/ID` of `companies/H/openings/O`.
  static std::string Beside(const std::string& opening, const std::string& id) {
    return opening.substr(0, opening.rfind('/') + 1) + id;
  }
  // Adds an opening like another one, a company like the first one.
  std::string OpeningLike(const std::string& opening, const std::string& name) const {
    v1::ScenarioChange change;
    *change.mutable_opening() = ReadResource<v1::Opening>(*store->OpenSnapshot(), opening).value();
    return AdditionAs(name, *change.mutable_opening(), change);
  }
  std::string CompanyLike(const std::string& name) const {
    v1::ScenarioChange change;
    const std::string opening = OpeningName(0);
    *change.mutable_company() =
        ReadResource<v1::Company>(*store->OpenSnapshot(), opening.substr(0, opening.find("/openings/"))).value();
    return AdditionAs(name, *change.mutable_company(), change);
  }

  // As somebody else would.
  void WritePlaces(const std::string& opening, int places) {
    v1::Opening resource = ReadResource<v1::Opening>(*store->OpenSnapshot(), opening).value();
    resource.set_places(places);
    CommitRequest commit;
    commit.mutations.push_back(PutMutation(resource));
    ASSERT_TRUE(store->Commit(std::move(commit)).ok());
  }

 private:
  template <typename Resource>
  static std::string AdditionAs(const std::string& name, Resource& resource, v1::ScenarioChange& change) {
    resource.set_name(name);
    resource.clear_etag();
    resource.clear_create_time();
    resource.clear_update_time();
    change.set_action(v1::SCENARIO_ACTION_ADD);
    std::string text;
    EXPECT_TRUE(google::protobuf::TextFormat::PrintToString(change, &text));
    return text;
  }

  MessageValidator validator_;
  std::optional<MethodSet> scenario_methods_;
  std::optional<ScenarioService> scenarios_;
};

}  // namespace walz

#endif  // TESTS_SERVICE_APP_SCENARIOS_SCENARIO_WORLD_H_
