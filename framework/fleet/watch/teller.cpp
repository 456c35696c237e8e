#include "framework/fleet/watch/teller.hpp"

#include "framework/fleet/alert/notice.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace muster {

namespace {

const TargetState the_monitor;

Remind remind_of(const AlertChannel& channel) {
    return channel.kind == AlertChannel::Kind::alertmanager ? Remind::always : Remind::unless_quiet;
}

}  // namespace

void Teller::configure(std::shared_ptr<const Configuration> with) {
    with_ = std::move(with);
    const auto& file = with_->file;
    maintenance_ = std::make_shared<const Maintenance>(file.maintenance);
    around_.command_line = with_->command_line;
    around_.grace = file.rules.grace;
    around_.hesitation = file.rules.interval;
    around_.in_maintenance = [this](const TargetState& target, const State& state) {
        const auto& spec = state.observation.spec;
        return maintenance_->ongoing({target.name, target.roles, spec}, now_).has_value();
    };
    zones_.clear();
    for (const auto& channel : file.notify)
        if (channel.hours)
            zones_.try_emplace(channel.zone, time_zone_named(channel.zone).value_or(TimeZone()));
    members_.clear();
    for (const auto& target : with_->targets)
        for (const auto& role : target.roles)
            ++members_[role];
}

Nanoseconds Teller::time_of_day(Instant at, const std::string& zone) const {
    const auto local = zones_.at(zone).local(at);
    return local - std::chrono::floor<std::chrono::days>(local);
}

void Teller::give(const AlertChannel& channel, const Notice& notice, Instant now, Tellings& told) {
    const TimeOfDay clock = [this](Instant at, const std::string& zone) {
        return time_of_day(at, zone);
    };
    const auto wait = wait_for_hours(channel, notice, clock);
    if (not channel_takes(channel, notice) or not wait)
        return;
    Message message;
    message.fleet = with_->file.title;
    message.page = page_;
    message.members = members_;
    message.notices = {notice};
    Outgoing outgoing;
    outgoing.channel = channel.name;
    outgoing.content = to_json(message);
    outgoing.created = now;
    outgoing.next_try = *wait > Nanoseconds::zero() ? now + *wait : grouping_.leaves(channel, now);
    told.outgoing.push_back(std::move(outgoing));
}

void Teller::give(const Notice& notice, Instant now, Tellings& told) {
    for (const auto& channel : with_->file.notify)
        give(channel, notice, now, told);
}

void Teller::look(const TargetState& target, State& state, Instant now, Tellings& told) {
    now_ = now;
    const bool was_told = state.told;
    const bool was_flapping = state.told_flapping;
    if (const auto notice = to_tell(target, state, around_, now))
        give(*notice, now, told);
    if (state.told != was_told or state.told_flapping != was_flapping)
        told.changed.push_back(state.of);
}

void Teller::remind(
    const TargetState& target, const State& state, const Stretch& stretch, Tellings& told
) {
    if (not state.told)
        return;
    now_ = stretch.until;
    for (const auto& channel : with_->file.notify)
        if (const auto notice =
                to_remind(target, state, around_, repeat_of(channel), stretch, remind_of(channel)))
            give(channel, *notice, stretch.until, told);
}

Tellings Teller::look_at(TargetStates& of, Instant now) {
    Tellings told;
    look(of.target, of.reach, now, told);
    for (auto& state : of.expectations)
        look(of.target, state, now, told);
    return told;
}

Tellings Teller::look_at_all(FleetState& fleet, Instant now) {
    Tellings told;
    const Stretch stretch{std::exchange(looked_at_all_, now).value_or(now), now};
    look(the_monitor, fleet.monitor(), now, told);
    remind(the_monitor, fleet.monitor(), stretch, told);
    for (auto* of : fleet.all()) {
        auto more = look_at(*of, now);
        std::ranges::move(more.outgoing, std::back_inserter(told.outgoing));
        std::ranges::move(more.changed, std::back_inserter(told.changed));
        remind(of->target, of->reach, stretch, told);
        for (const auto& state : of->expectations)
            remind(of->target, state, stretch, told);
    }
    return told;
}

Tellings Teller::end_of(const TargetState& target, State gone, Instant now) {
    Tellings told;
    if (not gone.told)
        return told;
    gone.settled = gone.standing = Standing::conforms;
    gone.observation.result.message = "it is not looked for any more";
    give(notice_of(Notice::Kind::recovery, target, gone, around_.command_line, now), now, told);
    return told;
}

Tellings Teller::tell(const Event& event, FleetState& fleet, Instant now) {
    now_ = now;
    Tellings told;
    auto* of = fleet.find(event.of.target);
    const auto& target = of == nullptr ? the_monitor : of->target;
    const auto* state = fleet.find(event.of);
    const auto observation = state == nullptr ? Observation{} : state->observation;
    if (state == nullptr or why_untold(target, *state, around_, now).empty())
        give(notice_of(event, target, observation), now, told);
    return told;
}

bool Teller::is_in_maintenance(const TargetState& target, Instant now) const {
    return maintenance_->ongoing({target.name, target.roles, ""}, now).has_value();
}

}  // namespace muster
