#include "service/app/resources/order_by.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/error_reason.pb.h>

#include "service/call/errors.h"
#include "tests/service/app/resources/resources_fixture.h"

namespace walz {
namespace {

OrderBy Order(const std::string& text) {
  absl::StatusOr<OrderBy> order = OrderBy::Parse(text, *v1::Centre::descriptor());
  EXPECT_TRUE(order.ok()) << text << ": " << order.status();
  return *std::move(order);
}

TEST(OrderByTest, NameAloneIsTheOrderOfTheStore) {
  for (const char* text : {"", "  ", "name", " name ", "name asc", "name, title", "name,title desc"}) {
    EXPECT_TRUE(Order(text).by_name()) << text;
  }
  for (const char* text : {"name desc", "title", "title, name"}) EXPECT_FALSE(Order(text).by_name()) << text;
}

TEST(OrderByTest, KeysCompareAsValuesDo) {
  // Of each list, every centre comes before the next.
  struct Case {
    std::string order;
    std::vector<std::string> centres;
  };
  for (const Case& c : std::vector<Case>{
           {"title",
            {"", "title: 'A'", "title: 'A\\000'", "title: 'A\\000\\001'", "title: 'AB'", "title: 'B'",
             "title: '\xc3\xa4'"}},
           {"title desc", {"title: 'B'", "title: 'AB'", "title: 'A'", ""}},
           {"lat", {"", "lat: -90", "lat: -0.5", "lat: 0", "lat: 1e-9", "lat: 52.5", "lat: 90"}},
           {"lat desc", {"lat: 90", "lat: 0", "lat: -0.25", "lat: -90", ""}},
           {"sender_kind", {"", "sender_kind: SENDER_KIND_SCHOOL", "sender_kind: SENDER_KIND_COMPANY"}},
           {"create_time",
            {"", "create_time { seconds: -5 }", "create_time { seconds: 5 nanos: 1 }",
             "create_time { seconds: 5 nanos: 2 }", "create_time { seconds: 6 }"}},
           {"country,title desc",
            {"country: 'DE' title: 'Z'", "country: 'DE' title: 'A'", "country: 'DE'", "country: 'DEX'",
             "country: 'ES' title: 'Z'"}},
           {"  country\tdesc ,  title  asc ",
            {"country: 'ES' title: 'A'", "country: 'ES' title: 'B'", "country: 'DE'"}},
       }) {
    const OrderBy order = Order(c.order);
    for (std::size_t i = 1; i < c.centres.size(); ++i) {
      EXPECT_LT(order.KeyOf(FromText<v1::Centre>(c.centres[i - 1])), order.KeyOf(FromText<v1::Centre>(c.centres[i])))
          << c.order << ": " << c.centres[i - 1] << " before " << c.centres[i];
    }
  }
}

TEST(OrderByTest, ZeroHasNoSign) {
  const OrderBy order = Order("lat");
  EXPECT_EQ(order.KeyOf(FromText<v1::Centre>("lat: -0")), order.KeyOf(FromText<v1::Centre>("lat: 0")));
}

TEST(OrderByTest, KeysOfIntegersCompareAsTheyDo) {
  const absl::StatusOr<OrderBy> order = OrderBy::Parse("priority", *v1::Apprentice::descriptor());
  ASSERT_TRUE(order.ok());
  std::string last;
  for (const int priority :
       {std::numeric_limits<int>::min(), -256, -1, 0, 1, 255, 256, std::numeric_limits<int>::max()}) {
    v1::Apprentice apprentice;
    apprentice.set_priority(priority);
    EXPECT_LT(last, order->KeyOf(apprentice)) << priority;
    last = order->KeyOf(apprentice);
  }
}

TEST(OrderByTest, RefusesWhatGivesNoOrder) {
  for (const std::string& text :
       std::vector<std::string>{"titel",
                                "Title",
                                "title descending",
                                "title DESC",
                                "desc title",
                                "title,",
                                ",title",
                                "title,,country",
                                ",",
                                "title desc desc",
                                "title.x",
                                "blackouts",
                                "etag",
                                "title, title",
                                "title, city, title desc",
                                "*",
                                "-title",
                                "title; city",
                                std::string(1'100, 'x'),
                                "name, name",
                                "title\xff",
                                "title,city,country,lat,lon,consortium,coordinator,create_time,update_time"}) {
    const absl::Status status = OrderBy::Parse(text, *v1::Centre::descriptor()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BAD_ORDER_BY) << text;
  }
  EXPECT_NE(OrderBy::Parse("titel", *v1::Centre::descriptor()).status().message().find("did you mean title?"),
            std::string::npos);
  EXPECT_FALSE(OrderBy::Parse("wishes", *v1::Apprentice::descriptor()).ok());
}

}  // namespace
}  // namespace walz
