// Fuzz target: CsvReader over any bytes in pieces of any size: no crash, no false record, the same result in one piece.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "service/convert/csv_reader.h"
#include "service/convert/utf8.h"

namespace walz {
namespace {

// Everything the reader tells, as one text.
std::string Transcript(absl::string_view text, std::size_t piece_bytes) {
  std::size_t at = 0;
  CsvReader reader([&](absl::Span<char> buffer) -> absl::StatusOr<std::size_t> {
    const std::size_t count = std::min({buffer.size(), piece_bytes, text.size() - at});
    std::memcpy(buffer.data(), text.data() + at, count);
    at += count;
    return count;
  });
  std::string transcript;
  while (reader.Next()) {
    transcript += std::to_string(reader.row());
    for (const absl::string_view cell : reader.cells()) {
      WALZ_CHECK(FindInvalidUtf8(cell) == cell.size());
      transcript.append(1, '\0').append(cell.data(), cell.size());
    }
    for (const CsvFault& fault : reader.cell_faults()) {
      WALZ_CHECK(fault.cell < reader.cells().size());
      transcript += fault.code;
    }
  }
  WALZ_CHECK(reader.status().ok());
  if (reader.fault()) transcript += std::to_string(reader.row()) + reader.fault()->code + reader.fault()->hint;
  return transcript;
}

}  // namespace
}  // namespace walz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const absl::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  WALZ_CHECK(walz::Transcript(text, 1 + data[0] % 16) == walz::Transcript(text, size));
  return 0;
}
