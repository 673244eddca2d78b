#include "services/event_store/domain/event_validation.h"

#include <gmock/gmock.h>
#include <google/protobuf/unknown_field_set.h>

#include <functional>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "services/event_store/domain/request_validation.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What is wrong with an event, as "field: what was expected".
std::vector<std::string> Wrong(const Event& event) {
  FieldViolations violations;
  ValidateEvent(event, violations);
  std::vector<std::string> wrong;
  const google::rpc::BadRequest bad_request = violations.ToBadRequest();
  for (const auto& violation : bad_request.field_violations()) {
    wrong.push_back(violation.field() + ": " + violation.description());
  }
  return wrong;
}

Event With(const std::function<void(Event&)>& change) {
  Event event = AnEvent(1);
  change(event);
  return event;
}

template <typename Repeated>
void Repeat(Repeated* list, int count) {
  const auto first = list->Get(0);
  while (list->size() < count) *list->Add() = first;
}

event::v1::Metric AMetric() {
  event::v1::Metric metric;
  metric.set_label("ORR");
  metric.set_value("63.0");
  return metric;
}

// What a later contract, or nobody, gives a meaning to.
TEST(EventValidationTest, RefusesFieldsThatTheContractLacks) {
  const auto add = [](google::protobuf::Message* message) {
    message->GetReflection()->MutableUnknownFields(message)->AddVarint(99, 1);
  };
  const struct {
    const char* field;
    std::function<void(Event&)> change;
  } cases[] = {
      {"99", [&](Event& e) { add(&e); }},
      {"occurred.99", [&](Event& e) { add(e.mutable_occurred()); }},
      {"reported_time.99", [&](Event& e) { add(e.mutable_reported_time()); }},
      {"sources[0].99", [&](Event& e) { add(e.mutable_sources(0)); }},
      {"sources[0].published_time.99",
       [&](Event& e) { add(e.mutable_sources(0)->mutable_published_time()); }},
      {"entities[0].99",
       [&](Event& e) {
         e.add_entities()->set_name("Example Bio");
         add(e.mutable_entities(0));
       }},
      {"metrics[0].99",
       [&](Event& e) {
         *e.add_metrics() = AMetric();
         add(e.mutable_metrics(0));
       }},
      {"metrics[0].comparator.99",
       [&](Event& e) {
         *e.add_metrics() = AMetric();
         e.mutable_metrics(0)->mutable_comparator()->set_label("Placebo");
         add(e.mutable_metrics(0)->mutable_comparator());
       }},
      {"images[0].99",
       [&](Event& e) {
         e.add_images()->set_url("https://example.org/1.png");
         add(e.mutable_images(0));
       }},
  };
  for (const auto& [field, change] : cases) {
    EXPECT_THAT(Wrong(With(change)),
                ElementsAre(std::string(field) + ": want no field that the contract lacks"));
  }
}

TEST(EventValidationTest, TakesAnEventAtEveryLimit) {
  const struct {
    const char* what;
    std::function<void(Event&)> change;
  } cases[] = {
      {"topic", [](Event& e) { e.set_topic("a" + std::string(62, '9')); }},
      {"title", [](Event& e) { e.set_title(std::string(1024, 'x')); }},
      {"title of one byte", [](Event& e) { e.set_title("x"); }},
      {"title with a tab", [](Event& e) { e.set_title("a\tb"); }},
      {"no body", [](Event& e) { e.clear_body(); }},
      {"body", [](Event& e) { e.set_body(std::string(262144, 'x')); }},
      {"body with newline and tab", [](Event& e) { e.set_body("a\n\tb"); }},
      {"language of two letters", [](Event& e) { e.set_language("zh"); }},
      {"language with script and region", [](Event& e) { e.set_language("zh-Hant-TW"); }},
      {"only reported",
       [](Event& e) {
         e.clear_occurred();
         e.mutable_reported_time()->set_seconds(0);
       }},
      {"first moment of 1900",
       [](Event& e) {
         *e.mutable_reported_time() = Seconds(absl::CivilSecond(1900));
         *e.mutable_sources(0)->mutable_published_time() = e.reported_time();
       }},
      {"last moment of 2999",
       [](Event& e) {
         *e.mutable_reported_time() = Seconds(absl::CivilSecond(2999, 12, 31, 23, 59, 59));
         e.mutable_reported_time()->set_nanos(999999999);
         *e.mutable_sources(0)->mutable_published_time() = e.reported_time();
       }},
      {"a month", [](Event& e) { e.mutable_occurred()->set_start("2025-12"); }},
      {"a year", [](Event& e) { e.mutable_occurred()->set_start("2025"); }},
      {"a leap day", [](Event& e) { e.mutable_occurred()->set_start("2024-02-29"); }},
      {"an interval of one day", [](Event& e) { e.mutable_occurred()->set_end("2025-12-10"); }},
      {"64 sources", [](Event& e) { Repeat(e.mutable_sources(), 64); }},
      {"publisher only", [](Event& e) { e.mutable_sources(0)->clear_url(); }},
      {"url only", [](Event& e) { e.mutable_sources(0)->clear_publisher(); }},
      {"url",
       [](Event& e) {
         e.mutable_sources(0)->set_url("https://example.org/" + std::string(2028, 'p'));
       }},
      {"no category", [](Event& e) { e.clear_category(); }},
      {"category", [](Event& e) { e.set_category(std::string(63, 'c')); }},
      {"256 entities",
       [](Event& e) {
         e.add_entities()->set_name(std::string(256, 'n'));
         Repeat(e.mutable_entities(), 256);
       }},
      {"256 metrics",
       [](Event& e) {
         *e.add_metrics() = AMetric();
         Repeat(e.mutable_metrics(), 256);
       }},
      {"a negative decimal", [](Event& e) { (*e.add_metrics() = AMetric()).set_value("-0.5"); }},
      {"32 images",
       [](Event& e) {
         e.add_images()->set_url("https://example.org/a.png");
         Repeat(e.mutable_images(), 32);
       }},
      {"64 labels",
       [](Event& e) {
         for (int i = 0; i < 64; ++i) {
           (*e.mutable_labels())[std::string(61, 'k') + std::to_string(10 + i)] =
               std::string(1024, 'v');
         }
       }},
      {"right-to-left text without overrides", [](Event& e) { e.set_title("שלום 你好"); }},
  };
  for (const auto& [what, change] : cases) {
    EXPECT_THAT(Wrong(With(change)), IsEmpty()) << what;
  }
}

TEST(EventValidationTest, NamesTheFieldThatIsWrongAndWhatWasExpected) {
  const struct {
    std::function<void(Event&)> change;
    const char* wrong;
  } cases[] = {
      {[](Event& e) { e.clear_event_id(); }, "event_id: want a lower-case UUID"},
      {[](Event& e) { e.set_event_id("0D6F1A1E-6A0F-4C3E-9F0B-6F1F2A3B4C5D"); }, "event_id: want"},
      {[](Event& e) { e.set_event_id("0d6f1a1e6a0f4c3e9f0b6f1f2a3b4c5d"); }, "event_id: want"},
      {[](Event& e) { e.clear_topic(); }, "topic: want 1 to 63"},
      {[](Event& e) { e.set_topic("a" + std::string(63, 'b')); }, "topic: want 1 to 63"},
      {[](Event& e) { e.set_topic("1st"); }, "topic: want 1 to 63"},
      {[](Event& e) { e.set_topic("Gene"); }, "topic: want 1 to 63"},
      {[](Event& e) { e.clear_title(); }, "title: want 1 to 1024 bytes, got 0"},
      {[](Event& e) { e.set_title(std::string(1025, 'x')); }, "title: want 1 to 1024 bytes"},
      {[](Event& e) { e.set_title("two\nlines"); }, "title: want one line"},
      {[](Event& e) { e.set_title("two\u2028lines"); }, "title: want one line"},
      {[](Event& e) { e.set_title("a\rb"); }, "title: want no control"},
      {[](Event& e) { e.set_title(std::string("a\0b", 3)); }, "got U+0000 at code point 1"},
      {[](Event& e) { e.set_title("你\u202Ereversed"); }, "got U+202E at code point 1"},
      {[](Event& e) { e.set_title("a\u2066b"); }, "title: want no control"},
      {[](Event& e) { e.set_title("a\u2069b"); }, "title: want no control"},
      {[](Event& e) { e.set_title("a\u0085b"); }, "title: want no control"},
      {[](Event& e) { e.set_title("a\x7f"); }, "title: want no control"},
      {[](Event& e) { e.set_title(" "); }, "title: want characters that can be seen"},
      {[](Event& e) { e.set_title("\u200B\u3000"); }, "title: want characters that can be seen"},
      {[](Event& e) {
         e.mutable_sources(0)->clear_url();
         e.mutable_sources(0)->set_publisher("\u00A0");
       },
       "sources[0].publisher: want characters that can be seen"},
      {[](Event& e) { e.set_title("broken \xc3\x28"); }, "title: want UTF-8"},
      {[](Event& e) { e.set_title("surrogate \xed\xa0\x80"); }, "title: want UTF-8"},
      {[](Event& e) { e.set_title("overlong \xc0\xaf"); }, "title: want UTF-8"},
      {[](Event& e) { e.set_body(std::string(262145, 'x')); }, "body: want 0 to 262144 bytes"},
      {[](Event& e) { e.set_body("a\u202Db"); }, "body: want no control"},
      {[](Event& e) { e.clear_language(); }, "language: want a BCP 47 tag"},
      {[](Event& e) { e.set_language("english"); }, "language: want"},
      {[](Event& e) { e.set_language("en_US"); }, "language: want"},
      {[](Event& e) { e.set_language("en-"); }, "language: want"},
      {[](Event& e) { e.set_language("en-abcdefghi"); }, "language: want"},
      {[](Event& e) { e.clear_occurred(); }, "occurred: want at least one of"},
      {[](Event& e) { e.mutable_occurred()->clear_start(); }, "occurred.start: want a date"},
      {[](Event& e) { e.mutable_occurred()->set_start("2025-02-30"); }, "occurred.start: want"},
      {[](Event& e) { e.mutable_occurred()->set_start("2025-1-1"); }, "occurred.start: want"},
      {[](Event& e) { e.mutable_occurred()->set_start("2025-12-10T00:00"); }, "occurred.start: "},
      {[](Event& e) { e.mutable_occurred()->set_end("someday"); }, "occurred.end: want a date"},
      {[](Event& e) { e.mutable_occurred()->set_end("2025-12-09"); },
       "occurred.end: want a date not before start"},
      {[](Event& e) { e.mutable_occurred()->set_end("2025-12"); },
       "occurred.end: want the precision of start"},
      {[](Event& e) { e.mutable_occurred()->set_basis(event::v1::DateBasis(9)); },
       "occurred.basis: want a value of DateBasis"},
      {[](Event& e) { e.mutable_occurred()->set_start("1899-12-31"); },
       "occurred.start: want a date such as 2025-12-08, 2025-12 or 2025, in the years 1900 to "
       "2999"},
      {[](Event& e) { e.mutable_occurred()->set_end("3000-01-01"); },
       "occurred.end: want a date such as 2025-12-08, 2025-12 or 2025, in the years 1900 to 2999"},
      {[](Event& e) {
         *e.mutable_reported_time() = Seconds(absl::CivilSecond(1899, 12, 31, 23, 59, 59));
         e.mutable_reported_time()->set_nanos(999999999);
       },
       "reported_time: want a time in the years 1900 to 2999 (UTC)"},
      {[](Event& e) { *e.mutable_reported_time() = Seconds(absl::CivilSecond(3000)); },
       "reported_time: want a time in the years 1900 to 2999 (UTC)"},
      {[](Event& e) { *e.mutable_reported_time() = Seconds(absl::CivilSecond(1)); },
       "reported_time: want a time in the years 1900 to 2999 (UTC)"},
      {[](Event& e) {
         *e.mutable_sources(0)->mutable_published_time() = Seconds(absl::CivilSecond(1850));
       },
       "sources[0].published_time: want a time in the years 1900 to 2999 (UTC)"},
      {[](Event& e) { e.mutable_reported_time()->set_nanos(1000000000); },
       "reported_time: want a time"},
      {[](Event& e) { e.clear_sources(); }, "sources: want 1 to 64, got 0"},
      {[](Event& e) { Repeat(e.mutable_sources(), 65); }, "sources: want 1 to 64, got 65"},
      {[](Event& e) { e.mutable_sources(0)->Clear(); }, "sources[0]: want url or publisher"},
      {[](Event& e) { e.mutable_sources(0)->set_url("javascript:alert(1)"); }, "sources[0].url: "},
      {[](Event& e) { e.mutable_sources(0)->set_url("https://user:pw@example.org/"); },
       "sources[0].url: "},
      {[](Event& e) { e.mutable_sources(0)->set_url("/relative"); }, "sources[0].url: "},
      {[](Event& e) {
         e.mutable_sources(0)->set_url("https://example.org/" + std::string(2029, 'p'));
       },
       "sources[0].url: "},
      {[](Event& e) { e.mutable_sources(0)->set_publisher(std::string(257, 'p')); },
       "sources[0].publisher: want 0 to 256 bytes, got 257"},
      {[](Event& e) { e.add_sources()->set_url("ftp://example.org/"); }, "sources[1].url: "},
      {[](Event& e) { e.mutable_sources(0)->set_title(std::string(1025, 't')); },
       "sources[0].title: want 0 to 1024"},
      {[](Event& e) { e.mutable_sources(0)->mutable_published_time()->set_nanos(-1); },
       "sources[0].published_time: want a time"},
      {[](Event& e) { e.mutable_sources(0)->set_kind(event::v1::SourceKind(99)); },
       "sources[0].kind: want a value of SourceKind"},
      {[](Event& e) { e.set_category(std::string(64, 'c')); }, "category: want at most 63"},
      {[](Event& e) { e.set_category("Approval"); }, "category: want at most 63"},
      {[](Event& e) { e.add_entities(); }, "entities[0].name: want 1 to 256 bytes, got 0"},
      {[](Event& e) {
         e.add_entities()->set_name("n");
         Repeat(e.mutable_entities(), 257);
       },
       "entities: want at most 256, got 257"},
      {[](Event& e) { (*e.add_metrics() = AMetric()).clear_label(); },
       "metrics[0].label: want 1 to"},
      {[](Event& e) { (*e.add_metrics() = AMetric()).set_value("1e5"); },
       "metrics[0].value: want a decimal"},
      {[](Event& e) { (*e.add_metrics() = AMetric()).set_value("63."); },
       "metrics[0].value: want a decimal"},
      {[](Event& e) { (*e.add_metrics() = AMetric()).set_value(".5"); },
       "metrics[0].value: want a decimal"},
      {[](Event& e) { (*e.add_metrics() = AMetric()).set_value("+1"); },
       "metrics[0].value: want a decimal"},
      {[](Event& e) { (*e.add_metrics() = AMetric()).set_value(std::string(65, '1')); },
       "metrics[0].value: want a decimal"},
      {[](Event& e) { (*e.add_metrics() = AMetric()).set_n(-1); }, "metrics[0].n: want 0 or more"},
      {[](Event& e) { (*e.add_metrics() = AMetric()).set_count(-1); }, "metrics[0].count: want"},
      {[](Event& e) { (*e.add_metrics() = AMetric()).mutable_comparator(); },
       "metrics[0].comparator.label: want"},
      {[](Event& e) {
         *e.add_metrics() = AMetric();
         Repeat(e.mutable_metrics(), 257);
       },
       "metrics: want at most 256"},
      {[](Event& e) { e.set_read_more_url("mailto:a@example.org"); }, "read_more_url: "},
      {[](Event& e) { e.add_images(); }, "images[0].url: want an http or https URL"},
      {[](Event& e) {
         e.add_images()->set_url("https://example.org/a.png");
         Repeat(e.mutable_images(), 33);
       },
       "images: want at most 32, got 33"},
      {[](Event& e) { (*e.mutable_labels())[""] = "v"; }, "labels: a key: want 1 to 63 bytes"},
      {[](Event& e) { (*e.mutable_labels())[std::string(64, 'k')] = "v"; }, "labels: a key: want"},
      {[](Event& e) { (*e.mutable_labels())["key"] = std::string(1025, 'v'); },
       "labels[\"key\"]: want 0 to 1024 bytes"},
      {[](Event& e) {
         for (int i = 0; i < 65; ++i) (*e.mutable_labels())[std::to_string(i)] = "";
       },
       "labels: want at most 64, got 65"},
  };
  for (const auto& [change, wrong] : cases) {
    EXPECT_THAT(Wrong(With(change)), ElementsAre(HasSubstr(wrong))) << wrong;
  }
}

TEST(EventValidationTest, NamesEveryMistakeOfAnEventAtOnce) {
  const Event event = With([](Event& e) {
    e.clear_title();
    e.set_language("?");
    e.mutable_sources(0)->set_url("nowhere");
  });

  EXPECT_THAT(Wrong(event),
              ElementsAre(HasSubstr("title"), HasSubstr("language"), HasSubstr("sources[0].url")));
}

TEST(EventValidationTest, NamesTheEventOfABatch) {
  eventstore::v1::AppendEventsRequest request;
  *request.add_events() = AnEvent(1);
  *request.add_events() = With([](Event& e) { e.mutable_sources(0)->set_url("nowhere"); });

  EXPECT_THAT(CheckAppend(request),
              testing::StatusIs(absl::StatusCode::kInvalidArgument, "events[1].sources[0].url: "));
}

}  // namespace
}  // namespace sennight::event_store
