#pragma once

#include "framework/model/matcher.hpp"
#include "framework/model/value.hpp"

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace muster {

struct Expression;

/// What is asked of each member of a fleet: an expectation, or a fact alone (Expression::Form::fact).
class OfEach {
public:
    explicit OfEach(Expression expression);
    const Expression& expression() const { return *expression_; }

private:
    std::shared_ptr<const Expression> expression_;  // never null; shared since nobody changes it
};

/// What a subject, a qualifier or an attribute is given: a value, a matcher
/// (`process("ruby").titled(starts_with("unicorn"))`), or what is asked of each member of a fleet.
struct Argument : std::variant<Value, Matcher, OfEach> {
    Argument();
    // NOLINTBEGIN(google-explicit-constructor): it is one of these
    Argument(Value value);
    Argument(Matcher matcher);
    Argument(OfEach asked);
    template<std::convertible_to<Value> T>
    Argument(T value) : Argument(Value(std::move(value))) {}
    // NOLINTEND(google-explicit-constructor)
    // Compiled once, as a Value is.
    Argument(const Argument& other);
    Argument(Argument&& other) noexcept;
    Argument& operator=(const Argument& other);
    Argument& operator=(Argument&& other) noexcept;
    ~Argument();
};

/// Narrows a subject: `port(80).on("127.0.0.1")`.
struct Qualifier {
    std::string name;
    std::vector<Argument> arguments;
    bool is_secret = false;  ///< its last argument is never shown
    /// The secret that its last argument is, by name: a run puts it in just before it asks.
    std::string secret = {};
};

/// A thing on a host: `package("nginx")`, `port(53).udp`, `listening_ports()`.
struct Subject {
    std::string resource;
    std::vector<Value> names;  ///< none for a resource without a name
    std::vector<Qualifier> qualifiers = {};
    std::string view = {};               ///< "udp", "link"; empty: the thing itself
    std::vector<Value> view_names = {};  ///< of a view that has several: `backend("app")`
    /// The member of a fleet that looks at it, `from(app)`; empty: the target, of a FLEET the controller.
    std::string from = {};

    /// The first name as text; empty when the resource has none.
    std::string name() const;
    const Qualifier* qualifier(std::string_view name) const;
    /// The first argument of a qualifier as text.
    std::optional<std::string> qualifier_text(std::string_view name) const;
};

/// A value made from another on the controller: `.captured(re)`, a member of a map.
struct Derivation {
    std::string word;  ///< "captured", "member", "has"
    std::string argument;
};

/// One thing that can be known of a subject.
struct Fact {
    Subject subject;
    std::string attribute;
    std::vector<Argument> parameters = {};  ///< `property("Restart")`
    std::vector<Derivation> derivations = {};

    /// The first parameter as text; empty when there is none.
    std::string parameter() const;
};

/// `file "/etc/x"`, `port 80 on "127.0.0.1"`, `listening_ports`, `from app1: tcp "db:3306"`.
std::string describe(const Subject& subject);
/// `file "/etc/x" mode`, `port 53 udp listening`, `service "nginx" property "Restart"`.
std::string describe(const Fact& fact);
/// The same, with these words for what is asked of each member of a fleet.
std::string describe(const Fact& fact, std::string (*of_each)(const Expression& asked));
/// The attribute alone as a reader sees it: `mode`, `udp listening`, `property "Restart"`.
std::string describe_attribute(const Fact& fact);

/// One spelling for equal facts: what is asked once and remembered by.
std::string key_of(const Fact& fact);

}  // namespace muster
