#include "framework/host/resource.hpp"

#include "framework/base/error.hpp"

#include <algorithm>

namespace muster {

Vocabulary::Vocabulary(std::vector<std::span<const Resource>> tables) {
    for (const auto& table : tables)
        for (const auto& resource : table)
            resources_.push_back(&resource);
    std::ranges::sort(resources_, {}, [](const Resource* resource) {
        return resource->entry.name;
    });
}

const Resource* Vocabulary::find(std::string_view name) const {
    const auto by_name = [](const Resource* resource) { return resource->entry.name; };
    const auto found = std::ranges::lower_bound(resources_, name, {}, by_name);
    return found == resources_.end() or (*found)->entry.name != name ? nullptr : *found;
}

Lexicon Vocabulary::lexicon() const {
    std::vector<const ResourceEntry*> entries;
    for (const auto* resource : resources_)
        entries.push_back(&resource->entry);
    return Lexicon(std::move(entries));
}

Reader reader_of(const Resource& resource, std::string_view view, std::string_view attribute) {
    const auto with_view = [&](std::string_view wanted) {
        return std::ranges::find_if(resource.readers, [&](const ReaderEntry& entry) {
            return entry.attribute == attribute and entry.view == wanted;
        });
    };
    auto found = with_view(view);
    if (found == resource.readers.end())
        found = with_view(""
        );  // a view without attributes of its own is read by the resource's readers
    MUSTER_ASSERT(found != resource.readers.end());
    return found->read;
}

Reader Vocabulary::reader(const Fact& fact) const {
    const auto* resource = find(fact.subject.resource);
    MUSTER_ASSERT(resource != nullptr);
    return reader_of(*resource, fact.subject.view, fact.attribute);
}

}  // namespace muster
