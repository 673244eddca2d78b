// Scorers of what the engine answers, for the fixtures beside them. tests/eval/measure uses those
// of the data it is given.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sennight::eval {

// Words in lower case; each Han character is one.
std::vector<std::string> WordsOf(std::string_view utf8);

// The part of the reference's runs of `length` words that the first `limit` words of the candidate
// have, from 0 to 1; each as often as both have it.
double Recall(std::string_view candidate, std::string_view reference, int length, int limit);

// Which cluster each item is in.
using Clusters = std::map<std::string, std::string>;

// B-cubed F of a clustering against the right one of the same items.
double BCubedF(const Clusters& right, const Clusters& found);

// F of the pairs that are together.
double PairF(const Clusters& right, const Clusters& found);

// The mean of how many of the true ones are passed and how many of the others are stopped.
double BalancedAccuracy(const std::vector<bool>& right, const std::vector<bool>& found);

}  // namespace sennight::eval
