#include "service/server/services.h"

#include <climits>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <sys/random.h>
#include <unistd.h>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "service/app/access/token_methods.h"
#include "service/app/access/token_store.h"
#include "service/app/admin/admin_methods.h"
#include "service/app/admin/watch_methods.h"
#include "service/app/jobs/execution_methods.h"
#include "service/app/jobs/job_outlook.h"
#include "service/app/jobs/job_runner.h"
#include "service/app/jobs/run_service_rounds.h"
#include "service/app/mirror/advisor.h"
#include "service/app/mirror/mirror.h"
#include "service/app/reports/report_service.h"
#include "service/app/resources/message_validator.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/snapshot_keeper.h"
#include "service/app/resources/standard_methods.h"
#include "service/app/runs/run_service.h"
#include "service/app/scenarios/scenario_service.h"
#include "service/app/transfer/exporter.h"
#include "service/app/transfer/importer.h"
#include "service/convert/catalogue_reader.h"
#include "service/server/outcome_follower.h"
#include "service/server/principals.h"
#include "service/server/scheme_seed.h"
#include "service/server/store_backups.h"
#include "service/store/keys.h"

namespace walz {
namespace {

std::string RandomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  WALZ_CHECK(getentropy(bytes.data(), bytes.size()) == 0);
  return bytes;
}

std::int64_t ResidentBytes() {
  std::ifstream in("/proc/self/statm");
  std::int64_t pages = 0;
  std::int64_t resident = 0;
  in >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

std::string CatalogueFolder(const Config& config) {
  if (!config.catalogue_folder.empty()) return config.catalogue_folder;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return (program.parent_path().parent_path() / "share" / "walz").string();
}

// One name for each start: a lease is renewed by name.
std::string HolderName(const Config& config) {
  std::string name = config.jobs_holder;
  if (name.empty()) {
    name.resize(HOST_NAME_MAX + 1);
    name = gethostname(name.data(), name.size()) == 0 ? name.c_str() : "walzd";
  }
  constexpr std::size_t kStartBytes = 4;
  return absl::StrCat(name, "/", absl::BytesToHexString(RandomBytes(kStartBytes)));
}

int CoresOf() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

// What somebody waits for takes all cores, unless told otherwise; runs leave one.
int ThreadsOf(const Config& config) {
  return config.run_threads > 0 ? static_cast<int>(config.run_threads) : CoresOf();
}
int RunThreadsOf(const Config& config) {
  return config.run_threads > 0 ? static_cast<int>(config.run_threads) : std::max(1, CoresOf() - 1);
}

class WiredServices : public Services {
 public:
  WiredServices(const Config& config, Store& store, Log& log)
      : config_(config), store_(store), log_(log), start_(absl::Now()), keeper_(store, absl::Now) {}

  ~WiredServices() override { StopJobs(); }

  absl::Status Open() {
    const std::string catalogue_folder = CatalogueFolder(config_);
    WALZ_ASSIGN_OR_RETURN(catalogue_, ReadCatalogue(catalogue_folder));
    const absl::StatusOr<int> seeded = SeedSchemes(store_, catalogue_folder, *catalogue_, start_);
    WALZ_RETURN_IF_ERROR(seeded.status());
    if (*seeded > 0) log_.Write(LogLevel::kInfo, "store_seeded", {{"schemes", std::int64_t{*seeded}}});
    WALZ_RETURN_IF_ERROR(OpenMirror());
    WALZ_RETURN_IF_ERROR(OpenAccess());
    OpenResources();
    OpenRuns();
    OpenJobs();
    OpenAdmin();
    WALZ_ASSIGN_OR_RETURN(const int interrupted, runs_->Recover());
    if (interrupted > 0) log_.Write(LogLevel::kWarn, "runs_interrupted", {{"runs", std::int64_t{interrupted}}});
    return absl::OkStatus();
  }

  const MethodSet& methods() const override { return methods_; }
  const Authenticator& authenticator() const override { return *authenticator_; }
  const Authorizer& authorizer() const override { return *authorizer_; }

  DaemonFigures Figures() const override {
    return {.store = store_.Stats(),
            .mirror_revision = mirror_->revision(),
            .watch_streams = watch_->stream_count(),
            .memory_bytes = ResidentBytes(),
            .start = start_,
            .now = absl::Now()};
  }

  void Start(Metrics& metrics) override {
    metrics_ = &metrics;
    follower_.emplace(store_, first_revision_, start_, [this, &metrics](const v1::Run& run) {
      metrics.CountRun(run);
      log_.Write(run.state() == v1::RUN_STATE_FAILED ? LogLevel::kError : LogLevel::kInfo, "run_ended",
                 {{"run", run.name()},
                  {"state", v1::RunState_Name(run.state())},
                  {"seconds", run.end_time().seconds() - run.create_time().seconds()},
                  {"placed", run.result().placed()},
                  {"unmatched", run.result().unmatched()},
                  {"started_by", run.started_by()},
                  {"error", run.error()}});
    });
    if (config_.jobs_enabled) jobs_->Start();
  }

  void StopJobs() override {
    if (jobs_) jobs_->Stop();
  }

 private:
  absl::Status OpenMirror() {
    WorkOptions work;
    work.thread_count = ThreadsOf(config_);
    const absl::Time begin = absl::Now();
    const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
    WALZ_ASSIGN_OR_RETURN(std::unique_ptr<Mirror> mirror, Mirror::Build(*snapshot, catalogue_, work));
    mirror_ = std::move(mirror);
    first_revision_ = snapshot->revision();
    // The listener holds the mirror, so that it may live as long as the store's committer.
    store_.SetListener([mirror_held = mirror_, listener = mirror_->Listener()](Revision revision, absl::Time time,
                                                                               absl::Span<const Mutation> mutations) {
      listener(revision, time, mutations);
    });
    const std::shared_ptr<const View> view = mirror_->view();
    log_.Write(LogLevel::kInfo, "mirror_ready",
               {{"revision", view->revision},
                {"apprentices", static_cast<std::int64_t>(view->apprentices.size())},
                {"openings", static_cast<std::int64_t>(view->openings.size())},
                {"unreadable", static_cast<std::int64_t>(view->unreadable.size())},
                {"millis", absl::ToInt64Milliseconds(absl::Now() - begin)}});
    return absl::OkStatus();
  }

  absl::Status OpenAccess() {
    WALZ_ASSIGN_OR_RETURN(
        tokens_,
        TokenStore::Open(&store_, {.now = absl::Now, .random_bytes = RandomBytes, .file = config_.access_token_file}));
    AuthenticatorOptions options;
    WALZ_ASSIGN_OR_RETURN(options.certificates, ParseCertificates(config_.access_certificates));
    WALZ_ASSIGN_OR_RETURN(options.anonymous_role, ParseRole(config_.access_anonymous_role));
    authenticator_ = std::make_unique<Authenticator>(std::move(options), tokens_.get());
    authorizer_ = std::make_unique<Authorizer>([this] { return store_.OpenSnapshot(); });
    token_methods_.emplace(*tokens_);
    token_methods_->Register(methods_);
    return absl::OkStatus();
  }

  void OpenResources() {
    validator_.emplace(catalogue_);
    standard_.emplace(store_, *validator_, keeper_, absl::Now);
    standard_->Register(methods_);
    importer_.emplace(store_, way_, catalogue_, absl::Now);
    importer_->Register(methods_);
    exporter_.emplace(keeper_, catalogue_);
    exporter_->Register(methods_);
  }

  void OpenRuns() {
    const int threads = ThreadsOf(config_);
    advisor_.emplace(store_, *mirror_, way_, threads);
    runs_.emplace(store_, *mirror_, keeper_, absl::Now, RunOptions{.thread_count = RunThreadsOf(config_)});
    runs_->Register(methods_);
    advisor_->Register(methods_);
    scenarios_.emplace(store_, *mirror_, *validator_, keeper_, absl::Now,
                       RunOptions{.thread_count = RunThreadsOf(config_)});
    scenarios_->Register(methods_);
    reports_.emplace(store_, *mirror_, threads);
    reports_->Register(methods_);
  }

  void OpenJobs() {
    rounds_.emplace(*runs_, absl::Now);
    JobStepperOptions options;
    options.holder = HolderName(config_);
    options.now = absl::Now;
    options.observe = [this](const v1::Execution& execution) { Observe(execution); };
    jobs_.emplace(store_, *rounds_, std::move(options), [this](const absl::Status& status) {
      log_.Write(LogLevel::kError, "job_step_failed", {{"error", std::string(status.message())}});
    });
    executions_.emplace(store_, standard_->reads(), [this] { jobs_->Nudge(); });
    executions_->Register(methods_);
    OfferJobOutlook(store_, absl::Now, methods_);
  }

  void Observe(const v1::Execution& execution) {
    if (metrics_ != nullptr) metrics_->NoteExecution(execution);
    const bool bad = execution.state() == v1::EXECUTION_STATE_FAILED || execution.alerts_size() > 0;
    LogFields fields = {{"execution", execution.name()},
                        {"state", v1::ExecutionState_Name(execution.state())},
                        {"attempt", std::int64_t{execution.attempt()}},
                        {"run", execution.run()},
                        {"error", execution.error()}};
    for (const std::string& alert : execution.alerts()) fields.emplace_back("alert", alert);
    log_.Write(bad ? LogLevel::kWarn : LogLevel::kInfo, "execution", fields);
  }

  void OpenAdmin() {
    if (!config_.backup_folder.empty()) backups_.emplace(store_, config_.backup_folder);
    admin_.emplace(store_, backups_ ? &*backups_ : nullptr, [this](v1::StatusReport& report) { FillStatus(report); });
    admin_->Register(methods_);
    watch_.emplace(store_, absl::Now);
    watch_->Register(methods_);
  }

  void FillStatus(v1::StatusReport& report) const {
    report.set_version(WALZ_VERSION);
    *report.mutable_start_time() = TimestampOf(start_);
    const std::shared_ptr<const View> view = mirror_->view();
    report.set_mirror_revision(view->revision);
    report.set_memory_bytes(ResidentBytes());
    auto& counts = *report.mutable_resource_counts();
    counts["schemes"] = static_cast<std::int64_t>(view->schemes.size());
    counts["centres"] = static_cast<std::int64_t>(view->centres.size());
    counts["apprentices"] = static_cast<std::int64_t>(view->apprentices.size());
    counts["companies"] = static_cast<std::int64_t>(view->companies.size());
    counts["openings"] = static_cast<std::int64_t>(view->openings.size());
    counts["rounds"] = static_cast<std::int64_t>(view->rounds.size());
    counts["unreadable"] = static_cast<std::int64_t>(view->unreadable.size());
    AddRunningRuns(report);
  }

  void AddRunningRuns(v1::StatusReport& report) const {
    // What cannot be read is said by whoever reads it for its own sake.
    store_.OpenSnapshot()
        ->Scan(RangeOf(Collection::kRuns),
               [&](absl::string_view, absl::string_view value, Revision) {
                 v1::Run run;
                 if (run.ParseFromArray(value.data(), static_cast<int>(value.size())) &&
                     run.state() == v1::RUN_STATE_RUNNING) {
                   report.add_running_runs(run.name());
                 }
                 return true;
               })
        .IgnoreError();
  }

  // Destroyed from the last to the first.
  const Config config_;
  Store& store_;
  Log& log_;
  const absl::Time start_;
  Revision first_revision_ = 0;
  std::shared_ptr<const Catalogue> catalogue_;
  std::shared_ptr<Mirror> mirror_;
  std::unique_ptr<TokenStore> tokens_;
  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<Authorizer> authorizer_;
  Metrics* metrics_ = nullptr;  // Null before Start.
  RightOfWay way_;
  SnapshotKeeper keeper_;
  std::optional<MessageValidator> validator_;
  std::optional<StandardMethods> standard_;
  std::optional<Importer> importer_;
  std::optional<Exporter> exporter_;
  std::optional<StoreBackups> backups_;
  std::optional<Advisor> advisor_;
  std::optional<OutcomeFollower> follower_;
  std::optional<RunService> runs_;
  std::optional<ScenarioService> scenarios_;
  std::optional<ReportService> reports_;
  std::optional<RunServiceRounds> rounds_;
  std::optional<JobRunner> jobs_;
  std::optional<ExecutionMethods> executions_;
  std::optional<TokenMethods> token_methods_;
  std::optional<AdminMethods> admin_;
  std::optional<WatchMethods> watch_;
  MethodSet methods_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Services>> Services::Open(const Config& config, Store& store, Log& log) {
  auto services = std::make_unique<WiredServices>(config, store, log);
  WALZ_RETURN_IF_ERROR(services->Open());
  return services;
}

}  // namespace walz
