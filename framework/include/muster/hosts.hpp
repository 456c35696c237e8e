#pragma once
#pragma GCC system_header
// The members of the inventory: named, gone through, and asked all at once. What is asked of them is a fact of a
// FLEET; the names alone may be read anywhere.

#include <muster/facts.hpp>
#include <muster/surroundings.hpp>

namespace muster::dsl {

/// Members, perhaps only those of whom something is true. Who they are may not be known while a body runs.
struct HostSet : Subject {
    explicit HostSet(Subject subject) : Subject(subject) {}

    List names{*this, "names"};
    Number count{*this, "count"};
    /// Of the members, from the inventory.
    List addresses(Word network) const { return {*this, "addresses", {network}}; }

    Flag every(Expectation holds) const { return {*this, "every", {of_each(holds)}}; }
    Flag some(Expectation holds) const { return {*this, "some", {of_each(holds)}}; }
    Flag none(Expectation holds) const { return {*this, "none", {of_each(holds)}}; }
    Flag exactly(Item n, Expectation holds) const {
        return {*this, "exactly", {n, of_each(holds)}};
    }
    Flag at_least(Item n, Expectation holds) const {
        return {*this, "at_least", {n, of_each(holds)}};
    }
    Flag at_most(Item n, Expectation holds) const {
        return {*this, "at_most", {n, of_each(holds)}};
    }
    /// Every member has a value, and all are equal.
    Flag agree_on(const Ticket& fact) const { return {*this, "agree_on", {of_each(fact)}}; }
    /// The values of all members, as a set.
    List list(const Ticket& fact) const { return {*this, "list", {of_each(fact)}}; }
    /// Values that two members share.
    List duplicates(const Ticket& fact) const { return {*this, "duplicates", {of_each(fact)}}; }

    /// Only the members for which it is true; chains.
    HostSet where(Expectation holds) const { return HostSet(narrowed("where", {of_each(holds)})); }
    HostSet where(const Ticket& fact, Matcher fits) const { return where(fact.fits(fits)); }

private:
    static Item of_each(Expectation holds);
    static Item of_each(const Ticket& fact);
};

/// The members with a role. A loop over a role without members is one errored row, as is a relation of theirs, unless
/// `or_none`; a role that the inventory does not know is a broken spec.
class Hosts : public HostSet {
public:
    Hosts(Subject subject, Here here) : HostSet(subject), here_(here) {}

    Hosts or_none() const { return {narrowed("or_none", {}), here_}; }
    Hosts except(Word name) const { return {narrowed("except", {name}), here_}; }
    /// The one member; ends the body with an errored row when there are none or several.
    Member only(Here here = Here::now()) const;

    class Iterator {
    public:
        Iterator(std::uint32_t list, std::uint32_t index) : list_(list), index_(index) {}
        Member operator*() const;
        Iterator& operator++() {
            ++index_;
            return *this;
        }
        bool operator!=(Iterator other) const { return index_ != other.index_; }

    private:
        std::uint32_t list_;
        std::uint32_t index_;
    };
    Iterator begin() const;
    Iterator end() const;

    Here here() const { return here_; }

private:
    Here here_;
};

/// All members.
Hosts hosts(Here here = Here::now());
/// Those with a role, or with any of several.
Hosts hosts(Word role, Here here = Here::now());
Hosts hosts(Word role, Word or_role, Here here = Here::now());
Hosts hosts(Word role, Word or_role, Word or_third_role, Here here = Here::now());

/// Where in the network something is looked at from: a member, or each member of a role.
class VantagePoint {
public:
    explicit VantagePoint(const Member& member);
    explicit VantagePoint(const Hosts& members);

protected:
    /// The same thing, seen from here.
    Subject seen(const Subject& thing) const;

private:
    std::uint32_t id_;
};

}  // namespace muster::dsl
