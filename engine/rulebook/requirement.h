// Requirement: a rule that refuses a pair.  A pure function of two small facets.
//
// A requirement is written as a struct with static members (see engine/rules/pay_permitted.h):
//   kName, kDoc            its stable name and the rule in one sentence
//   Learner, Host          the few facts it reads of each side: equality-comparable, AbslHashValue, cheap to copy
//   LearnerOf, HostOf      how it reads them
//   Judge(learner, host)   the verdict at the pair's most favourable stay; allocates nothing
//   Explain(learner, host) the words for that verdict, with both figures; only when asked
// and, if its verdict depends on the stay,
//   JudgeStay(learner, host, stay)   the verdict at one stay
// A rule whose facets would be different for every pair has, instead of being tabulated,
//   ExceptionsOf(apprentice_view)    the few openings that it refuses (or the few that it allows)
// RequirementOf<Rule>() turns the struct into a value of the rulebook.

#ifndef ENGINE_RULEBOOK_REQUIREMENT_H_
#define ENGINE_RULEBOOK_REQUIREMENT_H_

#include <concepts>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/base/groups.h"
#include "engine/base/interner.h"
#include "engine/base/shared_numbers.h"
#include "engine/model/problem.h"
#include "engine/rulebook/verdict.h"

namespace walz {

// The distinct facets of one requirement in one problem, interned; judges pairs of facets.
// Facet numbers are dense and in the order of first appearance.  Thread rule: const methods from any thread.
class FacetTable {
 public:
  virtual ~FacetTable() = default;

  std::uint32_t LearnerFacetOf(ApprenticeIndex i) const { return learner_of_[i.value]; }
  std::uint32_t HostFacetOf(OpeningIndex i) const { return host_of_[i.value]; }
  std::uint32_t learner_count() const { return learner_count_; }
  std::uint32_t host_count() const { return host_count_; }

  absl::Span<const std::uint32_t> host_facets() const { return host_of_; }  // By opening.

  // Positions of the apprentices of a learner facet, ascending.  The first to ask waits O(apprentices).
  absl::Span<const std::uint32_t> ApprenticesOf(std::uint32_t learner) const {
    std::call_once(apprentices_made_, [this] { apprentices_ = Groups(learner_of_, learner_count_); });
    return apprentices_.Of(learner);
  }

  virtual Ruling Judge(std::uint32_t learner, std::uint32_t host) const = 0;
  // The same of a pair that a stay fits; of others, whom another requirement refuses, anything.  Often sooner.
  virtual Ruling JudgeIfFits(std::uint32_t learner, std::uint32_t host) const = 0;

  // The same facet has one number in all tables that share their facets of hosts (shared_numbers.h).
  virtual std::optional<std::uint16_t> SharedNumberOf(std::uint32_t learner) const = 0;
  // Facets of learners that have one.
  virtual std::size_t shared_count() const = 0;

 protected:
  std::vector<std::uint32_t> learner_of_;
  absl::Span<const std::uint32_t> host_of_;
  std::uint32_t learner_count_ = 0;
  std::uint32_t host_count_ = 0;

 private:
  mutable std::once_flag apprentices_made_;
  mutable Groups apprentices_;  // By learner facet.
};

// What a sparse requirement says of one apprentice.
struct Exceptions {
  bool only = false;                   // False: refuses `openings`; true: refuses all others.
  std::vector<OpeningIndex> openings;  // Ascending, each once.
};

struct Requirement {
  absl::string_view name;  // What the API, the files, the logs and the handbook call it.
  absl::string_view doc;   // The rule in one sentence, as a coordinator reads it.

  Ruling (*judge)(const ApprenticeView&, const OpeningView&);
  // At one stay; same as judge for a rule that reads no days.
  Ruling (*judge_stay)(const ApprenticeView&, const OpeningView&, DayRange stay);
  std::string (*explain)(const ApprenticeView&, const OpeningView&);

  // Exactly one of the two is set.
  std::unique_ptr<FacetTable> (*tabulate)(const Problem&);
  // The same for a problem that was joined to the one of `hosts`, whose facets of hosts it shares.  Set with tabulate.
  std::unique_ptr<FacetTable> (*tabulate_joined)(const Problem&, const FacetTable& hosts);
  Exceptions (*exceptions)(const ApprenticeView&);
};

template <typename Rule>
concept RequirementRule = requires(const ApprenticeView& apprentice, const OpeningView& opening,
                                   const typename Rule::Learner& learner, const typename Rule::Host& host) {
  { Rule::kName } -> std::convertible_to<absl::string_view>;
  { Rule::kDoc } -> std::convertible_to<absl::string_view>;
  { Rule::LearnerOf(apprentice) } -> std::same_as<typename Rule::Learner>;
  { Rule::HostOf(opening) } -> std::same_as<typename Rule::Host>;
  { Rule::Judge(learner, host) } -> std::same_as<Ruling>;
  { Rule::Explain(learner, host) } -> std::same_as<std::string>;
};

template <typename Rule>
concept JudgesStays = requires(const typename Rule::Learner& learner, const typename Rule::Host& host, DayRange stay) {
  { Rule::JudgeStay(learner, host, stay) } -> std::same_as<Ruling>;
};

template <typename Rule>
concept JudgesIfFits = requires(const typename Rule::Learner& learner, const typename Rule::Host& host) {
  { Rule::JudgeIfFits(learner, host) } -> std::same_as<Ruling>;
};

template <typename Rule>
concept SparseRule = requires(const ApprenticeView& apprentice) {
  { Rule::ExceptionsOf(apprentice) } -> std::same_as<Exceptions>;
};

// The facets of Rule, by value.
template <RequirementRule Rule>
class FacetTableOf final : public FacetTable {
 public:
  explicit FacetTableOf(const Problem& problem) : FacetTableOf(problem, FacetsOfHosts(problem)) {}
  // Shares the facets of hosts.  REQUIRES: `problem` was joined to the one of `hosts`.
  FacetTableOf(const Problem& problem, const FacetTableOf& hosts) : FacetTableOf(problem, hosts.hosts_) {}

  Ruling Judge(std::uint32_t learner, std::uint32_t host) const override {
    return Rule::Judge(learners_[learner], hosts_->facets[host]);
  }
  Ruling JudgeIfFits(std::uint32_t learner, std::uint32_t host) const override {
    if constexpr (JudgesIfFits<Rule>) {
      return Rule::JudgeIfFits(learners_[learner], hosts_->facets[host]);
    } else {
      return Rule::Judge(learners_[learner], hosts_->facets[host]);
    }
  }

  std::optional<std::uint16_t> SharedNumberOf(std::uint32_t learner) const override {
    return hosts_->learners.NumberOf(learners_[learner]);
  }
  std::size_t shared_count() const override { return hosts_->learners.size(); }

  const typename Rule::Learner& learner(std::uint32_t number) const { return learners_[number]; }
  const typename Rule::Host& host(std::uint32_t number) const { return hosts_->facets[number]; }

 private:
  struct Hosts {
    std::vector<std::uint32_t> numbers;  // By opening.
    std::vector<typename Rule::Host> facets;
    mutable SharedNumbers<typename Rule::Learner> learners;
  };

  FacetTableOf(const Problem& problem, std::shared_ptr<const Hosts> hosts) : hosts_(std::move(hosts)) {
    Interner<typename Rule::Learner> numbers;
    learner_of_.reserve(problem.apprentices().size());
    for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
      learner_of_.push_back(numbers.NumberOf(Rule::LearnerOf(problem.View(ApprenticeIndex(i)))));
    }
    learners_ = numbers.TakeValues();
    host_of_ = hosts_->numbers;
    learner_count_ = static_cast<std::uint32_t>(learners_.size());
    host_count_ = static_cast<std::uint32_t>(hosts_->facets.size());
  }

  static std::shared_ptr<const Hosts> FacetsOfHosts(const Problem& problem) {
    auto hosts = std::make_shared<Hosts>();
    Interner<typename Rule::Host> numbers;
    hosts->numbers.reserve(problem.openings().size());
    for (std::size_t i = 0; i < problem.openings().size(); ++i) {
      hosts->numbers.push_back(numbers.NumberOf(Rule::HostOf(problem.View(OpeningIndex(i)))));
    }
    hosts->facets = numbers.TakeValues();
    return hosts;
  }

  std::vector<typename Rule::Learner> learners_;
  std::shared_ptr<const Hosts> hosts_;
};

template <RequirementRule Rule>
constexpr Requirement RequirementOf() {
  Requirement requirement{};
  requirement.name = Rule::kName;
  requirement.doc = Rule::kDoc;
  requirement.judge = [](const ApprenticeView& apprentice, const OpeningView& opening) {
    return Rule::Judge(Rule::LearnerOf(apprentice), Rule::HostOf(opening));
  };
  requirement.explain = [](const ApprenticeView& apprentice, const OpeningView& opening) {
    return Rule::Explain(Rule::LearnerOf(apprentice), Rule::HostOf(opening));
  };
  if constexpr (JudgesStays<Rule>) {
    requirement.judge_stay = [](const ApprenticeView& apprentice, const OpeningView& opening, DayRange stay) {
      return Rule::JudgeStay(Rule::LearnerOf(apprentice), Rule::HostOf(opening), stay);
    };
  } else {
    requirement.judge_stay = [](const ApprenticeView& apprentice, const OpeningView& opening, DayRange) {
      return Rule::Judge(Rule::LearnerOf(apprentice), Rule::HostOf(opening));
    };
  }
  if constexpr (SparseRule<Rule>) {
    requirement.exceptions = &Rule::ExceptionsOf;
  } else {
    requirement.tabulate = [](const Problem& problem) -> std::unique_ptr<FacetTable> {
      return std::make_unique<FacetTableOf<Rule>>(problem);
    };
    requirement.tabulate_joined = [](const Problem& problem, const FacetTable& hosts) -> std::unique_ptr<FacetTable> {
      return std::make_unique<FacetTableOf<Rule>>(problem, static_cast<const FacetTableOf<Rule>&>(hosts));
    };
  }
  return requirement;
}

}  // namespace walz

#endif  // ENGINE_RULEBOOK_REQUIREMENT_H_
