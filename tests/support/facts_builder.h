// Builders for small facts: a pair that every requirement allows, from which a test changes what matters.
//
//   Facts facts = SmallFacts();                    // centre C (DE), company H (IE), opening O, apprentice A, scheme S
//   facts.apprentices[0].eqf = 5;
//   const Problem problem = MakeProblem(std::move(facts));

#ifndef TESTS_SUPPORT_FACTS_BUILDER_H_
#define TESTS_SUPPORT_FACTS_BUILDER_H_

#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/model/facts.h"
#include "engine/model/problem.h"

namespace walz {

// `2027-03-01`; the process stops if there is no such day.
Day D(absl::string_view iso);
// `2027-03-01..2027-03-21`.
DayRange R(absl::string_view iso_range);

// A catalogue with some ISCED-F codes (0711, 0715, 0732, 1013, 1015, 0611 and their groups), all programme countries
// with their groups, the distance bands and the activities.
std::shared_ptr<const Catalogue> SmallCatalogue();

// Interned facts, by words.
const DaySet* Days(Facts& facts, std::vector<DayRange> ranges);
const CodeSet* Codes(Facts& facts, std::vector<std::string> codes);  // Answered unless empty.
const CodeSet* AnsweredNone(Facts& facts);                           // The word `none`.
const LanguageProfile* Speaks(Facts& facts, std::vector<std::pair<std::string, Cefr>> languages);  // Answered.
const LanguageSets* Asks(Facts& facts, std::vector<std::vector<std::pair<std::string, Cefr>>> sets);
const CertificateSet* Holds(Facts& facts, CertificateSet certificates);
const FieldList* Fields(Facts& facts, std::vector<std::string> codes);
const CountrySet* Countries(Facts& facts, std::vector<std::string> codes);

// Profiles with every pointer set, that fit each other.  Ids and references as given.
Scheme MakeScheme(std::string id);
Centre MakeCentre(Facts& facts, std::string id, absl::string_view country = "DE");
Company MakeCompany(Facts& facts, std::string id, absl::string_view country = "IE");
Opening MakeOpening(Facts& facts, std::string id, std::string company);
Apprentice MakeApprentice(Facts& facts, std::string id, std::string centre, std::string scheme = "S");

// One scheme S, centre C in DE, host H in IE, opening O of H with one place, apprentice A; round
// 2027-03-01..2027-05-31, stays of 14..28 days, all windows as long as the round, all weights 0, seed 1.
Facts SmallFacts();

// The problem of facts that are right; the process stops and tells the first error if they are not.
Problem MakeProblem(Facts facts);

}  // namespace walz

#endif  // TESTS_SUPPORT_FACTS_BUILDER_H_
