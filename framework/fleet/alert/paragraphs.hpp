#pragma once

// What a message says to people, before it gets the form of a channel: equal problems of many targets are one
// paragraph.

#include "framework/fleet/alert/message.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// Everything in it is bounded, on one line, and free of control characters and of those that hide or reorder text.
struct Paragraph {
    Notice::Kind kind = Notice::Kind::problem;
    Impact impact = Impact::medium;  ///< the gravest of those that it is about
    bool flapping = false;
    std::string whom;  ///< "db1", "app: 3 of 12 (app[1-3])", "the monitor"
    std::string what;  ///< `file "/etc/x" mode`, "cannot be reached"
    /// Label and value: expected, is, since, because, hint, impact, owner, runbook, again; those that are there.
    std::vector<std::pair<std::string_view, std::string>> details;

    /// "PROBLEM app: 3 of 12 (app[1-3]): file "/etc/x" mode"
    std::string title() const;
};

/// The paragraphs of a message: problems before recoveries, the gravest first, else in their order. At most `most`;
/// `left_out` counts the others.
struct Paragraphs {
    std::vector<Paragraph> all;
    std::size_t left_out = 0;
};
constexpr std::size_t most_paragraphs = 20;
Paragraphs paragraphs_of(const Message& message, std::size_t most = most_paragraphs);

/// What stands first: the title of the first paragraph, and how many more there are; at most some 200 characters.
std::string subject_of(const Paragraphs& paragraphs);

/// The line under all: the fleet, its page, and how many paragraphs were left out.
std::string footer_of(const Message& message, const Paragraphs& paragraphs);

/// All of it as lines of text.
std::string plain_text(const Message& message);

}  // namespace muster
