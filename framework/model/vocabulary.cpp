#include "framework/model/vocabulary.hpp"

#include "framework/base/error.hpp"

#include <algorithm>

namespace muster {

namespace {

const AttributeEntry* find_in(
    const std::vector<AttributeEntry>& attributes, std::string_view name
) {
    const auto found = std::ranges::find(attributes, name, &AttributeEntry::name);
    return found == attributes.end() ? nullptr : &*found;
}

bool is_column(const AttributeEntry& attribute) {
    return std::ranges::all_of(attribute.parameters, &ParameterEntry::optional);
}

/// `name`, where the thing has no attribute of that name: what it is asked by.
const AttributeEntry& name_column(const ResourceEntry& thing) {
    static const AttributeEntry text{.name = "name", .type = Type::text, .meaning = "its name"};
    static const AttributeEntry number{
        .name = "name", .type = Type::number, .meaning = "its number"};
    const bool is_number = not thing.subject.empty() and thing.subject[0].type == Type::number;
    return is_number ? number : text;
}

}  // namespace

const ViewEntry* find_view(const ResourceEntry& resource, std::string_view name) {
    const auto found = std::ranges::find(resource.views, name, &ViewEntry::name);
    return found == resource.views.end() ? nullptr : &*found;
}

const AttributeEntry* find_attribute(
    const ResourceEntry& resource, std::string_view view, std::string_view name
) {
    if (view.empty())
        return find_in(resource.attributes, name);
    const auto* found = find_view(resource, view);
    if (found == nullptr)
        return nullptr;
    return find_in(found->attributes.empty() ? resource.attributes : found->attributes, name);
}

std::string_view description(InImage known) {
    switch (known) {
    case InImage::same: return "the same";
    case InImage::kept: return "the same where the image has it, else skipped";
    case InImage::configured: return "as configured";
    case InImage::not_running: return "skipped: nothing runs in an image";
    case InImage::no_network: return "skipped: an image has no network";
    case InImage::no_commands: return "skipped: Muster runs no code of an image";
    }
    return "";
}

std::vector<AttributeEntry> with_image_mark(
    std::vector<AttributeEntry> entries,
    InImage known,
    std::initializer_list<std::string_view> names
) {
    for (const auto name : names) {
        const auto found = std::ranges::find(entries, name, &AttributeEntry::name);
        MUSTER_ASSERT(found != entries.end());
        found->in_image = known;
    }
    return entries;
}

InImage known_in_image(const ResourceEntry& resource, const AttributeEntry& attribute) {
    return attribute.in_image.value_or(resource.in_image);
}

const AttributeEntry* find_column(const ResourceEntry& plural, std::string_view name) {
    MUSTER_ASSERT(plural.columns != nullptr);
    const auto* attribute = find_in(plural.columns->attributes, name);
    if (attribute != nullptr)
        return is_column(*attribute) ? attribute : nullptr;
    return name == "name" ? &name_column(*plural.columns) : nullptr;
}

std::vector<std::string> column_names(const ResourceEntry& plural) {
    MUSTER_ASSERT(plural.columns != nullptr);
    std::vector<std::string> names;
    if (find_in(plural.columns->attributes, "name") == nullptr)
        names.emplace_back("name");
    for (const auto& attribute : plural.columns->attributes)
        if (is_column(attribute))
            names.emplace_back(attribute.name);
    return names;
}

Value judged_value(const AttributeEntry& attribute, Value found) {
    const auto* nothing = found.as<Nothing>();
    const bool is_absent = nothing != nullptr and nothing->why == Nothing::Why::absent;
    if (not is_absent or not attribute.when_absent)
        return found;
    auto value = *attribute.when_absent;
    value.remark = std::move(found.remark);
    return value;
}

Lexicon::Lexicon(std::vector<const ResourceEntry*> entries) : entries_(std::move(entries)) {
    std::ranges::sort(entries_, {}, &ResourceEntry::name);
}

const ResourceEntry* Lexicon::find(std::string_view name) const {
    const auto found = std::ranges::lower_bound(entries_, name, {}, &ResourceEntry::name);
    return found == entries_.end() or (*found)->name != name ? nullptr : *found;
}

std::vector<std::string> Lexicon::names() const {
    std::vector<std::string> names;
    for (const auto* entry : entries_)
        names.emplace_back(entry->name);
    return names;
}

std::vector<std::string> words_of(const ResourceEntry& resource) {
    std::vector<std::string> words;
    for (const auto& attribute : resource.attributes)
        words.emplace_back(attribute.name);
    for (const auto& view : resource.views)
        words.emplace_back(view.name);
    for (const auto& qualifier : resource.qualifiers)
        words.emplace_back(qualifier.name);
    return words;
}

}  // namespace muster
