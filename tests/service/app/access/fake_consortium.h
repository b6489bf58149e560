// A small world for tests of access: two consortia, their centres, hosts, rounds, runs and proposals.

#ifndef TESTS_SERVICE_APP_ACCESS_FAKE_CONSORTIUM_H_
#define TESTS_SERVICE_APP_ACCESS_FAKE_CONSORTIUM_H_

#include <string>
#include <vector>

#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/round.pb.h>
#include <walz/v1/run.pb.h>
#include <walz/v1/scenario.pb.h>
#include <walz/v1/scheme.pb.h>

#include "tests/service/app/access/fake_snapshot.h"

namespace walz {

//   north: centre N (apprentice AN), round RN with run 1 published and run 2 not, job JN
//   south: centre S (apprentice AS), round RS with run 1 not published, job JS
//   company H: opening OA for all, ON for centre N, OC for `consortium:north`; company G: opening OS for centre S
//   proposals of each run: AN -> H/OA in RN, AS -> G/OS in RS
inline FakeRecords FakeConsortium() {
  FakeRecords records;
  const auto add_centre = [&](const std::string& id, const std::string& consortium, const std::string& apprentice) {
    v1::Centre centre;
    centre.set_consortium(consortium);
    Put(records, "centres/" + id, centre);
    v1::Apprentice person;
    Put(records, "centres/" + id + "/apprentices/" + apprentice, person);
  };
  add_centre("N", "north", "AN");
  add_centre("S", "south", "AS");
  const auto add_opening = [&](const std::string& name, const std::vector<std::string>& shared_with) {
    v1::Opening opening;
    for (const std::string& item : shared_with) opening.add_shared_with(item);
    Put(records, name, opening);
  };
  for (const char* id : {"H", "G"}) {
    v1::Company company;
    Put(records, std::string("companies/") + id, company);
  }
  add_opening("companies/H/openings/OA", {});
  add_opening("companies/H/openings/ON", {"N"});
  add_opening("companies/H/openings/OC", {"consortium:north"});
  add_opening("companies/G/openings/OS", {"S"});
  const auto add_run = [&](const std::string& round, const std::string& id, bool published,
                           const std::string& apprentice, const std::string& opening) {
    v1::Run run;
    if (published) run.mutable_publish_time()->set_seconds(1);
    Put(records, "rounds/" + round + "/runs/" + id, run);
    v1::Proposal proposal;
    proposal.set_apprentice(apprentice);
    proposal.set_opening(opening);
    Put(records, "rounds/" + round + "/runs/" + id + "/proposals/" + ParseName(apprentice)->id(), proposal);
  };
  const auto add_round = [&](const std::string& id, const std::string& consortium, const std::string& published) {
    v1::Round round;
    round.set_consortium(consortium);
    round.set_published_run(published);
    Put(records, "rounds/" + id, round);
    v1::Scenario scenario;
    Put(records, "rounds/" + id + "/scenarios/S", scenario);
    v1::Job job;
    job.set_round("rounds/" + id);
    Put(records, "jobs/J" + id.substr(1), job);
    v1::Execution execution;
    Put(records, "jobs/J" + id.substr(1) + "/executions/2027-01-31", execution);
  };
  add_round("RN", "north", "rounds/RN/runs/1");
  add_round("RS", "south", "");
  add_run("RN", "1", true, "centres/N/apprentices/AN", "companies/H/openings/OA");
  add_run("RN", "2", false, "centres/N/apprentices/AN", "companies/H/openings/OA");
  add_run("RS", "1", false, "centres/S/apprentices/AS", "companies/G/openings/OS");
  v1::Scheme scheme;
  Put(records, "schemes/fi", scheme);
  return records;
}

}  // namespace walz

#endif  // TESTS_SERVICE_APP_ACCESS_FAKE_CONSORTIUM_H_
