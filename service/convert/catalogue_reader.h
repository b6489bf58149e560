// ReadCatalogue: the shipped public facts of data/: ISCED-F fields, countries, distance bands, activities.
//
// The catalogue is edited by hand seldom and shipped with the program, so its first error is a status that names file
// and row.  Countries are all of ISO 3166-1 (and XK); those of country_groups.csv carry their groups and their part in
// the programme.

#ifndef SERVICE_CONVERT_CATALOGUE_READER_H_
#define SERVICE_CONVERT_CATALOGUE_READER_H_

#include <memory>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "engine/model/catalogue.h"

namespace walz {

absl::StatusOr<std::shared_ptr<const Catalogue>> ReadCatalogue(absl::string_view dir);

}  // namespace walz

#endif  // SERVICE_CONVERT_CATALOGUE_READER_H_
