#include "service/app/resources/filter.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/filter_lexer.h"
#include "service/convert/did_you_mean.h"

namespace walz {

namespace pb = ::google::protobuf;

class FilterParser {
 public:
  FilterParser(absl::string_view text, const std::vector<FilterToken>& tokens, const pb::Descriptor& resource)
      : text_(text), tokens_(tokens), resource_(resource) {}

  absl::StatusOr<Filter> Run() {
    if (Next().kind == FilterToken::Kind::kEnd) return std::move(filter_);
    WALZ_RETURN_IF_ERROR(ReadFilter(0).status());
    if (Next().kind == FilterToken::Kind::kEnd) return std::move(filter_);
    if (Next().kind == FilterToken::Kind::kClose) return Bad("there is no parenthesis for this one to close");
    return Bad("AND or OR is missing before this");
  }

 private:
  using Kind = Filter::Node::Kind;
  using Index = absl::StatusOr<std::size_t>;

  const FilterToken& Next() const { return tokens_[at_]; }
  absl::Status Bad(absl::string_view words) const { return BadFilter(text_, Next().position, words); }

  std::size_t Add(Kind kind, std::vector<std::size_t> children) {
    filter_.nodes_.push_back({kind, std::move(children)});
    return filter_.nodes_.size() - 1;
  }

  Index ReadFilter(int depth) { return ReadList(depth, "AND", Kind::kAnd, &FilterParser::ReadFactor); }
  Index ReadFactor(int depth) { return ReadList(depth, "OR", Kind::kOr, &FilterParser::ReadTerm); }

  Index ReadList(int depth, absl::string_view keyword, Kind kind, Index (FilterParser::*read)(int)) {
    std::vector<std::size_t> children;
    while (true) {
      WALZ_ASSIGN_OR_RETURN(const std::size_t child, (this->*read)(depth));
      children.push_back(child);
      if (!Next().IsKeyword(keyword)) break;
      ++at_;
    }
    return children.size() == 1 ? children[0] : Add(kind, std::move(children));
  }

  Index ReadTerm(int depth) {
    if (depth > kFilterDepthMax) {
      return Bad(absl::StrCat("parentheses and NOTs nest at most ", kFilterDepthMax, " deep"));
    }
    if (Next().IsKeyword("NOT")) {
      ++at_;
      WALZ_ASSIGN_OR_RETURN(const std::size_t child, ReadTerm(depth + 1));
      return Add(Kind::kNot, {child});
    }
    if (Next().kind != FilterToken::Kind::kOpen) return ReadComparison();
    ++at_;
    WALZ_ASSIGN_OR_RETURN(const std::size_t child, ReadFilter(depth + 1));
    if (Next().kind != FilterToken::Kind::kClose) return Bad("`)`, AND or OR is missing here");
    ++at_;
    return child;
  }

  Index ReadComparison() {
    if (Next().kind != FilterToken::Kind::kWord || Next().IsKeyword("AND") || Next().IsKeyword("OR")) {
      return Bad("a field name is missing here");
    }
    if (filter_.terms_.size() >= kFilterTermsMax) {
      return Bad(absl::StrCat("a filter has at most ", kFilterTermsMax, " comparisons"));
    }
    const FilterToken& name = Next();
    const pb::FieldDescriptor* field = resource_.FindFieldByName(name.text);
    if (field == nullptr || field->name() == "etag") return Bad(UnknownField(name.text));
    ++at_;
    if (Next().kind != FilterToken::Kind::kOperator) {
      return Bad(absl::StrCat("one of = != < <= > >= : is missing after ", field->name()));
    }
    const std::string word = Next().text;
    ++at_;
    if (Next().kind != FilterToken::Kind::kWord && Next().kind != FilterToken::Kind::kQuoted) {
      return Bad(absl::StrCat("a value is missing after ", field->name(), " ", word));
    }
    absl::StatusOr<FilterTerm> term =
        FilterTerm::Create(*field, word, Next().text, Next().kind == FilterToken::Kind::kWord);
    if (!term.ok()) return Bad(absl::StrCat(field->name(), " ", term.status().message()));
    ++at_;
    filter_.terms_.push_back(*std::move(term));
    return Add(Kind::kTerm, {filter_.terms_.size() - 1});
  }

  std::string UnknownField(absl::string_view name) const {
    std::vector<absl::string_view> names;
    for (int i = 0; i < resource_.field_count(); ++i) {
      if (resource_.field(i)->name() != "etag") names.push_back(resource_.field(i)->name());
    }
    const std::optional<std::string> near = DidYouMean(name, names);
    return absl::StrCat("a ", resource_.name(), " has no field of this name to filter by",
                        near ? absl::StrCat("; did you mean ", *near, "?") : "");
  }

  const absl::string_view text_;
  const std::vector<FilterToken>& tokens_;
  const pb::Descriptor& resource_;
  std::size_t at_ = 0;
  Filter filter_;
};

absl::StatusOr<Filter> Filter::Parse(absl::string_view text, const pb::Descriptor& resource) {
  WALZ_ASSIGN_OR_RETURN(const std::vector<FilterToken> tokens, ReadFilterTokens(text));
  return FilterParser(text, tokens, resource).Run();
}

bool Filter::Matches(const pb::Message& resource) const { return nodes_.empty() || Matches(nodes_.back(), resource); }

bool Filter::Matches(const Node& node, const pb::Message& resource) const {
  const auto child_matches = [&](std::size_t child) { return Matches(nodes_[child], resource); };
  switch (node.kind) {
    case Node::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), child_matches);
    case Node::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), child_matches);
    case Node::Kind::kNot:
      return !child_matches(node.children[0]);
    case Node::Kind::kTerm:
      return terms_[node.children[0]].Matches(resource);
  }
  return false;
}

}  // namespace walz
