#pragma once
#pragma GCC system_header
// What a body says: SPEC, FLEET, IT, expect, only_if, skip, follow.

#include <muster/facts.hpp>
#include <muster/surroundings.hpp>

namespace muster::dsl {

/// What may be added to an expectation.
class Statement {
public:
    Statement(std::uint32_t first_row, std::uint32_t rows) : first_row_(first_row), rows_(rows) {}

    /// Asks again every second what has not passed, until it passes or the time is over.
    Statement& retry_for(Duration duration);
    /// Why this must be so; shown with a failure.
    Statement& because(Word reason);
    /// none, low, medium, high, critical.
    Statement& impact(Word level);
    /// A name that stays when the row changes; unique in its SPEC.
    Statement& id(Word name);
    /// The member that a row of a FLEET is about.
    Statement& about(const Member& member);
    /// In the loop a change of the value is told.
    Statement& follow();

private:
    std::uint32_t first_row_;
    std::uint32_t rows_;  ///< from(hosts(…)) makes one for each member
};

Statement expect(Expectation expectation, Here here = Here::now());

/// Follows a value without judging it.
void follow(const Ticket& fact, Here here = Here::now());

/// Holds from here to the end of the enclosing block: its rows are judged only if this is true.
void only_if(Expectation expectation, Here here = Here::now());

/// The rows from here to the end of the enclosing block are skipped and never asked.
void skip(Word reason, Here here = Here::now());

/// The block of an IT.
class Block {
public:
    explicit Block(Word heading, Here here = Here::now());
    ~Block();
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
};

/// What stands behind the title of a SPEC: `roles("proxy")`, `tags("web")`, `owner("web team")`,
/// `runbook("https://…")`.
struct Trait {
    enum class Kind { roles, tags, owner, runbook };
    Kind kind;
    const char* values[8];
};
template<class... Names>
constexpr Trait roles(Names... names) {
    return {Trait::Kind::roles, {names...}};
}
template<class... Names>
constexpr Trait tags(Names... names) {
    return {Trait::Kind::tags, {names...}};
}
constexpr Trait owner(const char* name) {
    return {Trait::Kind::owner, {name}};
}
constexpr Trait runbook(const char* url) {
    return {Trait::Kind::runbook, {url}};
}

/// A SPEC or FLEET of this program, put on its list before main.
struct Entry {
    enum class Kind { spec, fleet };
    Entry(
        Kind kind,
        const char* title,
        void (*body)(),
        std::initializer_list<Trait> traits,
        Here here = Here::now()
    );
};

}  // namespace muster::dsl

#define MUSTER_JOINED2(a, b) a##b
#define MUSTER_JOINED(a, b) MUSTER_JOINED2(a, b)
#define MUSTER_ENTRY(kind, title, ...)                                        \
    static void MUSTER_JOINED(muster_body_, __LINE__)();                      \
    static const ::muster::dsl::Entry MUSTER_JOINED(muster_entry_, __LINE__){ \
        ::muster::dsl::Entry::Kind::kind,                                     \
        title,                                                                \
        MUSTER_JOINED(muster_body_, __LINE__),                                \
        {__VA_ARGS__}};                                                       \
    static void MUSTER_JOINED(muster_body_, __LINE__)()

/// `SPEC("reverse proxy", roles("proxy"), tags("web")) { … }`: the body runs once for each target.
#define SPEC(title, ...) MUSTER_ENTRY(spec, title, __VA_ARGS__)
/// `FLEET("one primary") { … }`: the body runs once for a run.
#define FLEET(title, ...) MUSTER_ENTRY(fleet, title, __VA_ARGS__)
/// `IT("serves the wan") { … }`: a heading with a block; nests.
#define IT(heading)                                                                          \
    if (const ::muster::dsl::Block MUSTER_JOINED(muster_block_, __LINE__){heading}; false) { \
    } else
