#pragma once

// What an item is about, and what it expects: `{port: 443, on: 127.0.0.1, listening: true, process: nginx}`.

#include "framework/spec/collector.hpp"
#include "framework/spec/yaml/scope.hpp"

#include <functional>
#include <vector>

namespace muster {

/// An expectation of the collector, and the key that says it.
struct Said {
    std::uint32_t expectation;
    Location where;
};

/// Whether a key is one of ours, that no attribute or qualifier may be called: "because".
bool is_statement_key(std::string_view key);
/// What an item is about: its first key that is none of those which may stand in front of it, as `each` and `from` do.
const Yaml::Member& head_of(const Yaml::Mapping& item);
/// Whether an item with this head joins others: any_of, all_of, not.
bool joins_items(std::string_view key);

/// The facts of items, made in a collector.
class Things {
public:
    /// Both outlive this.
    Things(Collector& collector, const Scope& scope) : collector_(collector), scope_(scope) {}

    /// What an item expects, each subject and each attribute for itself. Its head is the resource; statement keys
    /// are left to others where `statements` may stand. Throws Broken for keys that mean nothing.
    enum class Statements { allowed, refused };
    std::vector<Said> expectations(const Yaml& item, Statements statements);

    /// All that an item expects, as one expectation.
    std::uint32_t whole(const Yaml& item);
    /// What stands behind any_of, all_of or not, as one expectation.
    std::uint32_t joined_items(const Yaml::Member& first);

    /// The one fact that `{file: /b, fact: ctime}` names; `otherwise` is the attribute where there is no `fact`.
    struct Chosen {
        std::string view;
        std::string attribute;
    };
    struct NamedFact {
        Collector::Named named;
        const AttributeEntry& attribute;
    };
    NamedFact fact(const Yaml& item, const Chosen& otherwise);

private:
    /// A subject before its attributes: one of the resource, perhaps narrowed, perhaps a view.
    struct Thing {
        const ResourceEntry& resource;
        std::uint32_t subject;
        std::string view = {};
    };
    /// An attribute and what it has been given so far.
    struct Asked {
        const Thing& thing;
        const AttributeEntry& attribute;
        std::vector<std::uint32_t> parameters = {};
        std::vector<Derivation> derivations = {};
    };

    const ResourceEntry& resource_of(const Yaml::Member& first) const;
    std::vector<Thing> subjects(const ResourceEntry& resource, const Yaml::Member& first);
    void add_subjects(const ResourceEntry& resource, const Yaml& node, std::vector<Thing>& things);
    std::vector<std::uint32_t> words_by_name(
        const ResourceEntry& resource, const Yaml& node, const Yaml::Mapping& given
    );
    Thing subject(const ResourceEntry& resource, const std::vector<std::uint32_t>& names);
    Thing subject_of_several(const ResourceEntry& resource, const Yaml& names);
    void look_from(const Yaml::Member& from, std::vector<Thing>& things);
    void narrow(Thing& thing, const QualifierEntry& qualifier, const Yaml::Member& member);
    std::uint32_t argument(const ParameterEntry& parameter, const Yaml& node);
    std::uint32_t asked_of_each(const ParameterEntry& parameter, const Yaml& node);
    Collector::Named named(const Asked& asked);

    void attributes_of_view(
        const Thing& thing, const Yaml::Member& member, std::vector<Said>& said
    );
    void named_view(
        const Thing& thing,
        const Yaml::Member& member,
        const std::vector<std::uint32_t>& names,
        const Yaml& node,
        std::vector<Said>& said
    );
    /// Takes parameters off nested maps, `{Restart: always}`, then judges what stands behind the last.
    void with_parameters(
        const Asked& asked, const Yaml& node, const Location& where, std::vector<Said>& said
    );
    /// The parameters of a relation: `[2, {service: nginx, running: true}]`, and what stands behind a list.
    void with_sequence(
        const Asked& asked, const Yaml& node, const Location& where, std::vector<Said>& said
    );
    std::uint32_t is_so(const Asked& asked);
    std::uint32_t judged(const Asked& asked, const Yaml& node);
    std::uint32_t plain(const Asked& asked, const Yaml& node);
    std::uint32_t by_key(const Asked& asked, const Yaml::Member& member);
    std::uint32_t derived(const Asked& asked, const std::string& word, const Yaml::Member& member);
    std::uint32_t by_word(const Asked& asked, const Yaml::Member& member);
    std::uint32_t compared(const Asked& asked, const std::string& relation, const Yaml& other);
    std::uint32_t joined(Expression::Form form, std::vector<std::uint32_t> parts);
    std::uint32_t single(const Yaml& item);
    bool is_fact(const Yaml& node) const;

    Collector& collector_;
    const Scope& scope_;
};

}  // namespace muster
