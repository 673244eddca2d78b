#include "services/sennight/commands/commands.h"

namespace sennight::commands {

std::vector<cli::Command> All() {
  return {Demo(),      Serve(),   Import(), Compose(),    Explain(),    Verify(),
          Render(),    Events(),  Event(),  Revise(),     Retract(),    Search(),
          Subscribe(), Topics(),  Eval(),   StoreCheck(), StoreErase(), StoreErasures(),
          Backup(),    Restore(), Health(), Version()};
}

}  // namespace sennight::commands
