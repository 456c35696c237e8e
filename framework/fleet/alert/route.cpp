#include "framework/fleet/alert/route.hpp"

#include "framework/base/error.hpp"

#include <algorithm>
#include <vector>

namespace muster {

namespace {

using Kind = Notice::Kind;

/// From its first moment to its last; one that ends before it begins goes over midnight.
bool is_within(const std::pair<Nanoseconds, Nanoseconds>& hours, Nanoseconds time) {
    const auto& [from, to] = hours;
    if (from <= to)
        return from <= time and time < to;
    return time >= from or time < to;
}

bool is_of_the_loop(const Notice& notice) {
    return notice.of.is_monitor() or notice.kind == Kind::trouble;
}

/// A notice on its way into one message.
struct Gathered {
    Notice notice;
    bool may_have_arrived = false;
};

/// Takes out a problem that waits and all that was told of it since, where nobody can have heard of it.
bool take_out_problem_of(const Notice& recovery, std::vector<Gathered>& all) {
    const auto is_of_it = [&](const Gathered& one) { return one.notice.of == recovery.of; };
    const auto found = std::find_if(all.rbegin(), all.rend(), [&](const Gathered& one) {
        return is_of_it(one) and one.notice.kind == Kind::problem;
    });
    if (found == all.rend() or found->may_have_arrived)
        return false;
    all.erase(std::remove_if(std::prev(found.base()), all.end(), is_of_it), all.end());
    return true;
}

}  // namespace

bool channel_takes(const AlertChannel& channel, const Notice& notice) {
    if (notice.impact < channel.least)
        return false;
    if (is_of_the_loop(notice) or channel.roles.empty())
        return true;
    return std::ranges::any_of(notice.roles, [&](const std::string& role) {
        return std::ranges::count(channel.roles, role) > 0;
    });
}

std::optional<Nanoseconds> wait_for_hours(
    const AlertChannel& channel, const Notice& notice, const TimeOfDay& time_of_day
) {
    constexpr Nanoseconds a_day = std::chrono::hours(24);
    if (not channel.hours or is_of_the_loop(notice))
        return Nanoseconds::zero();
    MUSTER_ASSERT(time_of_day != nullptr);
    const auto time = time_of_day(notice.at, channel.zone);
    if (is_within(*channel.hours, time))
        return Nanoseconds::zero();
    if (notice.kind == Kind::reminder and channel.kind == AlertChannel::Kind::alertmanager)
        return Nanoseconds::zero();  // it would take the problem for ended
    if (notice.kind == Kind::reminder)
        return std::nullopt;
    return (channel.hours->first - time + a_day) % a_day;
}

Nanoseconds repeat_of(const AlertChannel& channel) {
    constexpr auto of_alertmanager = std::chrono::minutes(5);
    const bool is_alertmanager = channel.kind == AlertChannel::Kind::alertmanager;
    return is_alertmanager and channel.repeat == Nanoseconds::zero() ? of_alertmanager
                                                                     : channel.repeat;
}

Instant Grouping::leaves(const AlertChannel& channel, Instant now) {
    auto& until = open_until_[channel.name];
    // A clock that went back must not hold a group open for longer than it is.
    if (until <= now or until > now + channel.group)
        until = now + channel.group;
    return until;
}

Message one_message(std::span<const Waiting> waiting) {
    Message whole;
    std::vector<Gathered> all;
    for (const auto& [message, tries] : waiting) {
        whole.fleet = message.fleet;
        whole.page = message.page;
        for (const auto& [role, count] : message.members)
            whole.members[role] = count;
        for (const auto& notice : message.notices)
            if (tries > 0 or notice.kind != Kind::recovery or not take_out_problem_of(notice, all))
                all.push_back({notice, tries > 0});
    }
    for (auto& one : all)
        whole.notices.push_back(std::move(one.notice));
    return whole;
}

}  // namespace muster
