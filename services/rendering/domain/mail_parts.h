// The pieces that a message of e-mail is made of (RFC 5322, 2045, 2047), each with the same bytes
// for the same content.
#pragma once

#include <string>
#include <string_view>

namespace sennight::rendering {

// Appends `bytes` as base64 in lines of 76 characters that end with CR LF.
void AppendBase64Lines(std::string_view bytes, std::string* out);

// Returns a text for a header: as it is if it is short ASCII, else in encoded words of whole
// characters, one on each line. Line ends and control characters become spaces.
std::string HeaderText(std::string_view text);

// Returns the same for the name before an address: only letters, digits and spaces stand in it as
// they are.
std::string HeaderName(std::string_view text);

}  // namespace sennight::rendering
