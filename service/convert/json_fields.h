// JsonFields: the values of one JSON object as the engine wants them; what cannot be read is reported at its path.

#ifndef SERVICE_CONVERT_JSON_FIELDS_H_
#define SERVICE_CONVERT_JSON_FIELDS_H_

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "service/convert/json_reader.h"

namespace walz {

class JsonFields {
 public:
  // `prefix` is the path of the object, such as `schemes[3].`.
  JsonFields(const JsonFaults& faults, std::string prefix) : faults_(faults), prefix_(std::move(prefix)) {}

  bool ok() const { return ok_; }

  void Fail(absl::string_view field, absl::string_view value, CellFault fault) {
    ok_ = false;
    faults_(absl::StrCat(prefix_, field), value, std::move(fault));
  }

  int Number(absl::string_view field, int value, int min, int max) {
    if (min <= value && value <= max) return value;
    Fail(field, absl::StrCat(value), {"out_of_range", absl::StrCat("must be ", min, "..", max)});
    return min;
  }

  std::string Id(absl::string_view field, const std::string& value) {
    if (value.empty()) Fail(field, "", {"missing_value", "must not be empty"});
    const Parsed<std::string> id = ParseText(value, kIdCharactersMax);
    if (!id.ok()) Fail(field, value, id.fault());
    return value;
  }

  std::optional<Day> Date(absl::string_view field, const std::string& value) {
    const Parsed<Day> day = ParseDate(value, /*day_first=*/false);
    if (day.ok()) return day.value();
    // JSON knows no other order of days.
    Fail(field, value,
         {day.fault().code, std::string(absl::string_view(day.fault().hint).substr(0, day.fault().hint.find(", or")))});
    return std::nullopt;
  }

  std::optional<Country> CountryCode(absl::string_view field, const std::string& value, const Catalogue& catalogue) {
    const Parsed<Country> country = ParseCountry(value, catalogue);
    if (country.ok()) return country.value();
    Fail(field, value, country.fault());
    return std::nullopt;
  }

  // Lower-cased, sorted, each once.
  template <typename Texts>
  std::vector<std::string> Codes(absl::string_view field, const Texts& values) {
    std::vector<std::string> codes;
    for (const std::string& value : values) {
      if (value.empty()) Fail(field, "", {"missing_value", "an item must not be empty"});
      codes.push_back(absl::AsciiStrToLower(value));
    }
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
  }

 private:
  const JsonFaults& faults_;
  std::string prefix_;
  bool ok_ = true;
};

}  // namespace walz

#endif  // SERVICE_CONVERT_JSON_FIELDS_H_
