// Fuzz target: filter, order_by and page_token of any bytes: no crash, errors that say where, and what is taken can be
// used.

#include <cstdint>
#include <string>

#include <absl/strings/numbers.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/check.h"
#include "service/app/resources/filter.h"
#include "service/app/resources/filter_lexer.h"
#include "service/app/resources/order_by.h"
#include "service/app/resources/page_token.h"
#include "service/call/errors.h"
#include "service/convert/utf8.h"

namespace walz {
namespace {

const v1::Apprentice& Example() {
  static const v1::Apprentice example = [] {
    v1::Apprentice apprentice;
    apprentice.set_name("centres/C/apprentices/A");
    apprentice.set_scheme("es-general");
    apprentice.set_priority(2);
    apprentice.add_languages("de:B1");
    apprentice.mutable_create_time()->set_seconds(1'800'000'000);
    return apprentice;
  }();
  return example;
}

void CheckRefusal(const absl::Status& status, v1::ErrorReason reason) {
  WALZ_CHECK(status.code() == absl::StatusCode::kInvalidArgument && ReasonOf(status) == reason);
  WALZ_CHECK(!status.message().empty());
}

void TakeFilter(absl::string_view text) {
  const absl::StatusOr<Filter> filter = Filter::Parse(text, *v1::Apprentice::descriptor());
  if (filter.ok()) {
    WALZ_CHECK(filter->terms().size() <= kFilterTermsMax);
    filter->Matches(Example());
    filter->Matches(v1::Apprentice::default_instance());
    return;
  }
  CheckRefusal(filter.status(), v1::ERROR_REASON_BAD_FILTER);
  std::size_t position = 0;
  WALZ_CHECK(absl::SimpleAtoi(MetadataOf(filter.status(), "position"), &position));
  WALZ_CHECK(position >= 1 && position <= text.size() + 1);
  const std::string near = MetadataOf(filter.status(), "near");
  WALZ_CHECK(FindInvalidUtf8(near) == near.size());
}

void TakeOrder(absl::string_view text) {
  const absl::StatusOr<OrderBy> order = OrderBy::Parse(text, *v1::Apprentice::descriptor());
  if (!order.ok()) return CheckRefusal(order.status(), v1::ERROR_REASON_BAD_ORDER_BY);
  WALZ_CHECK(order->fields().size() <= kOrderFieldsMax);
  WALZ_CHECK(order->by_name() == order->KeyOf(Example()).empty());
}

void TakePageToken(absl::string_view text) {
  const absl::StatusOr<PageToken> token = ParsePageToken(text);
  if (!token.ok()) return CheckRefusal(token.status(), v1::ERROR_REASON_BAD_PAGE_TOKEN);
  WALZ_CHECK(*ParsePageToken(FormatPageToken(*token)) == *token);
}

}  // namespace
}  // namespace walz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  walz::TakeFilter(text);
  walz::TakeOrder(text);
  walz::TakePageToken(text);
  // Any bytes are a key.
  const walz::PageToken token{.revision = 1, .request_hash = 2, .last_key = std::string(text.substr(0, 4'096))};
  WALZ_CHECK(*walz::ParsePageToken(walz::FormatPageToken(token)) == token);
  return 0;
}
