#pragma once

#include "framework/fleet/watch/configuration.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace muster {

/// What came of loading everything anew.
struct Loading {
    std::shared_ptr<const Configuration>
        with;  ///< null: a file is broken, and `trouble` says which
    std::string trouble;
    bool by_hand =
        false;  ///< somebody changed a file or asked for it: who is missing was taken out
    bool was_asked = false;  ///< by a signal, whose sender waits to hear that it is done
};

/// Loads all files anew when one of them changes, when somebody asks for it, and when the inventory is to be fetched again:
/// in a thread of its own, for a program of an inventory may take its time, and rounds do not wait for it.
class Reloader {
public:
    /// `load` throws Broken or CannotTell; it is never called twice at a time. `wake` is called when it has ended.
    Reloader(
        std::function<std::shared_ptr<const Configuration>()> load, std::function<void()> wake
    );
    /// Waits for a loading that is on its way: call `stop` before.
    ~Reloader();
    Reloader(const Reloader&) = delete;
    Reloader& operator=(const Reloader&) = delete;

    /// What holds from now on, and when its inventory was fetched.
    void work_by(const Configuration& with, Instant fetched);

    /// Begins to load where there is a reason to; whether it did. While a loading is on its way the reason waits.
    bool look(bool is_asked, Instant now);
    /// What has ended since the last call, once.
    std::optional<Loading> take_loaded();
    /// It was not taken over after all: it is loaded once more with the next inventory, as something that was changed by
    /// hand.
    void refuse(const Loading& loaded) { change_waits_ = change_waits_ or loaded.by_hand; }

    /// Waits so long for a loading that is on its way; whether none is.
    bool stop(Nanoseconds grace);

private:
    void begin(bool by_hand);
    void load();
    void look_again();

    const std::function<std::shared_ptr<const Configuration>()> load_;
    const std::function<void()> wake_;
    std::vector<std::string> files_;
    Nanoseconds inventory_every_{};
    std::string look_;  ///< of the files, before they were read
    Instant fetched_{};
    bool is_asked_ = false;
    bool change_waits_ = false;  ///< what somebody changed was broken when it was read
    bool is_repeated_ = false;   ///< files changed while they were read, and were read once more

    std::mutex mutex_;
    std::condition_variable ended_;
    std::optional<Loading> loading_;  ///< begun
    bool is_ended_ = false;
    std::jthread thread_;
};

}  // namespace muster
