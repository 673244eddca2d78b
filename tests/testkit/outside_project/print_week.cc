// Prints a week's digest as plain text: print_week ENDPOINT TOPIC LANGUAGE [TOKEN_FILE]
#include <iostream>

#include "sennight/client.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"

using sennight::gateway::v1::DigestService;

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const auto client =
      sennight::Client::Make({.endpoint = argv[1], .token_file = argc > 4 ? argv[4] : ""});
  if (!client.ok()) {
    std::cerr << client.status() << "\n";
    return 2;
  }
  sennight::gateway::v1::GetWeeklyDigestRequest request;  // The last complete week.
  request.set_topic(argv[2]);
  request.set_language(argv[3]);
  request.set_format(sennight::rendering::v1::FORMAT_TEXT);
  const auto answer = client->Call(&DigestService::Stub::GetWeeklyDigest, request);
  if (!answer.ok()) {
    std::cerr << answer.status() << " " << sennight::ReasonOf(answer.status()) << "\n";
    return 1;
  }
  std::cout << answer->rendition().content();
}
