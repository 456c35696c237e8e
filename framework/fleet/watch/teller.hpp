#pragma once

#include "framework/fleet/alert/route.hpp"
#include "framework/fleet/alert/telling.hpp"
#include "framework/fleet/schedule/maintenance.hpp"
#include "framework/fleet/state/fleet_state.hpp"
#include "framework/fleet/watch/configuration.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace muster {

/// What is to be written because somebody is told: messages, and the states that were told of.
struct Tellings {
    std::vector<Outgoing> outgoing;
    std::vector<Watched> changed;
};

/// Looks at how things stand, and gives each channel what is for it.
class Teller {
public:
    /// The loop begins: nothing is told by what was found before.
    void begin(Instant now) { around_.began = now; }
    void configure(std::shared_ptr<const Configuration> with);
    /// Where the page is that messages point to; empty: nowhere.
    void set_page(std::string address) { page_ = std::move(address); }
    void set_silences(std::vector<Silence> silences) { around_.silences = std::move(silences); }
    const std::vector<Silence>& silences() const { return around_.silences; }

    /// A target that was asked, or is no longer a member.
    void see(const TargetStates& of) { around_.sight.see(of.target, of.reach); }

    /// Of one target, after its round.
    Tellings look_at(TargetStates& of, Instant now);
    /// Of all things: silences, waivers and maintenance end without a round; and reminders.
    Tellings look_at_all(FleetState& fleet, Instant now);
    /// The end of a problem that nobody looks for any more.
    Tellings end_of(const TargetState& target, State gone, Instant now);
    /// What has happened and is no state: a followed value, a machine that was rebuilt, trouble of the loop.
    Tellings tell(const Event& event, FleetState& fleet, Instant now);

    /// What bears on whether something is told, at the moment of the last look.
    const Circumstances& around() const { return around_; }
    bool is_in_maintenance(const TargetState& target, Instant now) const;

private:
    void look(const TargetState& target, State& state, Instant now, Tellings& told);
    void remind(
        const TargetState& target, const State& state, const Stretch& stretch, Tellings& told
    );
    void give(const Notice& notice, Instant now, Tellings& told);
    void give(const AlertChannel& channel, const Notice& notice, Instant now, Tellings& told);
    Nanoseconds time_of_day(Instant at, const std::string& zone) const;

    std::shared_ptr<const Configuration> with_;
    std::shared_ptr<const Maintenance> maintenance_;
    std::map<std::string, TimeZone> zones_;       ///< of channels with hours
    std::map<std::string, std::size_t> members_;  ///< of each role
    Circumstances around_;
    Grouping grouping_;
    std::optional<Instant> looked_at_all_;
    Instant now_{};  ///< of the look that goes on
    std::string page_;
};

}  // namespace muster
