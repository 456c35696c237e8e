#pragma once

// The keys of YAML specs that are ours and no resource's: what reading, its errors and the schema share.

#include <array>
#include <string_view>

namespace muster {

/// Of a document.
inline constexpr std::array<std::string_view, 11> head_keys = {
    "spec",
    "fleet",
    "roles",
    "tags",
    "owner",
    "runbook",
    "vars",
    "when",
    "only_if",
    "skip",
    "expect"};

/// Of an included file that is no list of items.
inline constexpr std::array<std::string_view, 2> included_keys = {"vars", "expect"};

/// May stand on every item.
inline constexpr std::array<std::string_view, 4> guard_keys = {"when", "each", "only_if", "skip"};
inline constexpr std::array<std::string_view, 2> group_keys = {"it", "expect"};
/// Where an item is one row or several.
inline constexpr std::array<std::string_view, 6> row_keys = {
    "because", "id", "impact", "retry_for", "about", "follow"};
/// Of `follow: fact`.
inline constexpr std::array<std::string_view, 3> followed_keys = {"because", "id", "about"};
/// All that no attribute or qualifier may be called.
inline constexpr std::array<std::string_view, 11> statement_keys = {
    "when",
    "each",
    "only_if",
    "skip",
    "because",
    "id",
    "impact",
    "retry_for",
    "about",
    "follow",
    "from"};

/// Beside `hosts` of a loop over members, and of `from`.
inline constexpr std::array<std::string_view, 2> member_loop_keys = {"except", "or_none"};

/// A map with one of these alone is a value.
inline constexpr std::array<std::string_view, 5> value_words = {
    "ago", "from_now", "from_file", "var", "secret"};

/// Of `when`: what is compared as text. Besides: version, role, address, var, not, any_of.
inline constexpr std::array<std::string_view, 8> condition_texts = {
    "name", "family", "distribution", "codename", "arch", "kernel", "virtualization", "init"};

}  // namespace muster
