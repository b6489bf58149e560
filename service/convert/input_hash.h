// InputHash: one number for everything a run reads: the same for the same facts, whatever file form they came in.
//
// It covers every field of every parsed record (schemes, profiles, wishes, ranks, pairs, last run), the round with its
// defaults filled in, and the figures of the catalogue (not its labels).  Each record is folded with Hash64, the
// records of a table are sorted by that, so the order of rows, columns and list items, separators, line ends, quoting
// and spelled-out defaults do not count.  Text of people (names, cities, titles, reasons) counts.

#ifndef SERVICE_CONVERT_INPUT_HASH_H_
#define SERVICE_CONVERT_INPUT_HASH_H_

#include <string>

#include "engine/model/facts.h"

namespace walz {

// 16 lower-case hex digits.
std::string InputHash(const Facts& facts);

}  // namespace walz

#endif  // SERVICE_CONVERT_INPUT_HASH_H_
