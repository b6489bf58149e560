#include "engine/model/code_set.h"

namespace walz {

CodeSet MakeCodeSet(std::vector<std::string> codes) {
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  const bool answered = !codes.empty();
  return {answered, std::move(codes)};
}

}  // namespace walz
