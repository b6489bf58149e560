// Problem: the facts of one round, checked, linked, in canonical order, immutable.
//
// A Problem that exists is valid: ids are unique, references resolve, numbers lie in their ranges.  Centres, companies
// and apprentices are sorted by id byte by byte, openings so that those alike are neighbours (alike_openings.h):
// nothing downstream depends on the order of input rows.  Thread rule: const methods may be called from any thread.

#ifndef ENGINE_MODEL_PROBLEM_H_
#define ENGINE_MODEL_PROBLEM_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/base/index.h"
#include "engine/model/facts.h"

namespace walz {

using CentreIndex = Index<struct CentreTag>;
using CompanyIndex = Index<struct CompanyTag>;
using OpeningIndex = Index<struct OpeningTag>;
using ApprenticeIndex = Index<struct ApprenticeTag>;

enum class FactTable : std::uint8_t {
  kSchemes,
  kCentres,
  kCompanies,
  kOpenings,
  kApprentices,
  kWishes,
  kHostRanks,
  kPairs,
  kLaterWorth,
  kRound
};

// One thing that is wrong with the facts.
struct FactError {
  FactTable table;
  std::size_t position;  // In the vector of Facts as it was handed over; 0 for the round.
  std::string column;    // CSV column or JSON field.
  std::string value;
  std::string code;  // Stable: unknown_reference, duplicate_id, out_of_range, contradiction.
  std::string hint;
};

struct Wish {
  int rank;
  WishKind kind;
  std::uint32_t target;  // OpeningIndex or CompanyIndex value, by kind; not used for countries.
  Country country;       // For kCountry.
};

struct HostRank {
  ApprenticeIndex apprentice;
  int rank;
};

struct Pin {
  OpeningIndex opening;
  std::optional<DayRange> stay;  // Where given, the only stay.
};

struct ExcludedOpening {
  OpeningIndex opening;
  PairMark mark;  // kForbid or kDeclined.
  std::string reason;
};

struct LastPlacement {
  OpeningIndex opening;
  DayRange stay;
};

class Problem;

// One apprentice with everything a rule may read beside the opening.  `employer` is null if there is none.
struct ApprenticeView {
  const Problem& problem;
  ApprenticeIndex index;
  const Apprentice& apprentice;
  const Centre& centre;
  const Scheme& scheme;
  const Company* employer;
  const Round& round;
  const DaySet* days;  // The windows less all blackouts; interned.
};

struct OpeningView {
  const Problem& problem;
  OpeningIndex index;
  const Opening& opening;
  const Company& company;
  const Round& round;
  const DaySet* days_in_round;  // The windows within the round's dates; interned.
};

class Problem {
 public:
  // The problem, or everything that is wrong, by table, then position.  O(n log n).
  struct CreateResult;
  static CreateResult Create(Facts facts);

  // A problem of the apprentices, wishes, host ranks, pairs and last run of `few` beside all that `hosts` has but its
  // apprentices, which it shares: openings keep their indices.  For questions about a few apprentices: travel groups
  // are left out.  `few` has the pools of `hosts`; its other fields are not read.  O(few log few).
  static CreateResult Join(const Problem& hosts, Facts few);

  const Round& round() const { return hosts_->facts->round; }
  const Catalogue& catalogue() const { return *hosts_->facts->catalogue; }
  absl::Span<const Centre> centres() const { return hosts_->facts->centres; }
  absl::Span<const Company> companies() const { return hosts_->facts->companies; }
  absl::Span<const Opening> openings() const { return hosts_->facts->openings; }
  absl::Span<const Apprentice> apprentices() const { return facts_->apprentices; }
  const Centre& operator[](CentreIndex i) const { return hosts_->facts->centres[i.value]; }
  const Company& operator[](CompanyIndex i) const { return hosts_->facts->companies[i.value]; }
  const Opening& operator[](OpeningIndex i) const { return hosts_->facts->openings[i.value]; }
  const Apprentice& operator[](ApprenticeIndex i) const { return facts_->apprentices[i.value]; }

  // Nothing if there is no such id.  Logarithmic; of openings and companies O(1).
  std::optional<ApprenticeIndex> FindApprentice(absl::string_view id) const;
  std::optional<OpeningIndex> FindOpening(absl::string_view id) const;
  std::optional<CompanyIndex> FindCompany(absl::string_view id) const;
  std::optional<CentreIndex> FindCentre(absl::string_view id) const;

  CentreIndex CentreOf(ApprenticeIndex i) const { return apprentice_links_[i.value].centre; }
  std::optional<CompanyIndex> EmployerOf(ApprenticeIndex i) const { return apprentice_links_[i.value].employer; }
  CompanyIndex CompanyOf(OpeningIndex i) const { return hosts_->company_of_opening[i.value]; }
  absl::Span<const OpeningIndex> OpeningsOf(CompanyIndex i) const {
    return hosts_->openings_of_company.Of(i.value);
  }  // By id.

  // Wherever somebody sees an order of openings, it is that of their ids.
  absl::Span<const OpeningIndex> OpeningsById() const { return hosts_->openings_by_id; }
  std::uint32_t IdRankOf(OpeningIndex i) const { return hosts_->id_ranks[i.value]; }  // Its position there.
  void SortById(std::vector<OpeningIndex>& openings) const {
    std::sort(openings.begin(), openings.end(),
              [this](OpeningIndex a, OpeningIndex b) { return IdRankOf(a) < IdRankOf(b); });
  }

  ApprenticeView View(ApprenticeIndex i) const;
  OpeningView View(OpeningIndex i) const;

  // What a place will be worth to later apprentices, in weighted points; 0 where nobody said.
  int LaterWorthOf(OpeningIndex i) const { return hosts_->later_worth.empty() ? 0 : hosts_->later_worth[i.value]; }

  absl::Span<const Wish> WishesOf(ApprenticeIndex i) const;               // By rank, then kind, then target.
  absl::Span<const HostRank> HostRanksOf(OpeningIndex i) const;           // By apprentice.
  absl::Span<const ExcludedOpening> ExcludedOf(ApprenticeIndex i) const;  // By opening.
  const std::optional<Pin>& PinOf(ApprenticeIndex i) const { return pins_[i.value]; }
  const std::optional<LastPlacement>& LastOf(ApprenticeIndex i) const { return last_[i.value]; }
  bool has_last_run() const { return has_last_run_; }

  // Travel groups by name, each its members by index; every group has at least two.
  absl::Span<const std::vector<ApprenticeIndex>> groups() const { return groups_; }

  // The hull of the round's dates and of all openings' windows: no stay starts or ends outside it.
  DayRange horizon() const { return hosts_->horizon; }

  // The labels that the round or a scheme asks of hosts; sorted, each once.
  absl::Span<const std::string> host_labels_asked() const { return hosts_->labels_asked; }

  // The least ages that openings ask; sorted, each once.
  absl::Span<const int> opening_ages() const { return hosts_->ages; }

 private:
  struct ApprenticeLinks {
    CentreIndex centre;
    std::uint32_t scheme = 0;
    std::optional<CompanyIndex> employer;
    const DaySet* days = nullptr;
  };
  template <typename T>
  struct Rows {                         // Rows of T grouped by an index, one after another.
    std::vector<std::uint32_t> groups;  // Those that have rows, ascending, if they are few; else empty.
    std::vector<std::size_t> starts;    // By index; by position in `groups` if they are few.
    std::vector<T> values;
    absl::Span<const T> Of(std::size_t i) const {
      if (values.empty()) return {};
      if (!groups.empty()) {
        const auto at = std::lower_bound(groups.begin(), groups.end(), i);
        if (at == groups.end() || *at != i) return {};
        i = static_cast<std::size_t>(at - groups.begin());
      }
      return absl::Span<const T>(values).subspan(starts[i], starts[i + 1] - starts[i]);
    }
  };
  // All that is not the apprentices'; shared by those that are joined to it.
  struct HostSide {
    std::shared_ptr<Facts> facts;
    absl::flat_hash_map<absl::string_view, OpeningIndex> opening_of_id;
    absl::flat_hash_map<absl::string_view, CompanyIndex> company_of_id;
    std::vector<OpeningIndex> openings_by_id;
    std::vector<std::uint32_t> id_ranks;  // By opening.
    std::vector<CompanyIndex> company_of_opening;
    Rows<OpeningIndex> openings_of_company;
    std::vector<const DaySet*> days_in_round;  // By opening.
    DayRange horizon;
    std::vector<int> ages;
    std::vector<std::string> labels_asked;
    std::vector<int> later_worth;  // By opening; empty: of none.
  };
  friend class ProblemMaker;

  std::shared_ptr<const HostSide> hosts_;
  std::shared_ptr<Facts> facts_;  // The apprentices' part of it.
  std::vector<ApprenticeLinks> apprentice_links_;
  Rows<Wish> wishes_;
  Rows<HostRank> host_ranks_;
  Rows<ExcludedOpening> excluded_;
  std::vector<std::optional<Pin>> pins_;
  std::vector<std::optional<LastPlacement>> last_;
  bool has_last_run_ = false;
  std::vector<std::vector<ApprenticeIndex>> groups_;
};

struct Problem::CreateResult {
  std::optional<Problem> problem;  // Set exactly if errors is empty.
  std::vector<FactError> errors;
  Facts facts;  // As they were handed over, if there are errors; else empty.
};

}  // namespace walz

#endif  // ENGINE_MODEL_PROBLEM_H_
