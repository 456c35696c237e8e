#pragma once

#include "framework/model/vocabulary.hpp"

namespace muster {

/// The members of the inventory, asked all at once: what a FLEET relates. It stands here and not with the resources, as
/// nobody reads it from a host: the collector knows whom it names, and a run judges it by what each member answered.
const ResourceEntry& hosts_entry();

}  // namespace muster
