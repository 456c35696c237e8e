#pragma once
#pragma GCC system_header
// Plurals as a spec names them: `users().where("uid", 0).names`. A column is an attribute of the singular, or
// `name`; a value stands for "equal".

#include <muster/facts.hpp>

namespace muster::dsl {

/// What every plural has; `Self` is the plural itself, so that `where` may be followed by its own words.
template<class Self>
struct Plural : Subject {
    explicit Plural(Subject subject) : Subject(subject) {}

    List names{*this, "names"};
    Number count{*this, "count"};
    List list(Word column) const { return {*this, "list", {column}}; }
    List duplicates(Word column) const { return {*this, "duplicates", {column}}; }
    Flag every(Word column, Item fits) const { return {*this, "every", {column, fits}}; }
    Flag some(Word column, Item fits) const { return {*this, "some", {column, fits}}; }
    Flag none(Word column, Item fits) const { return {*this, "none", {column, fits}}; }
    Flag exactly(Item n, Word column, Item fits) const {
        return {*this, "exactly", {n, column, fits}};
    }
    Flag at_least(Item n, Word column, Item fits) const {
        return {*this, "at_least", {n, column, fits}};
    }
    Flag at_most(Item n, Word column, Item fits) const {
        return {*this, "at_most", {n, column, fits}};
    }

    /// Only the rows whose column fits; chains.
    Self where(Word column, Item fits) const { return Self(narrowed("where", {column, fits})); }
};

}  // namespace muster::dsl
