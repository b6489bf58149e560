// Reads single string fields out of a stored message without parsing the rest of it.
//
// Thread rule: pure functions.

#ifndef SERVICE_APP_ACCESS_STORED_FIELD_H_
#define SERVICE_APP_ACCESS_STORED_FIELD_H_

#include <string>
#include <vector>

#include <absl/strings/string_view.h>

namespace walz {

// The values of the string, bytes or message field `number` in the serialized `message`, in order.
std::vector<std::string> StoredStrings(absl::string_view message, int number);
// The last of them; empty if there is none.
std::string StoredString(absl::string_view message, int number);

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_STORED_FIELD_H_
