// What the tests of walzd do over the API, in one line each.

#ifndef TESTS_TOOLS_WALZD_DAEMON_API_H_
#define TESTS_TOOLS_WALZD_DAEMON_API_H_

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <walz/v1/matching_service.pb.h>
#include <walz/v1/transfer_service.pb.h>

#include "tools/client/channel.h"

namespace walz {

// All files of a data folder, in the order in which they refer to each other.
absl::Status ImportFolder(const Channel& channel, const std::string& folder);
absl::StatusOr<v1::ImportResponse> ImportText(const Channel& channel, v1::ImportTable table, const std::string& text);

// A run of `round`, such as `rounds/spring-27`, that has ended.
absl::StatusOr<v1::Run> RunRound(const Channel& channel, const std::string& round);

absl::Status CreateCentre(const Channel& channel, const std::string& id, const std::string& request_id = "");
// How many centres there are, up to 1,000.
absl::StatusOr<int> CountCentres(const Channel& channel);

// The body of GET `path` on the loopback.
std::string HttpGet(int port, const std::string& path);

}  // namespace walz

#endif  // TESTS_TOOLS_WALZD_DAEMON_API_H_
