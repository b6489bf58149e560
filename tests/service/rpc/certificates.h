// Certificates for tests, made by the openssl program in a folder of the test.

#ifndef TESTS_SERVICE_RPC_CERTIFICATES_H_
#define TESTS_SERVICE_RPC_CERTIFICATES_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

namespace walz {

class Certificates {
 public:
  explicit Certificates(const std::string& folder) : folder_(folder) {
    std::filesystem::create_directories(folder);
    MakeRoot("ca");
    MakeRoot("stranger");
  }

  // NAME.key and NAME.pem, signed by ISSUER; `names` such as `DNS:localhost,IP:127.0.0.1`.
  void Make(const std::string& name, const std::string& issuer, const std::string& names) {
    std::ofstream(Path(name + ".ext")) << "subjectAltName=" << names << "\n";
    Run(absl::StrCat("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=", name, " -keyout ",
                     Path(name + ".key"), " -out ", Path(name + ".csr")));
    Run(absl::StrCat("x509 -req -days 2 -CA ", Path(issuer + ".pem"), " -CAkey ", Path(issuer + ".key"),
                     " -CAcreateserial -extfile ", Path(name + ".ext"), " -in ", Path(name + ".csr"), " -out ",
                     Path(name + ".pem")));
  }

  std::string Path(const std::string& file) const { return absl::StrCat(folder_, "/", file); }
  std::string Text(const std::string& file) const {
    std::ifstream in(Path(file));
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

 private:
  void MakeRoot(const std::string& name) {
    Run(absl::StrCat("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=", name,
                     " -keyout ", Path(name + ".key"), " -out ", Path(name + ".pem")));
  }

  static void Run(const std::string& arguments) {
    ASSERT_EQ(std::system(absl::StrCat("openssl ", arguments, " >/dev/null 2>&1").c_str()), 0) << arguments;
  }

  const std::string folder_;
};

}  // namespace walz

#endif  // TESTS_SERVICE_RPC_CERTIFICATES_H_
