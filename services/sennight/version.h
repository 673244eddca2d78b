// Which Sennight this is.
#pragma once

namespace sennight {

// Returns the version of the release, such as `0.1.0`.
const char* Version();

}  // namespace sennight
