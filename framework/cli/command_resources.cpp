#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/vocabulary_text.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

namespace muster {

int command_resources(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const auto form = arguments.one_of("--format", {"text", "json", "markdown"});
    const auto lexicon = Vocabulary(resource_table()).lexicon();
    if (arguments.operands.empty()) {
        Json::Array all;
        for (const auto* entry : lexicon.all())
            all.push_back(resource_json(*entry));
        invocation.out
            << (form == "json" ? to_text(Json(std::move(all)), 2) + "\n" : resources_text(lexicon));
        return 0;
    }
    const auto& name = arguments.operands.front();
    const auto* entry = lexicon.find(name);
    if (entry == nullptr)
        throw Broken(
            fmt::format("no resource \"{}\"{}", name, did_you_mean(name, lexicon.names())),
            {},
            "muster resources"
        );
    if (form == "json")
        invocation.out << to_text(resource_json(*entry), 2) << "\n";
    else
        invocation.out << (form == "markdown" ? resource_markdown(*entry) : resource_text(*entry));
    return 0;
}

}  // namespace muster
