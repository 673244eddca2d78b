// What of a title is the title: without its column and the name of its publisher.
#pragma once

#include "sennight/event/v1/event.pb.h"
#include "services/summarization/domain/concepts.h"
#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

// Returns the range in the source of "研发进展 | …", 【首发】…, 刚刚！…, "FinancialContent - …",
// "… - MedSci.cn", "…_新浪新闻", "… 提供者 Investing.com" and "…｜…" that tells something. What
// names a product, who does it or what happened is kept.
Range TitleRange(const event::v1::Event& event, const Shadow& title, const ConceptTable& concepts);

}  // namespace sennight::summarization
