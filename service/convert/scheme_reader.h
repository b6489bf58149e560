// ReadSchemes: the text of a schemes.json becomes schemes.

#ifndef SERVICE_CONVERT_SCHEME_READER_H_
#define SERVICE_CONVERT_SCHEME_READER_H_

#include <absl/strings/string_view.h>

#include "engine/model/catalogue.h"
#include "engine/model/scheme.h"
#include "service/convert/json_reader.h"
#include "service/convert/table_reader.h"

namespace walz {

namespace v1 {
class Scheme;
}

// Row numbers are positions in the list; the table is not complete if the text is no catalogue of schemes.
Table<Scheme> ReadSchemes(absl::string_view text, const Catalogue& catalogue, const JsonFaults& faults);

// One scheme; its paths are those within the object.
Scheme ReadSchemeMessage(const v1::Scheme& message, const Catalogue& catalogue, const JsonFaults& faults);

}  // namespace walz

#endif  // SERVICE_CONVERT_SCHEME_READER_H_
