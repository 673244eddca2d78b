#include "services/sennight/import/xml_tree.h"

#include <expat.h>

#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/text/cleaning.h"
#include "services/sennight/import/record.h"

namespace sennight::importing {
namespace {

using Parser = std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)>;

constexpr char kSeparator = '|';

// Splits expat's "uri|name".
std::pair<std::string, std::string> SplitName(std::string_view name) {
  const size_t at = name.rfind(kSeparator);
  if (at == name.npos) return {"", std::string(name)};
  return {std::string(name.substr(0, at)), std::string(name.substr(at + 1))};
}

// Builds a tree from expat's calls. One document each.
class Builder {
 public:
  Builder() : parser_(XML_ParserCreateNS("UTF-8", kSeparator), &XML_ParserFree) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), &OnStart, &OnEnd);
    XML_SetCharacterDataHandler(parser_.get(), &OnText);
    XML_SetEntityDeclHandler(parser_.get(), &OnEntityDeclaration);
    XML_SetSkippedEntityHandler(parser_.get(), &OnSkippedEntity);
    // As if there were an external DTD, which is never read: so undeclared entities are skipped
    // (and told to OnSkippedEntity) instead of being errors.
    XML_UseForeignDTD(parser_.get(), XML_TRUE);
    XML_SetParamEntityParsing(parser_.get(), XML_PARAM_ENTITY_PARSING_ALWAYS);
    XML_SetExternalEntityRefHandler(parser_.get(), &OnExternalEntity);
  }

  Document Parse(std::string_view utf8) {
    open_.emplace_back();  // stands for the document
    const auto result =
        XML_Parse(parser_.get(), utf8.data(), static_cast<int>(utf8.size()), XML_TRUE);
    Document document;
    if (result != XML_STATUS_OK) document.status = Error();
    while (open_.size() > 1) Close(false);
    for (Element& child : open_.front().children) {
      if (!child.name.empty()) document.root = std::move(child);
    }
    return document;
  }

 private:
  absl::Status Error() const {
    const std::string words = refusal_.empty()
                                  ? absl::StrCat("not well-formed XML: ",
                                                 XML_ErrorString(XML_GetErrorCode(parser_.get())))
                                  : refusal_;
    return absl::InvalidArgumentError(
        absl::StrCat("line ", XML_GetCurrentLineNumber(parser_.get()), ": ", words));
  }

  void Refuse(std::string_view words) {
    if (refusal_.empty()) refusal_ = std::string(words);
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  void Close(bool complete) {
    Element element = std::move(open_.back());
    open_.pop_back();
    element.complete = complete;
    open_.back().children.push_back(std::move(element));
  }

  void AddText(std::string_view text) {
    std::vector<Element>& children = open_.back().children;
    if (children.empty() || !children.back().name.empty()) children.emplace_back();
    children.back().text += text;
  }

  static void XMLCALL OnStart(void* self, const XML_Char* name, const XML_Char** attributes) {
    auto& builder = *static_cast<Builder*>(self);
    if (builder.open_.size() > static_cast<size_t>(kMaxDepth)) {
      builder.Refuse(absl::StrCat("want at most ", kMaxDepth, " nested elements"));
      return;
    }
    Element element;
    std::tie(element.space, element.name) = SplitName(name);
    for (; *attributes != nullptr; attributes += 2) {
      element.attributes.emplace_back(attributes[0], attributes[1]);
    }
    builder.open_.push_back(std::move(element));
  }

  static void XMLCALL OnEnd(void* self, const XML_Char*) {
    auto& builder = *static_cast<Builder*>(self);
    if (builder.refusal_.empty()) builder.Close(true);
  }

  static void XMLCALL OnText(void* self, const XML_Char* text, int size) {
    static_cast<Builder*>(self)->AddText({text, static_cast<size_t>(size)});
  }

  static void XMLCALL OnEntityDeclaration(void* self, const XML_Char*, int, const XML_Char*, int,
                                          const XML_Char*, const XML_Char*, const XML_Char*,
                                          const XML_Char*) {
    static_cast<Builder*>(self)->Refuse("want no entity declarations");
  }

  static void XMLCALL OnSkippedEntity(void* self, const XML_Char* name, int is_parameter) {
    if (is_parameter != 0) return;
    const std::string reference = absl::StrCat("&", name, ";");
    static_cast<Builder*>(self)->AddText(text::DecodeEntities(reference));
  }

  // Reads nothing in the place of an external entity: expat must see its end.
  static int XMLCALL OnExternalEntity(XML_Parser parser, const XML_Char* context, const XML_Char*,
                                      const XML_Char*, const XML_Char*) {
    const Parser nothing(XML_ExternalEntityParserCreate(parser, context, nullptr), &XML_ParserFree);
    return nothing == nullptr ? XML_STATUS_ERROR : XML_Parse(nothing.get(), "", 0, XML_TRUE);
  }

  Parser parser_;
  std::vector<Element> open_;  // from the document to the innermost element
  std::string refusal_;
};

void AppendText(const Element& element, std::string& out) {
  out += element.text;
  for (const Element& child : element.children) AppendText(child, out);
}

void AppendMarkup(const Element& element, std::string& markup) {
  for (const char c : element.text) {
    if (c == '<') {
      markup += "&lt;";
    } else if (c == '&') {
      markup += "&amp;";
    } else {
      markup += c;
    }
  }
  for (const Element& child : element.children) {
    if (!child.name.empty()) absl::StrAppend(&markup, "<", child.name, ">");
    AppendMarkup(child, markup);
    if (!child.name.empty()) absl::StrAppend(&markup, "</", child.name, ">");
  }
}

}  // namespace

const Element* Element::Child(std::string_view wanted_space, std::string_view wanted) const {
  for (const Element& child : children) {
    if (child.complete && child.name == wanted && child.space == wanted_space) return &child;
  }
  return nullptr;
}

std::string_view Element::Attribute(std::string_view wanted) const {
  for (const auto& [attribute, value] : attributes) {
    if (attribute == wanted) return value;
  }
  return "";
}

std::string Element::Text() const {
  std::string inside;
  AppendText(*this, inside);
  return inside;
}

std::string Element::InnerMarkup() const {
  std::string markup;
  AppendMarkup(*this, markup);
  return markup;
}

Document ParseXml(std::string_view utf8) { return Builder().Parse(utf8); }

}  // namespace sennight::importing
