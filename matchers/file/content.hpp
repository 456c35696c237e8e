#pragma once

// What is in a file or a folder. What is no regular file is never opened.

#include "framework/host/host.hpp"
#include "framework/model/fact.hpp"

namespace muster::file_readers {

Task<Value> content(Host& host, Fact fact);
Task<Value> value(Host& host, Fact fact);
Task<Value> lines(Host& host, Fact fact);

/// Lines between those that match two regular expressions; the first range only.
Task<Value> content_between(Host& host, Fact fact);
Task<Value> content_after(Host& host, Fact fact);
Task<Value> content_before(Host& host, Fact fact);

Task<Value> md5(Host& host, Fact fact);
Task<Value> sha1(Host& host, Fact fact);
Task<Value> sha256(Host& host, Fact fact);
Task<Value> sha512(Host& host, Fact fact);

Task<Value> entries(Host& host, Fact fact);

/// The part of `text` from the first line that `from` matches (else from its start) to the next line
/// after that one that `to` matches (else to its end), both included; nothing when a line that is
/// asked for is not there. Throws Broken for what is no regular expression.
std::optional<std::string_view> range_of_lines(
    std::string_view text,
    const std::optional<std::string>& from,
    const std::optional<std::string>& to
);

}  // namespace muster::file_readers
