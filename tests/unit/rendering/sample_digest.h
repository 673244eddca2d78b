// Digests for the tests of rendering.
#pragma once

#include <string>

#include "sennight/digest/v1/digest.pb.h"
#include "sennight/rendering/v1/rendering_service.pb.h"

namespace sennight::rendering {

// Returns the sample digest in Chinese or in English: `tests/golden/rendering/sample.<language>
// .textproto`. It has every part that a digest can have.
digest::v1::Digest SampleDigest(const std::string& language);

// Returns the folder of the fonts that the build has made.
std::string FontFolder();

// Returns options that say everything a digest does not.
v1::RenderOptions SampleOptions();

// Returns the smallest digest that is valid: a window and a language, nothing to tell.
digest::v1::Digest EmptyDigest(const std::string& language = "zh-CN");

// Returns a digest of `sections` sections of one story each, all texts being `text`, each story
// with a source of its own.
digest::v1::Digest DigestOf(int sections, const std::string& text);

// Returns a digest that has `text` in every field that can hold a text.
digest::v1::Digest DigestFullOf(const std::string& text, const std::string& language = "zh-CN");

// Makes `inline_text` hold `text`.
void SetText(const std::string& text, digest::v1::InlineText* inline_text);

}  // namespace sennight::rendering
