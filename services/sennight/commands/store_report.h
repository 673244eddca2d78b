// What was found out about a store, for people and for machines.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <string>

#include "services/event_store/operations.h"

namespace sennight::commands {

std::string TextOf(const event_store::StoreReport& report);
google::protobuf::Struct JsonOf(const event_store::StoreReport& report);

std::string TextOf(const event_store::BackupReport& report);
google::protobuf::Struct JsonOf(const event_store::BackupReport& report);

std::string TextOf(const event_store::DrillReport& report);
google::protobuf::Struct JsonOf(const event_store::DrillReport& report);

}  // namespace sennight::commands
