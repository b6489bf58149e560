#include "tools/walz/noun.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/matching_service.pb.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/round_service.pb.h>
#include <walz/v1/scenario.pb.h>
#include <walz/v1/scenario_service.pb.h>
#include <walz/v1/scheme_service.pb.h>

#include "engine/base/check.h"

namespace walz {
namespace {

template <typename Request>
const google::protobuf::ServiceDescriptor* ServiceOf(const char* name) {
  return Request::descriptor()->file()->FindServiceByName(name);
}

std::vector<Noun> MakeNouns() {
  return {
      {.word = "scheme",
       .plural = "schemes",
       .doc = "The rules of VET law as data, by country and date.",
       .prototype = &v1::Scheme::default_instance(),
       .service = ServiceOf<v1::GetSchemeRequest>("SchemeService"),
       .columns = {"id", "country", "region", "valid_from", "valid_to", "host_pay", "employer_consent", "grant"},
       .more_columns = {"host_pay_min_eur_month", "home_pay"},
       .example_id = "es-general",
       .example_filter = "country = \"ES\"",
       .example_field = "region=Cataluña"},
      {.word = "centre",
       .plural = "centres",
       .doc = "The VET providers that send apprentices.",
       .prototype = &v1::Centre::default_instance(),
       .service = ServiceOf<v1::GetCentreRequest>("CentreService"),
       .columns = {"id", "title", "country", "city", "consortium", "sender_kind"},
       .more_columns = {"coordinator", "technologies", "excellence", "blackouts", "update_time"},
       .example_id = "C-1",
       .example_filter = "country = \"ES\" AND consortium = \"north\"",
       .example_field = "city=Bilbao"},
      {.word = "apprentice",
       .plural = "apprentices",
       .doc = "The learners who go.",
       .prototype = &v1::Apprentice::default_instance(),
       .service = ServiceOf<v1::GetApprenticeRequest>("ApprenticeService"),
       .parent_word = "centre",
       .parent_plural = "centres",
       .has_view = true,
       .columns = {"id", "centre", "scheme", "field", "languages", "windows", "min_days", "max_days", "priority"},
       .more_columns = {"given_name", "family_name", "employer", "employer_consent", "countries_wanted",
                        "countries_refused", "skills", "wishes", "pairs", "update_time"},
       .example_id = "A-01",
       .example_filter = "scheme = \"es-general\" AND priority <= 2",
       .example_field = "priority=1"},
      {.word = "company",
       .plural = "companies",
       .doc = "Employers at home and hosts abroad.",
       .prototype = &v1::Company::default_instance(),
       .service = ServiceOf<v1::GetCompanyRequest>("CompanyService"),
       .columns = {"id", "title", "country", "city", "size", "max_absent", "max_hosted"},
       .more_columns = {"certificates", "mentor", "technologies", "known_centres", "update_time"},
       .example_id = "H-1",
       .example_filter = "country = \"DE\"",
       .example_field = "max_hosted=4"},
      {.word = "opening",
       .plural = "openings",
       .doc = "What hosts offer.",
       .prototype = &v1::Opening::default_instance(),
       .service = ServiceOf<v1::GetOpeningRequest>("OpeningService"),
       .parent_word = "company",
       .parent_plural = "companies",
       .columns = {"id", "company", "title", "fields", "places", "windows", "languages", "state"},
       .more_columns = {"eqf_min", "eqf_max", "min_days", "max_days", "pay", "min_age", "skills_required", "mode",
                        "shared_with", "host_ranks", "update_time"},
       .example_id = "O-08",
       .example_filter = "state = OPEN AND places >= 2",
       .example_field = "places=3"},
      {.word = "round",
       .plural = "rounds",
       .doc = "Calls with their dates, settings, quotas and policy.",
       .prototype = &v1::Round::default_instance(),
       .service = ServiceOf<v1::GetRoundRequest>("RoundService"),
       .columns = {"id", "first_day", "last_day", "consortium", "policy", "published_run"},
       .more_columns = {"call_year", "activity", "countries", "min_age", "seed", "update_time"},
       .example_id = "spring-27",
       .example_filter = "consortium = \"north\"",
       .example_field = "policy=stable"},
      {.word = "job",
       .plural = "jobs",
       .doc = "What the daemon does every night.",
       .prototype = &v1::Job::default_instance(),
       .service = ServiceOf<v1::GetJobRequest>("JobService"),
       .columns = {"id", "round", "at", "time_zone", "paused", "publish", "next_start", "last_execution"},
       .more_columns = {"max_attempts", "retry_seconds", "catch_up_minutes", "time_limit_seconds", "update_time"},
       .example_id = "nightly",
       .example_filter = "round = \"rounds/spring-27\"",
       .example_field = "at=03:00"},
      {.word = "run",
       .plural = "runs",
       .doc = "Runs of the matcher: start, follow, compare, publish.",
       .prototype = &v1::Run::default_instance(),
       .service = ServiceOf<v1::GetRunRequest>("MatchingService"),
       .parent_word = "round",
       .parent_plural = "rounds",
       .changes = false,
       .columns = {"id", "round", "state", "stage", "result.placed", "result.unmatched", "result.points",
                   "result.proven", "create_time", "publish_time"},
       .more_columns = {"percent", "revision", "end_time", "started_by", "last_run", "restart_of", "error"},
       .example_id = "4",
       .example_filter = "state = SUCCEEDED",
       .example_field = ""},
      {.word = "proposal",
       .plural = "proposals",
       .doc = "What a run suggests.",
       .prototype = &v1::Proposal::default_instance(),
       .service = ServiceOf<v1::GetRunRequest>("MatchingService"),
       .parent_word = "run",
       .parent_plural = "runs",
       .changes = false,
       .columns = {"id", "opening", "start", "end", "days", "points", "needs", "barrier"},
       .more_columns = {"company", "tier", "grant_eur", "wish_rank", "reasons", "openings_refused_only_by_it",
                        "nearest_opening", "what_would_help"},
       .example_id = "A-01",
       .example_filter = "opening = \"\"",
       .example_field = ""},
      {.word = "scenario",
       .plural = "scenarios",
       .doc = "What would be if some facts were otherwise.",
       .prototype = &v1::Scenario::default_instance(),
       .service = ServiceOf<v1::GetScenarioRequest>("ScenarioService"),
       .parent_word = "round",
       .parent_plural = "rounds",
       .changes = false,
       .columns = {"id", "round", "base_run", "change_count", "result.before.placed", "result.after.placed",
                   "update_time", "apply_time"},
       .more_columns = {"created_by", "base_revision", "result.before.points", "result.after.points", "create_time"},
       .example_id = "close-h31",
       .example_filter = "change_count > 0",
       .example_field = ""},
      {.word = "execution",
       .plural = "executions",
       .doc = "Nights of a job.",
       .prototype = &v1::Execution::default_instance(),
       .service = ServiceOf<v1::GetExecutionRequest>("ExecutionService"),
       .parent_word = "job",
       .parent_plural = "jobs",
       .changes = false,
       .columns = {"id", "state", "start_time", "end_time", "attempt", "run", "difference.gained", "difference.lost",
                   "difference.moved", "alerts", "error"},
       .more_columns = {"scheduled_time", "next_attempt_time"},
       .example_id = "2027-01-31",
       .example_filter = "state = FAILED",
       .example_field = ""},
  };
}

std::string Capitalised(absl::string_view word) {
  return absl::StrCat(std::string(1, absl::ascii_toupper(static_cast<unsigned char>(word.front()))), word.substr(1));
}

}  // namespace

std::string Noun::MethodOf(absl::string_view verb) const {
  return absl::StrCat(verb, Capitalised(verb == "List" ? plural : word));
}

absl::Span<const Noun> Nouns() {
  static const auto* const nouns = new std::vector<Noun>(MakeNouns());
  return *nouns;
}

const Noun& NounCalled(absl::string_view word) {
  for (const Noun& noun : Nouns()) {
    if (noun.word == word) return noun;
  }
  WALZ_CHECK(false);
  return Nouns().front();
}

const Noun* FindNounOfCollection(absl::string_view plural) {
  for (const Noun& noun : Nouns()) {
    if (noun.plural == plural) return &noun;
  }
  return nullptr;
}

}  // namespace walz
