#include "framework/spec/yaml/specs.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/spec/yaml/body.hpp"
#include "framework/spec/yaml/keys.hpp"
#include "framework/spec/yaml/things.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace muster {

namespace {

constexpr std::size_t most_bytes = 16UL << 20;
constexpr std::size_t most_files = 1000;

/// What the bodies of a file share.
struct File {
    std::vector<Yaml> documents;
    Included included;
};

std::string content_of(const std::string& path, const Location& from) {
    const auto content = read_file(path, most_bytes);
    if (not content)
        throw Broken(fmt::format("there is no file \"{}\"", path), from);
    return *content;
}

/// Nothing of ours has a tag: `!vault` would be read as the text behind it.
void refuse_tags(const Yaml& node) {
    if (not node.tag.empty())
        throw Broken(fmt::format("the tag {} is not read", node.tag), node.where);
    if (const auto* sequence = node.as<Yaml::Sequence>())
        std::ranges::for_each(*sequence, refuse_tags);
    if (const auto* mapping = node.as<Yaml::Mapping>())
        for (const auto& member : *mapping)
            refuse_tags(member.value);
}

/// The documents of a file but empty ones.
std::vector<Yaml> documents_of(const std::string& text, const std::string& path) {
    auto documents = parse_yaml(text, path);
    std::erase_if(documents, [](const Yaml& one) { return one.as<std::monostate>() != nullptr; });
    std::ranges::for_each(documents, refuse_tags);
    return documents;
}

/// Every file that is named by an `include:` below a node. One that includes itself, through others too, is refused.
class IncludeReader {
public:
    explicit IncludeReader(Included& files) : files_(files) {}

    void read_below(const Yaml& node) {
        if (const auto* sequence = node.as<Yaml::Sequence>())
            for (const auto& item : *sequence)
                read_below(item);
        const auto* mapping = node.as<Yaml::Mapping>();
        if (mapping == nullptr)
            return;
        if (not mapping->empty() and head_of(*mapping).key == "include")
            for (const auto& one : one_or_more(head_of(*mapping).value))
                read(one);
        else if (const auto* expect = find_member(*mapping, "expect"))
            read_below(expect->value);
    }

private:
    void read(const Yaml& include) {
        const auto path = included_path(include);
        if (std::ranges::find(on_the_way_, path) != on_the_way_.end())
            throw Broken(fmt::format("\"{}\" includes itself", path), include.where);
        if (files_.contains(path))
            return;
        if (files_.size() >= most_files)
            throw Broken(fmt::format("more than {} included files", most_files), include.where);
        auto documents = documents_of(content_of(path, include.where), path);
        on_the_way_.push_back(path);
        for (const auto& document : documents)
            read_below(*items_of(document).items);
        on_the_way_.pop_back();
        files_.emplace(path, std::move(documents));
    }

    Included& files_;
    std::vector<std::string> on_the_way_;
};

bool is_spec(const Yaml& document) {
    const auto* mapping = document.as<Yaml::Mapping>();
    if (mapping == nullptr)
        return false;
    const auto* spec = find_member(*mapping, "spec");
    return (spec != nullptr and spec->value.as<Yaml::Scalar>() != nullptr)
           or find_member(*mapping, "fleet") != nullptr;
}

/// Whether a line could begin the head of one.
bool may_be_spec(std::string_view text) {
    return std::ranges::any_of(lines_of(text), [](std::string_view line) {
        return line.starts_with("spec:") or line.starts_with("fleet:");
    });
}

void read_head(const Yaml::Member& member, Spec& described) {
    const auto& [key, value, where] = member;
    if (key == "spec" or key == "fleet") {
        described.kind = key == "spec" ? Spec::Kind::spec : Spec::Kind::fleet;
        described.title = scalar_of(value, key);
        described.where = where;
    } else if (key == "roles") {
        described.roles = scalars_of(value, key);
    } else if (key == "tags") {
        described.tags = scalars_of(value, key);
    } else if (key == "owner") {
        described.owner = scalar_of(value, key);
    } else if (key == "runbook") {
        described.runbook = scalar_of(value, key);
    } else if (std::ranges::find(head_keys, key) == head_keys.end()) {
        refuse_key(member, "a spec", std::vector<std::string>(head_keys.begin(), head_keys.end()));
    }
}

void say(const Yaml& document, const Included& included, Collector& collector) {
    const auto& members = *document.as<Yaml::Mapping>();
    Scope scope(collector.surroundings());
    if (const auto* vars = find_member(members, "vars"))
        add_defaults(vars->value, scope);
    Telling telling{included, collector};
    if (enter(members, scope, collector))
        say_items(find_member(members, "expect")->value, scope, telling);
}

SpecEntry entry_of(const std::shared_ptr<const File>& file, const Yaml& document) {
    const auto& members = mapping_of(document, "a spec");
    Spec described;
    for (const auto& member : members)
        read_head(member, described);
    if (find_member(members, "spec") != nullptr and find_member(members, "fleet") != nullptr)
        throw Broken("a document is a spec or a fleet, not both", document.where);
    const auto* expect = find_member(members, "expect");
    if (expect == nullptr)
        throw Broken(
            fmt::format("the spec \"{}\" expects nothing", described.title),
            described.where,
            "expect: [items]"
        );
    (void)sequence_of(expect->value, "expect");  // for its error alone
    return {std::move(described), [file, &document](Collector& collector) {
                say(document, file->included, collector);
            }};
}

}  // namespace

std::vector<SpecEntry> read_yaml_specs(const std::string& text, const std::string& path) {
    auto file = std::make_shared<File>();
    file->documents = documents_of(text, path);
    IncludeReader includes(file->included);
    std::vector<SpecEntry> entries;
    for (const auto& document : file->documents) {
        if (not is_spec(document))
            throw Broken(
                "this document is no spec: it has no \"spec:\"",
                document.where,
                "spec: a title, then expect: [items]"
            );
        includes.read_below(document);
        entries.push_back(entry_of(file, document));
    }
    if (entries.empty())
        throw Broken(
            "there is no spec in this file", {path, 1, 1}, "spec: a title, then expect: [items]"
        );
    return entries;
}

std::vector<SpecEntry> read_yaml_specs(const std::string& path) {
    return read_yaml_specs(content_of(path, {path, 0, 0}), path);
}

bool has_yaml_specs(const std::string& path) {
    const auto text = content_of(path, {path, 0, 0});
    return may_be_spec(text) and std::ranges::any_of(parse_yaml(text, path), is_spec);
}

}  // namespace muster
