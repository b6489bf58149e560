// CheckConfig: what no single value shows: settings that cannot stand together.

#ifndef SERVICE_SERVER_CONFIG_CHECK_H_
#define SERVICE_SERVER_CONFIG_CHECK_H_

#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "service/server/config.h"

namespace walz {

struct ConfigFault {
  std::string key;
  std::string words;  // What is wrong and what to do.
};

std::vector<ConfigFault> CheckConfig(const Config& config);

struct HostAndPort {
  std::string host;  // Without brackets.
  int port = 0;
  bool loopback = false;
};

// `127.0.0.1:7250`, `[::1]:0`, `localhost:7250`; false if it is none of these.
bool ParseAddress(absl::string_view address, HostAndPort& parsed);

}  // namespace walz

#endif  // SERVICE_SERVER_CONFIG_CHECK_H_
