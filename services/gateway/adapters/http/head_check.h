// What a request's head has to be for everybody to read the same in it.
#pragma once

#include <string>
#include <string_view>

namespace sennight::gateway::http {

// Looks at a head as it comes, byte by byte. httplib forgives much, and a proxy before it other
// things: where they find different ends of one request, a client smuggles a second one in (RFC
// 9112 §11.2). So this is strict: lines end with CR LF, names of headers are tokens directly before
// their colon, no line goes on in the next, and there is one way at most to tell how long the body
// is. A POST has to tell.
class HeadCheck {
 public:
  // Takes the next byte, up to the empty line. Returns false as soon as something is wrong.
  bool Take(char c);

  // Whether the empty line has come.
  bool is_complete() const { return is_complete_; }

  // Whether the body comes in chunks.
  bool is_chunked() const { return encodings_ > 0; }

 private:
  bool EndLine();
  bool TakeRequestLine();
  bool TakeHeader();
  bool TellsOneLength() const;

  std::string line_;  // Without its end.
  bool has_cr_ = false;
  bool is_first_ = true;
  bool is_complete_ = false;
  bool is_post_ = false;
  bool is_old_ = false;  // HTTP/1.0 knows no chunks.
  int lengths_ = 0;      // Headers Content-Length.
  int encodings_ = 0;    // Headers Transfer-Encoding.
};

}  // namespace sennight::gateway::http
