// needs_met: the opening offers everything that the apprentice needs.
//
//                                 all offered   one lacking
//   opening says what it offers   allowed       refused
//   nobody answered               -             needs ask_host_about_needs
//
// Who needs nothing is allowed everywhere.  Needs are functional codes, never diagnoses; only those lacking are named.

#ifndef ENGINE_RULES_NEEDS_MET_H_
#define ENGINE_RULES_NEEDS_MET_H_

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"
#include "engine/rulebook/words.h"

namespace walz {

struct NeedsMet {
  static constexpr absl::string_view kName = "needs_met";
  static constexpr absl::string_view kDoc = "The opening offers everything that the apprentice needs.";

  using Learner = const CodeSet*;
  using Host = const CodeSet*;

  static Learner LearnerOf(const ApprenticeView& view) { return view.apprentice.needs; }
  static Host HostOf(const OpeningView& view) { return view.opening.offers; }

  static Ruling Judge(Learner needs, Host offers) {
    const bool met = std::all_of(needs->codes.begin(), needs->codes.end(),
                                 [&](const std::string& need) { return offers->Has(need); });
    if (met) return Ruling::Allowed();
    return offers->answered ? Ruling::Refused() : Ruling::Needs({Action::kAskHostAboutNeeds});
  }

  static std::string Explain(Learner needs, Host offers) {
    if (needs->codes.empty()) return "apprentice has no special needs";
    if (!offers->answered) return absl::StrCat(ListWords(needs->codes), " needed; host has not said what it offers");
    std::vector<std::string> lacking;
    std::set_difference(needs->codes.begin(), needs->codes.end(), offers->codes.begin(), offers->codes.end(),
                        std::back_inserter(lacking));
    if (lacking.empty()) return "opening offers everything that is needed";
    return absl::StrCat(ListWords(lacking), " needed; opening offers ", ListWords(offers->codes));
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_NEEDS_MET_H_
