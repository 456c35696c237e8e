#include "framework/author/schema/spec_schema.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/commands.hpp"
#include "framework/fleet/inventory/schema.hpp"
#include "framework/fleet/watch/watch_schema.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

Json schema_of(const std::string& what) {
    if (what == "specs")
        return spec_schema(Vocabulary(resource_table()).lexicon());
    if (what == "inventory")
        return inventory_schema();
    if (what == "watch")
        return watch_schema();
    const std::vector<std::string> known = {"specs", "inventory", "watch"};
    throw Broken(
        fmt::format("there is no schema of \"{}\"{}", what, did_you_mean(what, known)),
        {},
        "it is specs, inventory or watch"
    );
}

}  // namespace

int command_schema(const Invocation& invocation) {
    const auto& operands = invocation.arguments.operands;
    invocation.out << to_text(schema_of(operands.empty() ? "specs" : operands.front()), 1) << "\n";
    return 0;
}

}  // namespace muster
