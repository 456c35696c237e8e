#pragma once

// Several facts of a target at once, by the names that specs have for them.

#include "framework/author/write/written_spec.hpp"
#include "framework/host/take.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Of `service "nginx"`: `about("service", "nginx")`; of a thing without a name `about("listening_ports")`.
Subject about(std::string_view resource);
Subject about(std::string_view resource, Value name);
Fact fact_of(Subject subject, std::string_view attribute);
/// `services("*.timer").where(column, value).names`.
Fact names_where(Subject plural, std::string_view column, Argument fits);

/// These attributes of each thing of a resource. Lists of attributes are constants: g++ 12 cannot build a list in a
/// coroutine.
using Attributes = std::span<const std::string_view>;
std::vector<Fact> facts_of(const Subject& subject, Attributes attributes);
std::vector<Fact> facts_of_each(
    std::string_view resource, const std::vector<std::string>& names, Attributes attributes
);
void append(std::vector<Fact>& facts, std::vector<Fact> more);
void append(std::vector<WrittenRow>& rows, std::vector<WrittenRow> more);

/// A fact, and its value where there is one: of what is absent that by which it is judged, else nothing.
struct Known {
    Fact fact;
    std::optional<Value> value;
    std::string untold = {};  ///< why it could not be told
};

/// All of them, asked together.
Task<std::vector<Known>> ask_all(Host& host, std::vector<Fact> facts);
Task<std::vector<Known>> ask_one(Host& host, Fact fact);
/// Lists that could not be told, as rows that say so: without them nothing would be learnt of their things, silently.
using UntoldLists = std::shared_ptr<std::vector<WrittenRow>>;
Task<UntoldLists> untold_lists(Host& host);
/// One list of texts; empty, and among the untold ones, where it cannot be told.
Task<std::vector<std::string>> ask_texts(Host& host, Fact fact);

/// The items of a list as texts.
std::vector<std::string> texts_of(const std::optional<Value>& value);
/// Whether a flag is known and is yes.
bool is_yes(const std::optional<Value>& value);

/// What is so now, as an expectation; nothing where there is no value to expect. A version is expected to be this or
/// a newer one.
std::optional<WrittenRow> expected_as_is(const Known& known);
/// The same of all that are known; what could not be told stands there as that.
std::vector<WrittenRow> expected_as_are(const std::vector<Known>& all);

/// One part alone.
std::vector<WrittenPart> one_part(
    std::string_view heading, std::string_view comment, std::vector<WrittenRow> rows
);
void add_part(
    std::vector<WrittenPart>& parts,
    std::string_view heading,
    std::string_view comment,
    std::vector<WrittenRow> rows
);

}  // namespace muster
