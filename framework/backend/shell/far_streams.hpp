#pragma once

// Conversations over streams that begin at a target: through the connection where it can, on sessions of
// their own where a silent peer would hold up everything else (libssh2), and by tools of the target where
// the server forbids that or does not say why it failed.

#include "framework/backend/conversation.hpp"
#include "framework/backend/shell/channel.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace muster {

class FarStream;

class FarStreams {
public:
    /// `separate` makes a connection that may be thrown away; empty: there is none.
    explicit FarStreams(std::function<std::unique_ptr<Connection>()> separate);
    ~FarStreams();
    FarStreams(const FarStreams&) = delete;
    FarStreams& operator=(const FarStreams&) = delete;

    /// How things are found out at the target while streams are at work.
    using Ask = std::function<Answer(const Question&)>;
    using Start = std::function<std::unique_ptr<Conversation>(const Dial& dial)>;

    /// Holds all conversations side by side, as far as that goes, and gives their answers in order; by
    /// `deadline` in any case. Throws CannotTell{lost} when `shells` is lost.
    std::vector<Answer> converse(
        std::span<const Start> starts, Connection& shells, const Ask& ask, Deadline deadline
    );

    /// Whether streams can do what tools of the target cannot.
    bool can_dial(const Connection& shells) const {
        return separate_ or shells.dials() == Dials::side_by_side;
    }

    /// The question by which the target resolves a name, and what it answered: asked with others beforehand,
    /// it saves a turn.
    static Question resolving(const std::string& host);
    void learn(const std::string& host, const Answer& answer);

private:
    friend class FarStream;
    struct Line;

    Line* free_line();
    bool may_add_line() const;
    bool has_room(std::size_t active) const;
    void wait(Deadline until);
    std::unique_ptr<Line> new_line();
    const std::vector<std::string>& addresses_of(const std::string& host);

    std::function<std::unique_ptr<Connection>()> separate_;
    std::vector<std::unique_ptr<Line>> lines_;
    std::map<std::string, std::vector<std::string>> addresses_;  // none: the target cannot say
    // during `converse`
    Connection* shells_ = nullptr;
    const Ask* ask_ = nullptr;
};

/// What getent(1) says of a name, in its order; none when it says nothing.
std::vector<std::string> addresses_from_getent(const Answer& answer);

}  // namespace muster
