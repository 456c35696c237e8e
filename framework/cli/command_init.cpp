#include "framework/author/init/project_files.hpp"
#include "framework/author/schema/spec_schema.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/learn_target.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/fleet/inventory/schema.hpp"
#include "framework/run/toolchain.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

#include <cctype>
#include <filesystem>

namespace muster {

namespace {

namespace fs = std::filesystem;

/// Writes files of a new folder of specs and says of each what became of it; what is there is kept.
class Desk {
public:
    explicit Desk(std::ostream& out) : out_(out) {}

    void put(const ProjectFile& file) {
        if (fs::exists(file.path)) {
            out_ << fmt::format("kept   {}\n", file.path);
            return;
        }
        const auto folder = fs::path(file.path).parent_path();
        if (not folder.empty())
            fs::create_directories(folder);
        write_file(file.path, file.content);
        out_ << fmt::format("wrote  {}\n", file.path);
    }

private:
    std::ostream& out_;
};

CheckoutSigns checkout_signs() {
    return {
        fs::is_directory(".github"),
        fs::exists(".gitlab-ci.yml"),
        read_file(".git/config").value_or("")};
}

/// A file's name for a target: "web-03", "10.0.0.1".
std::string file_name(const std::string& target) {
    std::string name;
    for (const char letter : target) {
        const bool is_good = std::isalnum(static_cast<unsigned char>(letter)) != 0 or letter == '-'
                             or letter == '.' or letter == '_';
        name += is_good ? letter : '-';
    }
    return name.empty() or name.starts_with('.') ? "host" : name;
}

/// What listens and what starts at boot: what anybody would ask first of a host.
ProjectFile first_spec(
    const Target& target, const Vocabulary& vocabulary, const Invocation& invocation
) {
    const LearnWish wish{{"machine", "port", "service"}};
    const auto learnt = learn_target(target, wish, vocabulary, invocation);
    const WrittenSpec spec{
        fmt::format(
            "yaml-language-server: $schema=../muster.schema.json\n"
            "A first spec of {}: what is so now. muster learn writes more of it; muster resources "
            "tells what can be asked.",
            target.name
        ),
        target.name,
        learnt.parts};
    return {
        fmt::format("specs/{}.yaml", file_name(target.name)),
        to_text(spec, SpecLanguage::yaml, vocabulary.lexicon())};
}

/// Only where specs in C++ can be compiled.
std::vector<ProjectFile> flags_for_editors() {
    try {
        return {compile_flags_file(find_toolchain().compile_flags)};
    } catch (const Broken&) {
        return {};
    }
}

/// The inventory that runs are to have: what is given or found, else one of this target alone, written now.
void put_inventory(
    const Target& target, const std::string& named, const Arguments& arguments, Desk& desk
) {
    const auto given = arguments.all("--inventory");
    const auto found =
        known_inventory(read_file("ansible.cfg").value_or(""), [](const std::string& path) {
            return fs::exists(path);
        });
    if (not given.empty() or not found.empty()) {
        desk.put(defaults_file(given.empty() ? std::vector{found} : given, named));
        return;
    }
    const auto title = fs::current_path().filename().string();
    desk.put(inventory_file(title.empty() ? "all" : title, target.name, target.url));
    desk.put({"inventory.schema.json", to_text(inventory_schema(), 1) + "\n"});
    desk.put(defaults_file({"inventory.yaml"}, ""));
}

}  // namespace

int command_init(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const Vocabulary vocabulary(resource_table());
    const auto named = arguments.operands.empty() ? std::string("local") : arguments.operands[0];
    const auto target = KnownTargets(arguments).named(named);
    Desk desk(invocation.out);
    if (fs::is_directory("specs"))
        invocation.out << "kept   specs/\n";
    else
        desk.put(first_spec(target, vocabulary, invocation));
    desk.put({"muster.schema.json", to_text(spec_schema(vocabulary.lexicon()), 1) + "\n"});
    put_inventory(target, named, arguments, desk);
    for (const auto& file : flags_for_editors())
        desk.put(file);
    const auto ci = ci_files(recognised_ci(checkout_signs()));
    for (const auto& file : ci)
        desk.put(file);
    if (ci.empty())
        invocation.out
            << "no CI was recognised here: muster run specs/ -r junit=muster.xml suits any\n";
    invocation.out << "next:  muster run\n";
    return 0;
}

}  // namespace muster
