// field_suits: the opening accepts the apprentice's field of training, or a group that the field belongs to.
//
// ISCED-F codes are compared by their stems, which have lost their trailing zeros (0710 -> 071): an accepted stem must
// begin the apprentice's.
//
//                    trains in 0715   trains in 071   trains in 1013
//   accepts 0715     allowed          refused         refused
//   accepts 071      allowed          allowed         refused
//   accepts 07       allowed          allowed         refused

#ifndef ENGINE_RULES_FIELD_SUITS_H_
#define ENGINE_RULES_FIELD_SUITS_H_

#include <algorithm>
#include <string>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"

namespace walz {

struct FieldSuits {
  static constexpr absl::string_view kName = "field_suits";
  static constexpr absl::string_view kDoc =
      "The opening accepts the apprentice's field of training (ISCED-F) or a group of fields that it belongs to.";

  using Learner = const IscedField*;
  using Host = const FieldList*;

  static Learner LearnerOf(const ApprenticeView& view) { return view.apprentice.field; }
  static Host HostOf(const OpeningView& view) { return view.opening.fields; }

  static Ruling Judge(Learner learner, Host host) {
    const bool accepted = std::any_of(host->begin(), host->end(), [&](const IscedField* field) {
      return absl::StartsWith(learner->stem, field->stem);
    });
    return accepted ? Ruling::Allowed() : Ruling::Refused();
  }

  static std::string Explain(Learner learner, Host host) {
    const auto name = [](std::string* out, const IscedField* field) {
      absl::StrAppend(out, field->code, " ", field->label);
    };
    return absl::StrCat("opening accepts ", absl::StrJoin(*host, ", ", name), "; apprentice trains in ", learner->code,
                        " ", learner->label);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_FIELD_SUITS_H_
