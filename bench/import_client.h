// ImportClient: a client of ImportService in a process of its own, so that its processor time stands apart.
//
//   ImportClient client;                       // Before the first thread: it forks.
//   client.Prepare({.address = "unix:/tmp/s", .table = ..., .path = "apprentices.csv"});   // Reads, makes the
//   messages. const ImportSent sent = client.Send();     // Streams them; durable when it returns.

#ifndef BENCH_IMPORT_CLIENT_H_
#define BENCH_IMPORT_CLIENT_H_

#include <cstdint>
#include <string>

#include <sys/types.h>
#include <walz/v1/transfer_service.pb.h>

namespace walz {

struct ImportJob {
  std::string address;
  v1::ImportTable table = v1::IMPORT_TABLE_APPRENTICES;
  std::string path;
  bool keep_good = false;
  bool batches = false;  // Of 500 messages; else 256 KiB of the file.  Of apprentices alone.
};

struct ImportSent {
  double seconds = 0;      // From the first message to the answer.
  double cpu_seconds = 0;  // Of the client.
  v1::ImportResponse response;
};

// What goes wrong ends the program.
class ImportClient {
 public:
  ImportClient();
  ~ImportClient();
  ImportClient(const ImportClient&) = delete;
  ImportClient& operator=(const ImportClient&) = delete;

  void Prepare(const ImportJob& job);
  ImportSent Send();

 private:
  pid_t child_ = 0;
  int to_child_ = -1;
  int from_child_ = -1;
};

// Of all threads of this process.
double ProcessCpuSeconds();

}  // namespace walz

#endif  // BENCH_IMPORT_CLIENT_H_
