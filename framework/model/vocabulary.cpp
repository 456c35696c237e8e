#include "framework/model/vocabulary.hpp"

#include <algorithm>

namespace muster {

namespace {

const AttributeEntry* find_in(
    const std::vector<AttributeEntry>& attributes, std::string_view name
) {
    const auto found = std::ranges::find(attributes, name, &AttributeEntry::name);
    return found == attributes.end() ? nullptr : &*found;
}

}  // namespace

const AttributeEntry* find_attribute(
    const ResourceEntry& resource, std::string_view view, std::string_view name
) {
    if (view.empty())
        return find_in(resource.attributes, name);
    const auto found = std::ranges::find(resource.views, view, &ViewEntry::name);
    if (found == resource.views.end())
        return nullptr;
    return find_in(found->attributes.empty() ? resource.attributes : found->attributes, name);
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
