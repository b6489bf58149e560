// ShippedCatalogue: the catalogue that ships, read once.

#ifndef TESTS_SUPPORT_SHIPPED_CATALOGUE_H_
#define TESTS_SUPPORT_SHIPPED_CATALOGUE_H_

#include <memory>

#include "engine/model/catalogue.h"
#include "service/convert/catalogue_reader.h"

namespace walz {

inline const std::shared_ptr<const Catalogue>& ShippedCatalogue() {
  static const std::shared_ptr<const Catalogue> catalogue = *ReadCatalogue(WALZ_SOURCE_DIR "/data");
  return catalogue;
}

}  // namespace walz

#endif  // TESTS_SUPPORT_SHIPPED_CATALOGUE_H_
