#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace muster {

/// Where something was written: a spec, an inventory, a configuration file. Line and column count
/// from 1; 0 means "not known".
struct Location {
    std::string file;
    int line = 0;
    int column = 0;

    friend bool operator==(const Location&, const Location&) = default;
};

/// "nginx.cpp:14:3", as far as it is known.
std::string to_string(const Location& where);

/// The author or the caller said something that has no meaning: a wrong option, a broken spec, an
/// unreadable inventory. Ends a command with exit status 64. `what()` is the whole line, with place
/// and hint.
class Broken : public std::runtime_error {
public:
    explicit Broken(const std::string& message, Location where = {}, const std::string& hint = "");

    const Location& where() const { return where_; }
    const std::string& message() const { return message_; }
    const std::string& hint() const { return hint_; }

private:
    Location where_;
    std::string message_;
    std::string hint_;
};

/// A mistake of ours, not of the author's and not of the target's. Makes the rows of the target
/// errored, never passed or failed.
class Mistake : public std::logic_error {
public:
    Mistake(std::string_view claim, const char* file, int line);
};

}  // namespace muster

/// Throws Mistake when `claim` does not hold. It stays in release builds: a wrong verdict costs more
/// than a comparison.
#define MUSTER_ASSERT(claim) \
    ((claim) ? static_cast<void>(0) : throw ::muster::Mistake(#claim, __FILE__, __LINE__))
