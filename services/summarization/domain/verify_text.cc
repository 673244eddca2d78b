#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/text/fill.h"
#include "common/text/language.h"
#include "common/text/normalize.h"
#include "common/text/utf8.h"
#include "services/summarization/domain/shadow.h"
#include "services/summarization/domain/templates.h"
#include "services/summarization/domain/verify.h"

namespace sennight::summarization {
namespace {

constexpr int kMaxNesting = 64;
// Most bytes of what one sentence rests on, and of what is said of a fault.
constexpr std::size_t kMostSource = std::size_t{64} << 10;
constexpr std::size_t kMostEvidence = 800;

std::string LanguageOf(const Scope& scope) { return text::PrimarySubtag(scope.digest->language()); }

// Checks the supports of one text.
class TextCheck {
 public:
  TextCheck(const digest::v1::InlineText& text, const Scope& scope, const Evidence& evidence)
      : text_(text), scope_(scope), evidence_(evidence) {}

  std::vector<Fault> Check() {
    if (!RunsFit()) return std::move(faults_);
    for (int i = 0; i < text_.support_size(); ++i) CheckSentence(i);
    return std::move(faults_);
  }

 private:
  void Add(std::string rule, std::string evidence, int sentence = -1) {
    if (evidence.size() > kMostEvidence) {
      evidence = text::Slice(evidence, 0, kMostEvidence / 4) + "…";
    }
    faults_.push_back({std::move(rule), std::move(evidence), sentence});
  }

  // The supports cover the runs one after the other; each has one text, then citations.
  bool RunsFit() {
    int next = 0;
    for (const digest::v1::Support& support : text_.support()) {
      const bool fits = support.run_start() == next && support.run_end() > next &&
                        support.run_end() <= text_.runs_size() && text_.runs(next).has_text();
      if (!fits) {
        Add("CIT-RUNS", absl::StrCat("runs ", support.run_start(), " to ", support.run_end()));
        return false;
      }
      for (int run = next + 1; run < support.run_end(); ++run) {
        if (text_.runs(run).has_cite()) continue;
        Add("CIT-RUNS", absl::StrCat("run ", run));
        return false;
      }
      next = support.run_end();
    }
    if (next == text_.runs_size() && next > 0) return true;
    Add("CIT-RUNS", absl::StrCat(text_.runs_size() - next, " runs without support"));
    return false;
  }

  void CheckSentence(int index) {
    const digest::v1::Support& support = text_.support(index);
    const std::string printed = text::CollapseWhiteSpace(text_.runs(support.run_start()).text());
    std::string words;   // What the support says is printed.
    std::string source;  // Everything that the support's words come from.
    if (!Follow(support, "", 0, index, &words, &source)) return;
    if (std::string told = text::CollapseWhiteSpace(words); told != printed) {
      Add("CIT-SUPPORT", std::move(told), index);  // What is printed stands at the path.
    }
    CheckTokens(printed, source, index);
    for (const event::v1::SourceSpan& span : support.agreeing()) {
      std::string agreeing;
      if (!evidence_.TextOf(span, &agreeing) || !InScope(span.event_id())) {
        Add("CIT-SPAN", SpanText(span), index);
      }
    }
    CheckCitations(support, index);
  }

  static std::string SpanText(const event::v1::SourceSpan& span) {
    return absl::StrCat(span.event_id(), "@", span.revision(), ".", span.field(), "[", span.start(),
                        ",", span.end(), ")");
  }

  bool InScope(const std::string& event_id) const {
    return scope_.event_ids.empty() || std::find(scope_.event_ids.begin(), scope_.event_ids.end(),
                                                 event_id) != scope_.event_ids.end();
  }

  // Appends what the support says is printed, and what that rests on.
  bool Follow(const digest::v1::Support& support, const std::string& sibling, int depth, int index,
              std::string* words, std::string* source) {
    if (depth > kMaxNesting) return Fail("CIT-SUPPORT", "nested too deep", index);
    if (support.has_span()) {
      std::string quoted;
      if (!evidence_.TextOf(support.span(), &quoted) || !InScope(support.span().event_id())) {
        return Fail("CIT-SPAN", SpanText(support.span()), index);
      }
      absl::StrAppend(words, quoted);
      absl::StrAppend(source, quoted, "\n");
      return IsShort(*source, index);
    }
    if (support.has_computed()) {
      if (!IsComputedRight(support.computed(), sibling, scope_, evidence_)) {
        return Fail("CIT-COMPUTED",
                    absl::StrCat(support.computed().function(), "=", support.computed().value()),
                    index);
      }
      absl::StrAppend(words, support.computed().value());
      absl::StrAppend(source, support.computed().value(), "\n");
      return IsShort(*source, index);
    }
    if (!support.has_template_()) return Fail("CIT-SUPPORT", "no basis", index);
    return FollowTemplate(support.template_(), depth, index, words, source);
  }

  bool FollowTemplate(const digest::v1::TemplateUse& use, int depth, int index, std::string* words,
                      std::string* source) {
    const std::string_view pattern = PatternOf(LanguageOf(scope_), use.template_id());
    if (pattern.empty()) return Fail("CIT-SUPPORT", use.template_id(), index);
    std::vector<std::string> texts;
    std::string before;
    for (const digest::v1::Support& argument : use.arguments()) {
      std::string filled;
      if (!Follow(argument, before, depth + 1, index, &filled, source)) return false;
      if (argument.has_computed()) before = argument.computed().value();
      texts.push_back(std::move(filled));
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    absl::StrAppend(words, text::Fill(pattern, views));
    absl::StrAppend(source, std::string(pattern), "\n");
    return true;
  }

  // No sentence rests on so much.
  bool IsShort(const std::string& source, int index) {
    return source.size() <= kMostSource || Fail("CIT-SUPPORT", "rests on too much", index);
  }

  bool Fail(std::string rule, std::string evidence, int index) {
    Add(std::move(rule), std::move(evidence), index);
    return false;
  }

  // Every number and Latin name that is printed stands in what the sentence rests on. This does
  // not trust the comparison above.
  void CheckTokens(const std::string& printed, const std::string& source, int index) {
    const std::u32string words = ShadowText(printed);
    const std::u32string known = ShadowText(source);
    for (size_t at = 0; at < words.size();) {
      const bool digit = IsDigit(words[at]);
      if (!digit && !IsLatinLetter(words[at])) {
        ++at;
        continue;
      }
      size_t end = at;
      while (end < words.size() && (digit ? IsDigit(words[end]) : IsLatinLetter(words[end]))) ++end;
      const std::u32string_view token = std::u32string_view(words).substr(at, end - at);
      if (!HasToken(known, token, digit)) {
        Add(digit ? "CIT-NUMBER" : "CIT-NAME", ToUtf8(token), index);
      }
      at = end;
    }
  }

  static bool HasToken(std::u32string_view text, std::u32string_view token, bool digits) {
    const auto same_kind = [digits](char32_t c) { return digits ? IsDigit(c) : IsLatinLetter(c); };
    for (size_t at = text.find(token); at != std::u32string_view::npos;
         at = text.find(token, at + 1)) {
      const size_t end = at + token.size();
      if ((at == 0 || !same_kind(text[at - 1])) && (end == text.size() || !same_kind(text[end]))) {
        return true;
      }
    }
    return false;
  }

  const digest::v1::Reference* ReferenceOf(const std::string& id) const {
    for (const digest::v1::Reference& reference : scope_.digest->references()) {
      if (reference.ref_id() == id) return &reference;
    }
    return nullptr;
  }

  // The citations name references of the story; one of them is a source of the quoted event.
  void CheckCitations(const digest::v1::Support& support, int index) {
    bool cites = false;
    bool own = false;
    for (int run = support.run_start() + 1; run < support.run_end(); ++run) {
      for (const std::string& id : text_.runs(run).cite().ref_ids()) {
        cites = true;
        const digest::v1::Reference* reference = ReferenceOf(id);
        if (reference == nullptr) {
          Add("CIT-DANGLING", id, index);
          return;
        }
        const auto& events = reference->event_ids();
        if (std::none_of(events.begin(), events.end(),
                         [this](const std::string& event) { return InScope(event); })) {
          Add("CIT-FOREIGN", id, index);
        }
        own = own ||
              std::find(events.begin(), events.end(), support.span().event_id()) != events.end();
      }
    }
    if (cites && support.has_span() && !own) {
      Add("CIT-FOREIGN", support.span().event_id(), index);
    }
  }

  const digest::v1::InlineText& text_;
  const Scope& scope_;
  const Evidence& evidence_;
  std::vector<Fault> faults_;
};

}  // namespace

Evidence::Evidence(const topic::v1::Topic& topic, const std::vector<event::v1::Event>& events)
    : topic_(topic) {
  Add(events);
}

void Evidence::Add(const std::vector<event::v1::Event>& events) {
  for (const event::v1::Event& event : events) events_.emplace(event.event_id(), &event);
}

const event::v1::Event* Evidence::EventOf(const std::string& event_id) const {
  const auto event = events_.find(event_id);
  return event == events_.end() ? nullptr : event->second;
}

bool Evidence::TextOf(const event::v1::SourceSpan& span, std::string* text) const {
  const event::v1::Event* event = EventOf(span.event_id());
  if (event == nullptr || event->revision() != span.revision()) return false;
  if (span.field() != "title" && span.field() != "body") return false;
  const std::string& field = span.field() == "title" ? event->title() : event->body();
  if (span.start() < 0 || span.end() <= span.start() || span.end() > text::CodePointCount(field)) {
    return false;
  }
  *text = text::CollapseWhiteSpace(text::Slice(field, span.start(), span.end()));
  return true;
}

std::vector<Fault> CheckText(const digest::v1::InlineText& text, const Scope& scope,
                             const Evidence& evidence) {
  return TextCheck(text, scope, evidence).Check();
}

}  // namespace sennight::summarization
