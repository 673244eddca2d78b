#include "services/sennight/version.h"

namespace sennight {

const char* Version() { return SENNIGHT_VERSION; }

}  // namespace sennight
