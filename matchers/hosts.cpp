// The members of the inventory, asked all at once. Nothing here is asked of one target: framework/run/relations judges
// what each member answered.

#include "framework/host/resource.hpp"
#include "framework/model/hosts_entry.hpp"

namespace muster {

std::span<const Resource> hosts_resources() {
    static const Resource resource = {.entry = hosts_entry(), .readers = {}};
    return {&resource, 1};
}

}  // namespace muster
