#pragma once

#include "framework/fleet/state/fleet_state.hpp"
#include "framework/fleet/watch/keeper.hpp"
#include "framework/fleet/watch/postman.hpp"
#include "framework/fleet/watch/teller.hpp"
#include "framework/fleet/watch/watch_log.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// What happens, written down and told: that somebody is told of a thing and how it stands are written at once, so that
/// nothing is told twice and nothing is forgotten.
class WatchRecorder {
public:
    /// All outlive it.
    WatchRecorder(
        FleetState& fleet, Teller& teller, Keeper& keeper, Postman& postman, WatchLog& log
    )
        : fleet_(fleet), teller_(teller), keeper_(keeper), postman_(postman), log_(log) {}

    /// A target after its round.
    void take_round(TargetStates& of, Changes changes, bool is_reached, Instant now);
    /// Members that came and went.
    void take_members(const Changes& changes, Instant now);
    /// What time alone has changed.
    void take(Changes changes, Instant now);
    /// Silences, waivers and maintenance that have ended; reminders.
    void look_at_all(Instant now);

    /// Trouble of the loop itself: told once, until it has ended (an empty text says so, too) or is another.
    void take_trouble(const std::string& what, const std::string& text, Instant now);
    void end_trouble(const std::string& what);
    std::vector<std::string> troubles() const;

    /// The newest events, for who looks at the page.
    const std::vector<Event>& recent() const { return recent_; }
    /// What there is in the store, before anything happens; and what others have written there since: marks, silences.
    void begin_with(const Store& store);
    void take_from(const Store& store, Instant now);
    /// Whether something has happened since the last call.
    bool take_news() { return std::exchange(has_news_, false); }

private:
    void write(Round round, std::vector<Watched> changed, Tellings told);
    Tellings tell_of(const Changes& changes, Instant now);
    void remember(const std::vector<Event>& events);

    FleetState& fleet_;
    Teller& teller_;
    Keeper& keeper_;
    Postman& postman_;
    WatchLog& log_;
    std::map<std::string, std::string> troubles_;
    std::vector<Event> recent_;
    bool has_news_ = false;
    std::int64_t version_ = 0;      ///< of the store's data, when it was last looked at
    std::int64_t last_number_ = 0;  ///< of the events that were read from it
};

}  // namespace muster
