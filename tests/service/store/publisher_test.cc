#include "service/store/publisher.h"

#include <atomic>
#include <future>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

using ::testing::ElementsAre;

TEST(PublisherTest, AGroupThatComesAloneIsPublishedAtOnceByWhoBringsIt) {
  std::thread::id publisher_thread;
  Publisher publisher([&](DurableGroup&) { publisher_thread = std::this_thread::get_id(); });
  publisher.Take({.revision = 1}, /*alone=*/true);
  EXPECT_EQ(publisher_thread, std::this_thread::get_id());
}

TEST(PublisherTest, GroupsAreHandedOverAndStayInOrder) {
  std::vector<Revision> published;
  std::atomic<bool> here = false;
  const std::thread::id this_thread = std::this_thread::get_id();
  {
    Publisher publisher([&](DurableGroup& group) {
      published.push_back(group.revision);
      if (std::this_thread::get_id() == this_thread) here = true;
    });
    for (Revision revision = 1; revision <= 3; ++revision) publisher.Take({.revision = revision}, /*alone=*/false);
    publisher.Await();
    EXPECT_THAT(published, ElementsAre(1, 2, 3));
    EXPECT_FALSE(here);
    publisher.Take({.revision = 4}, /*alone=*/false);
  }  // What waits is published before.
  EXPECT_THAT(published, ElementsAre(1, 2, 3, 4));
}

TEST(PublisherTest, AGroupThatComesAloneWaitsItsTurnBehindOneThatIsBeingPublished) {
  std::promise<void> go_on;
  std::promise<void> held;
  std::vector<Revision> published;
  Publisher publisher([&](DurableGroup& group) {
    if (group.revision == 1) {
      held.set_value();
      go_on.get_future().wait();
    }
    published.push_back(group.revision);
  });
  publisher.Take({.revision = 1}, /*alone=*/false);
  held.get_future().wait();
  publisher.Take({.revision = 2}, /*alone=*/true);  // Does not block: one may wait.
  go_on.set_value();
  publisher.Await();
  EXPECT_THAT(published, ElementsAre(1, 2));
}

}  // namespace
}  // namespace walz
