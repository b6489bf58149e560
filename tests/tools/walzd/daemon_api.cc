#include "tests/tools/walzd/daemon_api.h"

#include <array>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <walz/v1/centre.pb.h>

#include "engine/base/status_macros.h"
#include "tests/tools/walzd/daemon_process.h"

namespace walz {
namespace {

constexpr absl::Duration kCallPatience = absl::Seconds(60);
constexpr std::size_t kPartBytes = 256 << 10;

absl::Time Deadline() { return absl::Now() + kCallPatience; }

}  // namespace

absl::StatusOr<v1::ImportResponse> ImportText(const Channel& channel, v1::ImportTable table, const std::string& text) {
  v1::ImportRequest request;
  v1::ImportResponse response;
  bool header = true;
  std::size_t sent = 0;
  const auto next = [&] {
    if (std::exchange(header, false)) {
      request.mutable_header()->set_table(table);
      return true;
    }
    if (sent >= text.size()) return false;
    request.set_csv(text.substr(sent, kPartBytes));
    sent += request.csv().size();
    return true;
  };
  WALZ_RETURN_IF_ERROR(
      channel.ClientStream("walz.v1.ImportService/Import", request, next, response, std::stop_token(), Deadline()));
  if (response.error_count() > 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(v1::ImportTable_Name(table), ": ", response.errors(0).ShortDebugString()));
  }
  return response;
}

absl::Status ImportFolder(const Channel& channel, const std::string& folder) {
  struct File {
    const char* name;
    v1::ImportTable table;
  };
  constexpr File kFiles[] = {
      {"centres.csv", v1::IMPORT_TABLE_CENTRES},   {"companies.csv", v1::IMPORT_TABLE_COMPANIES},
      {"openings.csv", v1::IMPORT_TABLE_OPENINGS}, {"apprentices.csv", v1::IMPORT_TABLE_APPRENTICES},
      {"wishes.csv", v1::IMPORT_TABLE_WISHES},     {"host_ranks.csv", v1::IMPORT_TABLE_HOST_RANKS},
      {"pairs.csv", v1::IMPORT_TABLE_PAIRS},       {"round.json", v1::IMPORT_TABLE_ROUND}};
  for (const File& file : kFiles) {
    WALZ_RETURN_IF_ERROR(ImportText(channel, file.table, ReadText(absl::StrCat(folder, "/", file.name))).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Run> RunRound(const Channel& channel, const std::string& round) {
  v1::StartRunRequest start;
  start.set_parent(round);
  v1::Run run;
  WALZ_RETURN_IF_ERROR(channel.Call("walz.v1.MatchingService/StartRun", start, run, Deadline()));
  v1::WatchRunRequest watch;
  watch.set_name(run.name());
  v1::WatchRunResponse answer;
  const auto on_message = [&] {
    run = answer.run();
    return run.state() == v1::RUN_STATE_RUNNING;
  };
  WALZ_RETURN_IF_ERROR(channel.ServerStream("walz.v1.MatchingService/WatchRun", watch, answer, on_message,
                                            std::stop_token(), Deadline()));
  return run;
}

absl::Status CreateCentre(const Channel& channel, const std::string& id, const std::string& request_id) {
  v1::CreateCentreRequest request;
  request.set_centre_id(id);
  request.set_request_id(request_id);
  request.mutable_centre()->set_title("Centro");
  request.mutable_centre()->set_country("ES");
  v1::Centre centre;
  return channel.Call("walz.v1.CentreService/CreateCentre", request, centre, Deadline());
}

absl::StatusOr<int> CountCentres(const Channel& channel) {
  v1::ListCentresRequest request;
  request.set_page_size(1000);
  v1::ListCentresResponse response;
  WALZ_RETURN_IF_ERROR(channel.Call("walz.v1.CentreService/ListCentres", request, response, Deadline()));
  return response.centres_size();
}

std::string HttpGet(int port, const std::string& path) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string text;
  const std::string request = absl::StrCat("GET ", path, " HTTP/1.0\r\n\r\n");
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      write(fd, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
    std::array<char, 4096> buffer{};
    ssize_t count = 0;
    while ((count = read(fd, buffer.data(), buffer.size())) > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  close(fd);
  return text;
}

}  // namespace walz
