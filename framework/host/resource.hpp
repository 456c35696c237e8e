#pragma once

// A resource: its words as data, and how each of them is read. The tables of all resources are made by
// CMake from the folder of matchers.

#include "framework/host/host.hpp"
#include "framework/host/task.hpp"
#include "framework/model/fact.hpp"
#include "framework/model/vocabulary.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace muster {

/// Finds one fact out. Throws CannotTell or NotAsked; gives `absent` or `not_set` where there is no
/// value.
using Reader = Task<Value> (*)(Host& host, Fact fact);

/// The reader of an attribute; of a view's attribute with the view's name.
struct ReaderEntry {
    std::string_view attribute;
    Reader read;
    std::string_view view = {};
};

/// Finds all things that a plural is about, as they would be asked for one by one. The plural's own names and
/// qualifiers may narrow it. Throws CannotTell when it cannot be known whether these are all.
using Members = Task<std::vector<Subject>> (*)(Host& host, Subject plural);

/// What a folder of matchers hands over.
struct Resource {
    ResourceEntry entry;
    std::vector<ReaderEntry> readers;
    // of a plural: see plural.hpp
    const Resource* columns = nullptr;
    Members members = nullptr;
    /// Members may end while we look, as processes do: one that is absent by then is no row.
    bool members_end = false;
};

/// The reader of an attribute of a resource; throws Mistake when its table has an attribute that nobody reads.
Reader reader_of(const Resource& resource, std::string_view view, std::string_view attribute);

/// All resources a program knows, by name.
class Vocabulary {
public:
    explicit Vocabulary(std::vector<std::span<const Resource>> tables);

    /// nullptr when there is none of this name.
    const Resource* find(std::string_view name) const;
    const std::vector<const Resource*>& all() const { return resources_; }
    /// The words alone, for those who read nothing: front ends, schemas, manual pages.
    Lexicon lexicon() const;

    /// The reader of a fact; throws Mistake when a table has an attribute that nobody reads.
    Reader reader(const Fact& fact) const;

private:
    std::vector<const Resource*> resources_;  // sorted by name
};

}  // namespace muster
