// The public face: <muster/surroundings.hpp>.
#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/spec/members.hpp"
#include "framework/spec/running.hpp"
#include <muster/surroundings.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace muster::dsl {

namespace {

Location at(Here here) {
    return {here.file, here.line, 0};
}

const muster::Target& member_at(std::uint32_t index) {
    return running_collector().surroundings().inventory->targets.at(index);
}

const muster::Target& this_target() {
    return running_collector().surroundings().target;
}

/// What the target, its platform or the inventory says.
Word word_of(const Json& told) {
    return Word::node(running_collector().add_node({told, true}));
}

Words words_of_texts(const std::vector<std::string>& texts, bool of_target) {
    Json::Array items(texts.begin(), texts.end());
    return Words(running_collector().add_node({Json(std::move(items)), of_target}));
}

Words roles_of(const muster::Target& target) {
    return words_of_texts(target.roles, true);
}

bool has_role(const muster::Target& target, Word role, Here here) {
    auto& collector = running_collector();
    collector.note_choice();
    const auto name = collector.text(role.id());
    require_known_role(collector.surroundings(), name, at(here));
    return std::ranges::count(target.roles, name) > 0;
}

Word address_of(const muster::Target& target, Word network, Here here) {
    const auto name = running_collector().text(network.id());
    const auto found = target.addresses.find(name);
    if (found == target.addresses.end())
        throw BodyEnds{
            fmt::format("{} has no address on the network {}", escaped(target.name), quoted(name)),
            at(here),
            false,
            ""};
    return word_of(found->second);
}

bool has_address(const muster::Target& target, Word network) {
    running_collector().note_choice();
    return target.addresses.contains(running_collector().text(network.id()));
}

Word variable_of(const muster::Target& target, Word variable, Here here) {
    auto& collector = running_collector();
    const auto name = collector.text(variable.id());
    const auto* found = target.variables.find(name);
    if (found == nullptr)
        throw missing_variable(target, name, at(here));
    return word_of(*found);
}

}  // namespace

Member::Member(std::uint32_t index)
    : name(word_of(member_at(index).name)), roles(roles_of(member_at(index))), index_(index) {}

bool Member::has_role(Word role, Here here) const {
    return dsl::has_role(member_at(index_), role, here);
}

Word Member::address(Word network, Here here) const {
    return address_of(member_at(index_), network, here);
}

bool Member::has_address(Word network) const {
    return dsl::has_address(member_at(index_), network);
}

Word Member::var(Word variable, Here here) const {
    return variable_of(member_at(index_), variable, here);
}

namespace {

const muster::Target& target_of_spec(Here here) {
    if (running_collector().surroundings().fleet)
        throw no_one_target(at(here));
    return this_target();
}

}  // namespace

Target::Target(Here here)
    : name(word_of(target_of_spec(here).name)),
      family(word_of(running_collector().surroundings().platform.family)),
      distribution(word_of(running_collector().surroundings().platform.distribution)),
      version(word_of(running_collector().surroundings().platform.version)),
      codename(word_of(running_collector().surroundings().platform.codename)),
      arch(word_of(running_collector().surroundings().platform.arch)),
      kernel(word_of(running_collector().surroundings().platform.kernel)),
      virtualization(word_of(running_collector().surroundings().platform.virtualization)),
      init(word_of(running_collector().surroundings().platform.init)),
      roles(roles_of(this_target())) {}

bool Target::has_role(Word role, Here here) const {
    return dsl::has_role(this_target(), role, here);
}

Word Target::address() const {
    const auto& addresses = this_target().addresses;
    const auto found = addresses.find("");
    return word_of(found == addresses.end() ? this_target().name : found->second);
}

Word Target::address(Word network, Here here) const {
    return address_of(this_target(), network, here);
}

bool Target::has_address(Word network) const {
    return dsl::has_address(this_target(), network);
}

Word Target::var(Word variable, Here here) const {
    return variable_of(this_target(), variable, here);
}

Target target(Here here) {
    return Target(here);
}

Word var(Word name, Here here) {
    return variable_of(this_target(), name, here);
}

Word var(Word name, Item otherwise) {
    const auto* found = this_target().variables.find(running_collector().text(name.id()));
    if (found != nullptr)
        return word_of(*found);
    const auto name_text = running_collector().text(name.id());
    if (this_target().untold.contains(name_text))
        throw missing_variable(this_target(), name_text, {});
    return Word::node(otherwise.id);
}

Secret secret(Word name) {
    auto& collector = running_collector();
    return Secret(collector.add_node({WrittenSecret{collector.text(name.id())}}));
}

Words from_file(Word path, Here here) {
    auto name = running_collector().text(path.id());
    const std::string spec = here.file;
    const auto slash = spec.rfind('/');
    if (not name.starts_with('/') and slash != std::string::npos)
        name = spec.substr(0, slash + 1) + name;
    const auto content = read_file(name);
    if (not content)
        throw BodyEnds{fmt::format("there is no file {}", quoted(name)), at(here), true, ""};
    std::vector<std::string> items;
    for (const auto line : lines_of(*content))
        if (const auto item = trimmed(line); not item.empty() and not item.starts_with('#'))
            items.emplace_back(item);
    return words_of_texts(items, false);
}

}  // namespace muster::dsl
