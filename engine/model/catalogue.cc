#include "engine/model/catalogue.h"

namespace walz {

const IscedField* Catalogue::FindField(absl::string_view code) const {
  const auto at = fields.find(code);
  return at == fields.end() ? nullptr : &at->second;
}

std::string IscedStem(absl::string_view code) {
  while (code.size() > 2 && code.back() == '0') code.remove_suffix(1);
  return std::string(code);
}

}  // namespace walz
