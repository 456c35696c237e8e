#pragma once

// What `{{ … }}` means in a YAML spec: a name that is known before anything is asked. No language: no filters, no
// arithmetic, no calls.
//
//     {{ port }}                 of `each`; else a variable of the target; else of the document's `vars`
//     {{ var.port }}             a variable, whatever `each` calls so
//     {{ target.address.lan }}   name, roles, address, address.NETWORK, var.NAME, family, distribution, version,
//                                codename, arch, kernel, virtualization, init
//     {{ sites.0.name }}         an item of a list, a member of a map
//     {{ "{{" }}                 the text itself

#include "framework/base/yaml/yaml.hpp"
#include "framework/model/target.hpp"
#include "framework/spec/written.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

class Scope {
public:
    /// Of a document. The surroundings outlive the scope.
    explicit Scope(const Surroundings& surroundings);
    /// Within another one, which outlives it.
    explicit Scope(const Scope* outer);

    /// A name of `vars`, which variables of the target and `vars` further out hide.
    void add_default(const std::string& name, Written value);
    /// A name of `each`, which hides all others.
    void add(const std::string& name, Written value);

    /// A scalar with everything filled in. One that is nothing but `{{ … }}` keeps the kind of what it names. Throws
    /// Broken for what is no name, BodyEnds for a variable or an address that the target has not.
    Written fill(const Yaml& scalar) const;
    /// The same as a text, in a place where nothing else has a meaning.
    std::string text(const Yaml& scalar) const;
    /// Lists and maps with every scalar in them filled in.
    Written tree(const Yaml& node) const;

    /// What a dotted name stands for.
    Written value_of(std::string_view path, const Location& where) const;

    /// What a loop calls so; nullptr: none does.
    const Written* find_name(std::string_view name) const;

    const Surroundings& surroundings() const { return surroundings_; }

private:
    struct Named {
        std::string name;
        Written value;
    };
    Written expression(std::string_view inside, const Location& where) const;
    Written variable(const std::string& name, const Location& where) const;

    const Written* find_default(std::string_view name) const;

    const Surroundings& surroundings_;
    const Scope* outer_ = nullptr;
    std::shared_ptr<const Json> target_;
    std::vector<Named> defaults_;
    std::vector<Named> names_;
};

/// A member of the inventory, or the target, as templates see it: {name, roles, address, var}.
Json as_seen(const Target& target);

}  // namespace muster
