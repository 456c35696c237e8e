#pragma once

// The tables that manual pages, `muster resources`, completion, schemas and "did you mean" are made
// from: what a resource is called, what it can be asked and what each answer means.

#include "framework/model/fact.hpp"
#include "framework/model/value.hpp"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct Subject;

/// Something that a subject, a qualifier or an attribute is given.
struct ParameterEntry {
    std::string_view name;
    Type type = Type::text;
    std::string_view meaning = {};
    bool optional = false;
    bool repeated = false;   ///< the last of a subject's: it may stand there several times
    bool matcher = false;    ///< takes a matcher; a plain value there means equal
    bool regex = false;      ///< a regular expression: one that is none is a broken spec
    bool column = false;     ///< names a column of a plural
    bool of_column = false;  ///< read by the type of the column that is named before it
    /// Asked of each member of a fleet.
    enum class OfEach { nothing, expectation, fact };
    OfEach of_each = OfEach::nothing;
    std::string_view unit = {};  ///< of a number: "seconds"
};

/// What the items of a List are.
struct ItemEntry {
    Type type = Type::text;
    TermKind term = TermKind::address;
    bool ordered = false;    ///< a *seq*: order and duplicates count
    bool of_column = false;  ///< values of the column that the first parameter names
    bool of_fact = false;    ///< values of the fact that the first parameter is
};

/// What an image, a system that does not run, lets us know.
enum class InImage {
    same,         ///< what its files say, as of a running system
    kept,         ///< the same where this kind of image has it at all; else nothing
    configured,   ///< what the next boot would bring
    not_running,  ///< nothing, as nothing runs
    no_network,   ///< nothing, as it has no network
    no_commands,  ///< nothing, as none of its programs is run
};
/// "the same", "as configured", "skipped: nothing runs in an image".
std::string_view description(InImage known);

struct AttributeEntry {
    std::string_view name;
    Type type = Type::text;
    std::string_view meaning;
    /// †: judged with this when the thing is absent; otherwise every matcher then fails.
    std::optional<Value> when_absent = {};
    std::string_view unit = {};  ///< "bytes", "seconds", "percent", "days"
    std::vector<ParameterEntry> parameters = {};
    ItemEntry item = {};
    TermKind term = TermKind::address;  ///< of a Type::term
    bool needs_root = false;
    std::optional<InImage> in_image = {};  ///< nothing: as of the resource
};

struct QualifierEntry {
    std::string_view name;
    std::vector<ParameterEntry> parameters;
    std::string_view meaning;
    bool secret = false;  ///< its last argument is a password or the like: never shown
    bool may_be_secret =
        false;  ///< its last argument may be a secret of the inventory, and is not shown then
};

/// A part of the thing: `port(53).udp`, `file(p).link`. Without attributes of its own it has the
/// resource's.
struct ViewEntry {
    std::string_view name;
    std::string_view meaning;
    std::vector<AttributeEntry> attributes = {};
    std::vector<ParameterEntry> parameters = {};  ///< by which of several it is: `backend("app")`
};

struct ResourceEntry {
    std::string_view name;
    std::string_view summary;
    InImage in_image = InImage::same;             ///< of attributes that do not say it themselves
    std::string_view absence = "does not exist";  ///< `package "nginx" is not installed`
    std::vector<ParameterEntry> subject = {};     ///< none: a resource without a name
    std::vector<QualifierEntry> qualifiers = {};
    std::vector<ViewEntry> views = {};
    std::vector<AttributeEntry> attributes = {};
    std::string_view example = {};  ///< C++, one expectation a line
    std::string_view yaml_example = {};
    std::string_view details = {};  ///< how it is asked, limits, platforms
    bool acts = false;              ///< runs what the author wrote: waits for its guards
    /// Of a resource that acts: whether asking this fact does; nothing: each of them.
    bool (*does_act)(const Fact& fact) = nullptr;
    /// Looks at a network, or at nothing: a FLEET asks it from the controller, or from(…) a member.
    bool from_anywhere = false;
    /// About the members of the inventory: judged for a FLEET, and nothing that one target could be asked.
    bool of_fleet = false;
    /// Of a plural: what one of its things is, whose attributes are the columns.
    const ResourceEntry* columns = nullptr;
    /// Why a subject has no meaning on any target ("a path begins with /"), or nothing.
    std::string (*broken_subject)(const Subject& subject) = nullptr;
};

/// A view of a resource; nullptr when there is none.
const ViewEntry* find_view(const ResourceEntry& resource, std::string_view name);

/// The attribute of a resource, or of one of its views; nullptr when there is none.
const AttributeEntry* find_attribute(
    const ResourceEntry& resource, std::string_view view, std::string_view name
);

/// The entries, of which an image lets us know so much of those with these names.
std::vector<AttributeEntry> with_image_mark(
    std::vector<AttributeEntry> entries,
    InImage known,
    std::initializer_list<std::string_view> names
);

/// What an image lets us know of an attribute of a resource, or of one of its views.
InImage known_in_image(const ResourceEntry& resource, const AttributeEntry& attribute);

/// A column of a plural: an attribute of its things that takes no parameters, or `name`, by which a thing
/// is asked; nullptr when there is none.
const AttributeEntry* find_column(const ResourceEntry& plural, std::string_view name);
std::vector<std::string> column_names(const ResourceEntry& plural);

/// What an attribute of a thing is judged by: of an absent thing its `when_absent`, where it has one.
Value judged_value(const AttributeEntry& attribute, Value found);

/// The entries of all resources that a program knows, by name.
class Lexicon {
public:
    explicit Lexicon(std::vector<const ResourceEntry*> entries);

    /// nullptr when there is none of this name.
    const ResourceEntry* find(std::string_view name) const;
    std::vector<std::string> names() const;
    const std::vector<const ResourceEntry*>& all() const { return entries_; }

private:
    std::vector<const ResourceEntry*> entries_;  // sorted by name
};

/// All words after the resource's name, for "did you mean": attributes, views, qualifiers.
std::vector<std::string> words_of(const ResourceEntry& resource);

}  // namespace muster
