// How the gateway's own pages look: the index and what is wrong.
#pragma once

#include <string>
#include <vector>

#include "common/window/week.h"
#include "sennight/topic/v1/topic.pb.h"
#include "services/gateway/adapters/http/message.h"
#include "services/gateway/adapters/http/page_words.h"
#include "services/gateway/domain/topic_catalog.h"

namespace sennight::gateway::http {

// A topic and its weeks, the latest first.
struct TopicRow {
  topic::v1::Topic topic;
  std::vector<window::WeekId> weeks;
};

// Returns the index: each topic with its weeks in each of its languages.
Response IndexPage(const std::vector<TopicRow>& topics, PageLanguage language);

// Returns the page for an error; `request_id` lets somebody find it in the log.
Response TroublePage(const Trouble& trouble, PageLanguage language, const std::string& request_id);

}  // namespace sennight::gateway::http
