#pragma once

#include "framework/model/cannot_tell.hpp"
#include "framework/model/logic.hpp"
#include "framework/model/outcome.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// What members of a fleet have in common, each words once, with their names folded.
class InCommon {
public:
    void add(const std::string& words, const std::string& member) { add(words, words, member); }
    /// What is shown alike may differ: `identity` tells it apart.
    void add(const std::string& words, const std::string& identity, const std::string& member);
    bool empty() const { return groups_.empty(); }

    /// `"3.0.15" on web[1-297], "3.0.11" on web[298-300]`: those of most members stand first.
    std::string values() const;
    /// `app[1-3]: expected 0644, is 0666; app7: not in this run`.
    std::string reasons() const;
    /// `on app[1-3]`: of one words for all.
    std::string places() const;

    std::vector<Evidence> evidence(const std::string& question) const;

private:
    struct Group {
        std::string words;
        std::string identity;
        std::vector<std::string> members;
    };

    static std::string who(const Group& group);
    template<class Text>
    std::string joined(std::string_view between, const Text& text_of) const;

    std::vector<Group> groups_;
};

/// Not known, for the reasons that some members have: nobody could tell, or, if that is all, they were not asked.
class Ignorance {
public:
    /// `truth` is unknown or skipped.
    void add(Truth truth, const std::string& why, const std::string& hint, const std::string& who);
    bool any() const { return not unknown_.empty() or not skipped_.empty(); }
    bool only_not_asked() const { return unknown_.empty() and not skipped_.empty(); }
    std::string reason() const;

    /// Throws CannotTell, or NotAsked.
    [[noreturn]] void tell() const;

private:
    InCommon unknown_;
    InCommon skipped_;
    std::string hint_;
};

}  // namespace muster
