#include "tests/unit/rendering/xml_outline.h"

#include <expat.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_replace.h"

namespace sennight::rendering {
namespace {

struct Reading {
  Outline outline;
  int depth = 0;
  int silent = 0;  // Scripts and styles that are open.
};

void OnStart(void* data, const char* tag, const char** attributes) {
  auto& reading = *static_cast<Reading*>(data);
  FoundElement element{.tag = tag, .attributes = {}, .depth = reading.depth++};
  for (; *attributes != nullptr; attributes += 2) element.attributes[attributes[0]] = attributes[1];
  if (element.tag == "script" || element.tag == "style") ++reading.silent;
  reading.outline.elements.push_back(std::move(element));
}

void OnEnd(void* data, const char* tag) {
  auto& reading = *static_cast<Reading*>(data);
  --reading.depth;
  const std::string name = tag;
  if (name == "script" || name == "style") --reading.silent;
}

void OnText(void* data, const char* text, int size) {
  auto& reading = *static_cast<Reading*>(data);
  if (reading.silent == 0) reading.outline.text.append(text, static_cast<std::size_t>(size));
}

// Closes the void elements, whose tags end with the next '>': our writers escape it elsewhere.
std::string WithVoidElementsClosed(const std::string& html) {
  std::string closed;
  for (size_t at = 0; at < html.size();) {
    const size_t end = std::min(html.find('>', at), html.size());
    closed.append(html, at, end - at);
    const size_t open = html.rfind('<', end);
    const std::string_view tag = std::string_view(html).substr(open == html.npos ? end : open);
    const bool is_void =
        !html.starts_with("<?xml") &&
        (tag.starts_with("<meta") || tag.starts_with("<link") || tag.starts_with("<img") ||
         tag.starts_with("<br") || tag.starts_with("<wbr"));
    if (end < html.size()) closed += is_void ? "/>" : ">";
    at = end + 1;
  }
  return closed;
}

}  // namespace

std::set<std::string> Outline::Tags() const {
  std::set<std::string> tags;
  for (const FoundElement& element : elements) tags.insert(element.tag);
  return tags;
}

std::multiset<std::string> Outline::Values(const std::string& attribute) const {
  std::multiset<std::string> values;
  for (const FoundElement& element : elements) {
    const auto found = element.attributes.find(attribute);
    if (found != element.attributes.end()) values.insert(found->second);
  }
  return values;
}

Outline OutlineOf(std::string_view html) {
  // What HTML has and XML has not: void elements, the document type, two named characters.
  const std::string xml =
      WithVoidElementsClosed(absl::StrReplaceAll(absl::string_view(html.data(), html.size()),
                                                 {{"<!DOCTYPE html>", ""}, {"&nbsp;", "&#160;"}}));

  Reading reading;
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate("UTF-8"), &XML_ParserFree);
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), OnStart, OnEnd);
  XML_SetCharacterDataHandler(parser.get(), OnText);
  if (XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), 1) == XML_STATUS_ERROR) {
    reading.outline.error = XML_ErrorString(XML_GetErrorCode(parser.get()));
    reading.outline.error +=
        " near " + xml.substr(static_cast<std::size_t>(XML_GetCurrentByteIndex(parser.get())), 80);
  }
  return std::move(reading.outline);
}

}  // namespace sennight::rendering
