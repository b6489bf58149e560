#include "service/app/mirror/past_places.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/mirror/run_file.h"
#include "service/convert/later_worth_file.h"
#include "service/store/keys.h"

namespace walz {
namespace {

// The file of a run, or none if it has no such file.
absl::StatusOr<std::optional<std::string>> ReadFileOfRun(const StoreSnapshot& snapshot, absl::string_view run,
                                                         const char* file, std::stop_token stop) {
  std::optional<std::string> bytes;
  const std::optional<ResourceName> name = ParseName(run);
  if (!name || name->collection != Collection::kRuns) return bytes;
  WALZ_RETURN_IF_ERROR(ScanRunFile(
      snapshot, *name, file,
      [&](absl::string_view chunk) {
        if (!bytes) bytes.emplace();
        bytes->append(chunk.data(), chunk.size());
        return true;
      },
      std::move(stop)));
  return bytes;
}

absl::StatusOr<bool> HasPrices(const StoreSnapshot& snapshot, const std::string& run) {
  bool found = false;
  const std::optional<ResourceName> name = ParseName(run);
  if (!name || name->collection != Collection::kRuns) return found;
  WALZ_RETURN_IF_ERROR(ScanRunFile(snapshot, *name, kPlacePricesFile, [&](absl::string_view) {
    found = true;
    return false;
  }));
  return found;
}

// Empty: none, or there is no such round.
std::string PublishedRunOf(const View& view, const std::string& round) {
  const std::optional<ResourceName> name = ParseName(round);
  const auto row = name ? view.rounds.Find(name->id()) : nullptr;
  return row == nullptr ? std::string() : row->published_run;
}

bool LooksAhead(const Round& round) { return round.weights[static_cast<std::size_t>(CriterionId::kLaterWorth)] > 0; }

}  // namespace

absl::StatusOr<PastRuns> FindPastRuns(const StoreSnapshot& snapshot, const Round& round,
                                      absl::FunctionRef<std::string(const std::string& round)> published_run_of) {
  PastRuns past;
  if (!LooksAhead(round)) return past;
  for (const std::string& past_round : round.past_rounds) {
    const std::string run = published_run_of(past_round);
    if (run.empty()) {
      past.notes.push_back(absl::StrCat(past_round, " has published no run: it says nothing of what places are worth"));
      continue;
    }
    WALZ_ASSIGN_OR_RETURN(const bool has_prices, HasPrices(snapshot, run));
    if (has_prices) {
      past.runs.push_back(run);
    } else {
      past.notes.push_back(absl::StrCat(run, " has no ", kPlacePricesFile,
                                        ": only runs of policy BEST say what places are worth; run ", past_round,
                                        " again and publish it"));
    }
  }
  return past;
}

absl::StatusOr<PastRuns> FindPastRuns(const StoreSnapshot& snapshot, const View& view, const Round& round) {
  return FindPastRuns(snapshot, round, [&](const std::string& name) { return PublishedRunOf(view, name); });
}

std::vector<std::string> PublishedPastRuns(const View& view, const Round& round) {
  std::vector<std::string> runs;
  if (!LooksAhead(round)) return runs;
  for (const std::string& past_round : round.past_rounds) runs.push_back(PublishedRunOf(view, past_round));
  return runs;
}

absl::StatusOr<FutureValue> ReadFutureValue(const StoreSnapshot& snapshot, absl::Span<const std::string> runs,
                                            std::stop_token stop) {
  FutureValue value;
  for (const std::string& run : runs) {
    WALZ_ASSIGN_OR_RETURN(std::optional<std::string> text, ReadFileOfRun(snapshot, run, kPlacePricesFile, stop));
    if (!text) return absl::NotFoundError(absl::StrCat(run, " has no ", kPlacePricesFile));
    absl::StatusOr<std::vector<PastPlace>> places = ParsePlacePrices(*std::move(text));
    if (!places.ok()) return absl::DataLossError(absl::StrCat(run, ": ", places.status().message()));
    value.Add(*places);
  }
  return value;
}

absl::StatusOr<std::vector<LaterWorthFact>> EstimateLaterWorth(const StoreSnapshot& snapshot, const View& view,
                                                               absl::Span<const std::string> runs,
                                                               std::stop_token stop) {
  std::vector<LaterWorthFact> facts;
  if (runs.empty()) return facts;
  WALZ_ASSIGN_OR_RETURN(const FutureValue value, ReadFutureValue(snapshot, runs, std::move(stop)));
  view.openings.ForEach([&](const OpeningRow& row) {
    const auto company = view.companies.Find(row.facts.company);
    if (company == nullptr) return;
    std::optional<LaterWorthFact> fact = value.FactOf(row.facts, company->facts.country);
    if (fact) facts.push_back(*std::move(fact));
  });
  return facts;
}

absl::StatusOr<std::vector<LaterWorthFact>> ReadLaterWorthOf(const StoreSnapshot& snapshot, const View& view,
                                                             absl::string_view run, std::stop_token stop) {
  WALZ_ASSIGN_OR_RETURN(std::optional<std::string> text,
                        ReadFileOfRun(snapshot, run, kLaterWorthFile, std::move(stop)));
  if (!text) return std::vector<LaterWorthFact>();
  absl::StatusOr<std::vector<LaterWorthFact>> facts = ParseLaterWorth(*std::move(text));
  if (!facts.ok()) return absl::DataLossError(absl::StrCat(run, ": ", facts.status().message()));
  std::erase_if(*facts, [&](const LaterWorthFact& fact) { return view.openings.Find(fact.opening) == nullptr; });
  return facts;
}

}  // namespace walz
