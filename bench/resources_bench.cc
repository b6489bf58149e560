// How fast are the standard methods over 1,000,000 apprentices on RocksDB, without gRPC?
//
// BM_Get            how many resources a second does one thread read?  (DESIGN asks for 25,000 unary reads with gRPC.)
// BM_ListPage       how long does a page of 1,000 rows take, in the middle of the million, without filter?
// BM_ListFiltered   how many rows a second does a filter look at that matches none?
// BM_ListOrdered    how long does the first page in another order than by name take, of 100,000 rows that a filter
// left? BM_Create         how many apprentices a second are durable, checked by the readers of files, from one caller
// at a time? BM_BatchCreate    the same in batches of 1,000.

#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <benchmark/benchmark.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/scheme.pb.h>

#include "service/app/resources/message_validator.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/standard_methods.h"
#include "service/convert/catalogue_reader.h"
#include "service/store/rocks_store.h"
#include "tests/service/store/temp_folder.h"

namespace walz {
namespace {

constexpr int kApprentices = 1'000'000;
constexpr int kCentres = 1'000;

void Require(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

std::string CentreName(int i) { return absl::StrFormat("centres/C-%04d", i); }

std::string ApprenticeName(int i) {
  return absl::StrFormat("%s/apprentices/A-%07d", CentreName(i / (kApprentices / kCentres)), i);
}

v1::Apprentice ApprenticeOf(int i) {
  v1::Apprentice apprentice;
  apprentice.set_name(ApprenticeName(i));
  apprentice.set_given_name("Anna");
  apprentice.set_family_name(absl::StrCat("Family ", i));
  apprentice.set_birth_date("2009-03-01");
  apprentice.set_scheme("S");
  apprentice.set_field("0413");
  apprentice.set_eqf(1 + i % 8);
  apprentice.add_languages("de:B1");
  apprentice.add_languages("en:A2");
  apprentice.add_windows("2027-03-01..2027-05-31");
  apprentice.set_min_days(14);
  apprentice.set_max_days(90);
  apprentice.set_priority(i % 10);
  return apprentice;
}

class Daemon {
 public:
  static Daemon& Get() {
    static auto* const daemon = new Daemon;
    return *daemon;
  }

  void Do(const std::string& method, const AnyMessage& request, AnyMessage& response) {
    Call call;
    call.method = absl::StrCat("walz.v1.", method);
    call.principal.name = "bench";
    call.personal = true;
    std::promise<absl::Status> promise;
    methods_.Find(call.method)->unary(call, request, response, [&](absl::Status status) {
      promise.set_value(std::move(status));
    });
    Require(promise.get_future().get());
  }

 private:
  Daemon() {
    const auto catalogue = ReadCatalogue(absl::StrCat(WALZ_SOURCE_DIR, "/data"));
    Require(catalogue.status());
    validator_ = std::make_unique<MessageValidator>(*catalogue);
    absl::StatusOr<std::unique_ptr<Store>> store = OpenRocksStore(folder_.path());
    Require(store.status());
    store_ = *std::move(store);
    keeper_ = std::make_unique<SnapshotKeeper>(*store_, absl::Now);
    standard_ = std::make_unique<StandardMethods>(*store_, *validator_, *keeper_, absl::Now);
    standard_->Register(methods_);
    Fill();
  }

  void Fill() {
    CommitRequest commit;
    v1::Scheme scheme;
    scheme.set_name("schemes/S");
    scheme.set_id("S");
    commit.mutations.push_back(PutMutation(scheme));
    for (int i = 0; i < kCentres; ++i) {
      v1::Centre centre;
      centre.set_name(CentreName(i));
      commit.mutations.push_back(PutMutation(centre));
    }
    for (int i = 0; i < kApprentices; ++i) {
      commit.mutations.push_back(PutMutation(ApprenticeOf(i)));
      if (commit.mutations.size() < 10'000 && i + 1 < kApprentices) continue;
      Require(store_->Commit(std::exchange(commit, {})).status());
    }
  }

  TempFolder folder_;
  std::unique_ptr<MessageValidator> validator_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<SnapshotKeeper> keeper_;
  std::unique_ptr<StandardMethods> standard_;
  MethodSet methods_;
};

void BM_Get(benchmark::State& state) {
  Daemon& daemon = Daemon::Get();
  int i = 0;
  for (auto _ : state) {
    v1::GetApprenticeRequest request;
    request.set_name(ApprenticeName(i = (i + 7'919) % kApprentices));
    v1::Apprentice response;
    daemon.Do("ApprenticeService/GetApprentice", request, response);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Get);

void BM_ListPage(benchmark::State& state) {
  Daemon& daemon = Daemon::Get();
  v1::ListApprenticesRequest request;
  request.set_parent("centres/-");
  request.set_page_size(1'000);
  for (auto _ : state) {
    v1::ListApprenticesResponse response;
    daemon.Do("ApprenticeService/ListApprentices", request, response);
    request.set_page_token(response.next_page_token());  // Empty after the last: from the start again.
  }
  state.SetItemsProcessed(state.iterations() * 1'000);
}
BENCHMARK(BM_ListPage);

void BM_ListFiltered(benchmark::State& state) {
  Daemon& daemon = Daemon::Get();
  v1::ListApprenticesRequest request;
  request.set_parent("centres/-");
  request.set_filter("priority > 9 AND scheme = S");
  for (auto _ : state) {
    v1::ListApprenticesResponse response;
    daemon.Do("ApprenticeService/ListApprentices", request, response);
  }
  state.SetItemsProcessed(state.iterations() * kApprentices);
}
BENCHMARK(BM_ListFiltered)->Unit(benchmark::kMillisecond);

void BM_ListOrdered(benchmark::State& state) {
  Daemon& daemon = Daemon::Get();
  v1::ListApprenticesRequest request;
  request.set_parent("centres/-");
  request.set_filter("priority = 3");
  request.set_order_by("family_name desc");
  for (auto _ : state) {
    v1::ListApprenticesResponse response;
    daemon.Do("ApprenticeService/ListApprentices", request, response);
  }
}
BENCHMARK(BM_ListOrdered)->Unit(benchmark::kMillisecond);

v1::CreateApprenticeRequest NewApprentice(int number) {
  v1::CreateApprenticeRequest request;
  request.set_parent("centres/C-0001");
  request.set_apprentice_id(absl::StrCat("new-", number));
  *request.mutable_apprentice() = ApprenticeOf(number % kApprentices);
  return request;
}

int NextNumber() {
  static int number = 0;
  return ++number;
}

void BM_Create(benchmark::State& state) {
  Daemon& daemon = Daemon::Get();
  for (auto _ : state) {
    v1::Apprentice response;
    daemon.Do("ApprenticeService/CreateApprentice", NewApprentice(NextNumber()), response);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Create)->UseRealTime();

void BM_BatchCreate(benchmark::State& state) {
  Daemon& daemon = Daemon::Get();
  for (auto _ : state) {
    v1::BatchCreateApprenticesRequest request;
    for (int i = 0; i < 1'000; ++i) *request.add_requests() = NewApprentice(NextNumber());
    v1::BatchCreateApprenticesResponse response;
    daemon.Do("ApprenticeService/BatchCreateApprentices", request, response);
  }
  state.SetItemsProcessed(state.iterations() * 1'000);
}
BENCHMARK(BM_BatchCreate)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace walz

BENCHMARK_MAIN();
