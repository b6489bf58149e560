// Scheme and Round messages <-> facts and the files schemes.json and round.json.
//
// Of the stored resource alone, and never of a file, are name, etag, times and published_run.

#ifndef SERVICE_MESSAGES_JSON_MESSAGES_H_
#define SERVICE_MESSAGES_JSON_MESSAGES_H_

#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>
#include <walz/v1/round.pb.h>
#include <walz/v1/scheme.pb.h>

#include "engine/model/catalogue.h"
#include "engine/model/round.h"
#include "engine/model/scheme.h"
#include "service/call/errors.h"
#include "service/convert/json_reader.h"
#include "service/convert/table_reader.h"

namespace walz {

// Fills the facts from a message, defaults filled in; its `id` is read, not its name.  False, and faults such as
// `months_after_graduation.school`, where it cannot stand.
bool ReadScheme(const v1::Scheme& message, const Catalogue& catalogue, Scheme& scheme, std::vector<FieldFault>& faults);
bool ReadRound(const v1::Round& message, const Catalogue& catalogue, Round& round, std::vector<FieldFault>& faults);

// By its id and valid_from: `schemes/SCHEME`, or `schemes/SCHEME@FIRST_DAY` where it has a first day; `rounds/ROUND`.
std::string SchemeNameOf(const v1::Scheme& message);
std::string RoundNameOf(const v1::Round& message);

// The files as messages with their names; what is wrong goes to `faults` at its JSON path.  Of a catalogue every entry
// comes, bad ones too, with row numbers that are positions in the list; of a round none where there is a fault.
Table<v1::Scheme> ParseSchemesJson(absl::string_view text, const Catalogue& catalogue, const JsonFaults& faults);
std::optional<v1::Round> ParseRoundJson(absl::string_view text, const Catalogue& catalogue, const JsonFaults& faults);

// Without what is of the stored resource alone.
std::string SchemesJson(absl::Span<const v1::Scheme> schemes);
std::string RoundJson(const v1::Round& round);

}  // namespace walz

#endif  // SERVICE_MESSAGES_JSON_MESSAGES_H_
