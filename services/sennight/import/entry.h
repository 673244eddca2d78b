// What the feed formats have in common.
#pragma once

#include <string>
#include <vector>

#include "common/text/cleaning.h"
#include "services/sennight/import/record.h"

namespace sennight::importing {

// One entry of a feed, as the format tells it.
struct Entry {
  enum class Markup { kText, kHtml };
  struct Text {
    std::string source;
    Markup markup = Markup::kText;
  };

  Text title;
  Text body;
  std::string link;
  std::string read_more;
  std::string publisher;
  std::string date;           // RFC 3339 or RFC 822; empty if there is none
  std::string language;       // the entry's own
  std::string feed_language;  // the feed's, which an entry in another language contradicts
  std::vector<std::string> categories;
};

// Makes an event of an entry; repairs and checks as for a line.
Record ReadEntry(const Entry& entry, int number, const Options& options);

}  // namespace sennight::importing
