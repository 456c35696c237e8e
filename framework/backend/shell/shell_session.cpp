#include "framework/backend/shell/shell_session.hpp"

#include "framework/base/error.hpp"

#include <algorithm>

namespace muster {

namespace {

/// sshd frees the place of a closed session a moment later.
constexpr auto patience = std::chrono::seconds(2);
constexpr auto pause = std::chrono::milliseconds(20);

}  // namespace

ShellSession::ShellSession(
    std::unique_ptr<Connection> connection, LaneOptions options, std::size_t most_lanes
)
    : connection_(std::move(connection)), options_(std::move(options)), most_lanes_(most_lanes) {
    MUSTER_ASSERT(connection_ and most_lanes > 0);
}

std::size_t ShellSession::count(Lane::Use use) const {
    return static_cast<std::size_t>(std::ranges::count_if(lanes_, [&](const auto& lane) {
        return lane->use() == use;
    }));
}

/// Passwords are sent by one lane before any other: one that sudo refuses is sent once.
bool ShellSession::may_open() const {
    const bool is_proven =
        not options_.rights
        or std::ranges::any_of(lanes_, &Lane::is_ready, [](const auto& lane) -> const Lane& {
               return *lane;
           });
    return lanes_.size() < most_lanes_ and (lanes_.empty() or is_proven);
}

bool ShellSession::open(Lane::Use use, Urgent urgent, Deadline deadline) {
    if (lanes_.size() >= most_lanes_ and urgent == Urgent::yes and make_way(use))
        return true;
    if (not may_open())
        return false;
    try {
        start(use, deadline);
        return true;
    } catch (const CannotTell& why) {
        // MaxSessions of sshd_config(5), or the like elsewhere.
        if (lanes_.empty() or why.kind != Kind::denied)
            throw;
        most_lanes_ = lanes_.size();
        return urgent == Urgent::yes and open(use, urgent, deadline);
    }
}

void ShellSession::start(Lane::Use use, Deadline deadline) {
    const auto end = earlier(deadline, Deadline(patience));
    while (true) {
        const auto started = std::chrono::steady_clock::now();
        try {
            lanes_.push_back(std::make_unique<Lane>(*connection_, options_, use, deadline));
            has_had_a_lane_ = true;
            opening_time_ = std::chrono::steady_clock::now() - started;
            missed_ = {};
            return;
        } catch (const CannotTell& why) {
            if (why.kind == Kind::denied and not condemned_.empty()) {
                condemned_.clear(
                );  // they take the place of a lane that can do something about them
                continue;
            }
            const bool may_be_too_early =
                why.kind == Kind::denied and lanes_.empty() and has_had_a_lane_;
            if (not may_be_too_early or end.passed())
                throw;
            connection_->wait(Deadline(pause));
        }
    }
}

bool ShellSession::convert_to_commands() {
    const auto idle = std::ranges::find_if(lanes_, &Lane::is_idle, [](const auto& lane) -> Lane& {
        return *lane;
    });
    if (idle == lanes_.end())
        return false;
    (*idle)->use_for_commands();
    return true;
}

/// True when a lane now has the use that was wanted; false also when there is room for a new one.
bool ShellSession::make_way(Lane::Use use) {
    if (use == Lane::Use::commands)
        return convert_to_commands();
    const auto idle = std::ranges::find_if(lanes_, [&](const auto& lane) {
        return lane->is_idle() and lane->use() != use;
    });
    if (idle != lanes_.end())
        lanes_.erase(idle);
    return false;
}

bool ShellSession::advance() {
    bool moved = false;
    for (std::size_t i = 0; i < lanes_.size();) {
        try {
            const bool was_ready = lanes_[i]->is_ready();
            moved = lanes_[i]->advance() or moved;
            if (lanes_[i]->is_ready() and not was_ready)
                shells_.push_back(lanes_[i]->process());
            ++i;
        } catch (const CannotTell&) {
            const bool others_work =
                std::ranges::any_of(lanes_, [](const auto& lane) { return lane->is_ready(); });
            std::ranges::move(lanes_[i]->take_steps(), std::back_inserter(orphans_));
            lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(i));
            if (not others_work)
                throw;
            most_lanes_ = lanes_.size();
            moved = true;
        }
    }
    return moved;
}

void ShellSession::close(const Lane& lane, Ending ending) {
    const auto place = std::ranges::find(lanes_, &lane, &std::unique_ptr<Lane>::get);
    MUSTER_ASSERT(place != lanes_.end());
    if (ending == Ending::process and not lane.process().number.empty()) {
        doomed_.push_back(lane.process());
        condemned_.push_back(std::move(*place));
    }
    lanes_.erase(place);
}

bool ShellSession::is_ending() const {
    return has_doomed()
           or std::ranges::any_of(lanes_, [](const auto& lane) { return lane->is_clearing(); });
}

void ShellSession::forget_work() {
    orphans_.clear();
    std::vector<Lane*> busy;
    for (auto& lane : lanes_) {
        (void)lane->take_done();  // answers to an exchange that is over
        if (lane->has_work() and not lane->is_clearing())
            busy.push_back(lane.get());
    }
    for (const auto* lane : busy)
        close(*lane, Ending::process);
}

}  // namespace muster
