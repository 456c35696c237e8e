#pragma once

#include "framework/protocol/wire_reader.hpp"

#include <string>

namespace muster {

/// The presentation form of a record's data, as in DnsRecord; of a type without a name here as in RFC 3597. The
/// caller looks whether the data was sound and all of it was read.
std::string dns_data_text(const std::string& type, WireReader& data);

}  // namespace muster
