#include "bench/import_client.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/sync_stream.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service/convert/catalogue_reader.h"
#include "service/convert/fact_tables.h"
#include "service/messages/profile_messages.h"

namespace walz {
namespace {

constexpr std::size_t kPartBytes = std::size_t{256} << 10;
constexpr std::size_t kBatchMessages = 500;

[[noreturn]] void Fail(absl::string_view what) {
  std::fprintf(stderr, "import_client: %s\n", std::string(what).c_str());
  std::_Exit(1);
}

// Texts with their length in front.
void WriteText(int file, absl::string_view text) {
  const std::uint64_t size = text.size();
  std::string framed(reinterpret_cast<const char*>(&size), sizeof size);
  framed.append(text.data(), text.size());
  for (std::size_t done = 0; done < framed.size();) {
    const ssize_t wrote = write(file, framed.data() + done, framed.size() - done);
    if (wrote <= 0) Fail("the other process is gone");
    done += static_cast<std::size_t>(wrote);
  }
}

// False at the end.
bool ReadBytes(int file, char* bytes, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    const ssize_t got = read(file, bytes + done, count - done);
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

bool ReadText(int file, std::string& text) {
  std::uint64_t size = 0;
  if (!ReadBytes(file, reinterpret_cast<char*>(&size), sizeof size)) return false;
  text.resize(size);
  return ReadBytes(file, text.data(), size);
}

grpc::ByteBuffer BufferOf(const v1::ImportRequest& request) {
  const grpc::Slice slice(request.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

std::vector<grpc::ByteBuffer> FileParts(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (text.empty()) Fail(absl::StrCat("cannot read ", path));
  std::vector<grpc::ByteBuffer> parts;
  v1::ImportRequest request;
  for (std::size_t at = 0; at < text.size(); at += kPartBytes) {
    request.set_csv(text.substr(at, kPartBytes));
    parts.push_back(BufferOf(request));
  }
  return parts;
}

std::vector<grpc::ByteBuffer> MessageBatches(const std::string& path) {
  const auto catalogue = ReadCatalogue(WALZ_SOURCE_DIR "/data");
  if (!catalogue.ok()) Fail(catalogue.status().ToString());
  ReadReport report;
  WorkOptions work;
  FactPools pools;
  ReadScope scope;
  scope.catalogue = catalogue->get();
  scope.pools = &pools;
  scope.report = &report;
  scope.work = &work;
  const auto table = ReadApprentices({path, "apprentices.csv"}, scope);
  if (!table.ok() || report.error_count > 0) Fail(absl::StrCat("cannot read ", path));
  std::vector<grpc::ByteBuffer> batches;
  for (std::size_t at = 0; at < table->rows.size(); at += kBatchMessages) {
    v1::ImportRequest request;
    for (std::size_t i = at; i < std::min(at + kBatchMessages, table->rows.size()); ++i) {
      WriteMessage(table->rows[i], *request.mutable_batch()->add_apprentices());
    }
    batches.push_back(BufferOf(request));
  }
  return batches;
}

std::string Stream(grpc::Channel& channel, const v1::ImportHeader& header, const std::vector<grpc::ByteBuffer>& parts) {
  const grpc::internal::RpcMethod method("/walz.v1.ImportService/Import", grpc::internal::RpcMethod::CLIENT_STREAMING);
  grpc::ClientContext context;
  grpc::ByteBuffer response_bytes;
  const std::unique_ptr<grpc::ClientWriter<grpc::ByteBuffer>> writer(
      grpc::internal::ClientWriterFactory<grpc::ByteBuffer>::Create(&channel, method, &context, &response_bytes));
  v1::ImportRequest first;
  *first.mutable_header() = header;
  bool open = writer->Write(BufferOf(first));
  for (const grpc::ByteBuffer& part : parts) open = open && writer->Write(part);
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) Fail(status.error_message());
  grpc::Slice slice;
  if (!response_bytes.DumpToSingleSlice(&slice).ok()) Fail("the response cannot be read");
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

// The child: prepares when it hears of a job, sends when it hears anything more.
void Serve(int in, int out) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::string text;
  while (ReadText(in, text)) {
    const std::vector<std::string> words = absl::StrSplit(text, '\n');
    v1::ImportHeader header;
    header.ParseFromString(absl::StrJoin(words.begin() + 3, words.end(), "\n"));
    const std::vector<grpc::ByteBuffer> parts = words[2] == "batches" ? MessageBatches(words[1]) : FileParts(words[1]);
    const std::shared_ptr<grpc::Channel> channel = grpc::CreateChannel(words[0], grpc::InsecureChannelCredentials());
    if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(30))) {
      Fail("cannot connect");
    }
    WriteText(out, "ready");
    if (!ReadText(in, text)) return;
    const absl::Time start = absl::Now();
    const double cpu_before = ProcessCpuSeconds();
    const std::string response = Stream(*channel, header, parts);
    const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
    WriteText(out, absl::StrCat(seconds, "\n", ProcessCpuSeconds() - cpu_before));
    WriteText(out, response);
  }
}

}  // namespace

double ProcessCpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

ImportClient::ImportClient() {
  int to_child[2];
  int from_child[2];
  if (pipe(to_child) != 0 || pipe(from_child) != 0) Fail("no pipe");
  child_ = fork();
  if (child_ < 0) Fail("cannot fork");
  if (child_ == 0) {
    close(to_child[1]);
    close(from_child[0]);
    Serve(to_child[0], from_child[1]);
    std::_Exit(0);
  }
  close(to_child[0]);
  close(from_child[1]);
  to_child_ = to_child[1];
  from_child_ = from_child[0];
}

ImportClient::~ImportClient() {
  close(to_child_);
  close(from_child_);
  waitpid(child_, nullptr, 0);
}

void ImportClient::Prepare(const ImportJob& job) {
  v1::ImportHeader header;
  header.set_table(job.table);
  header.set_keep_good(job.keep_good);
  WriteText(to_child_, absl::StrCat(job.address, "\n", job.path, "\n", job.batches ? "batches" : "file", "\n",
                                    header.SerializeAsString()));
  std::string ready;
  if (!ReadText(from_child_, ready)) Fail("the client is gone");
}

ImportSent ImportClient::Send() {
  WriteText(to_child_, "go");
  std::string times;
  std::string response;
  if (!ReadText(from_child_, times) || !ReadText(from_child_, response)) Fail("the client is gone");
  ImportSent sent;
  const std::vector<std::string> words = absl::StrSplit(times, '\n');
  if (!absl::SimpleAtod(words[0], &sent.seconds) || !absl::SimpleAtod(words[1], &sent.cpu_seconds) ||
      !sent.response.ParseFromString(response)) {
    Fail("the client says what nobody understands");
  }
  return sent;
}

}  // namespace walz
