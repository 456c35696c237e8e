#include "framework/fleet/watch/reloader.hpp"

#include "framework/base/error.hpp"
#include "framework/fleet/watch/changed_files.hpp"
#include "framework/model/cannot_tell.hpp"

#include <exception>
#include <utility>

namespace muster {

Reloader::Reloader(
    std::function<std::shared_ptr<const Configuration>()> load, std::function<void()> wake
)
    : load_(std::move(load)), wake_(std::move(wake)) {}

Reloader::~Reloader() = default;

void Reloader::work_by(const Configuration& with, Instant fetched) {
    fetched_ = fetched;
    inventory_every_ = with.file.inventory_every;
    if (files_ == with.read_files)
        return;
    files_ = with.read_files;
    look_ = look_of_files(files_);
}

bool Reloader::look(bool is_asked, Instant now) {
    is_asked_ = is_asked_ or is_asked;
    {
        const std::lock_guard lock(mutex_);
        if (loading_)
            return false;
    }
    auto look = look_of_files(files_);
    const bool is_changed = look != look_;
    const bool is_old = now - fetched_ >= inventory_every_ or now < fetched_;
    if (not is_changed and not is_asked_ and not is_old)
        return false;
    look_ = std::move(look);
    fetched_ = now;
    begin(is_changed or is_asked_ or change_waits_);
    return true;
}

void Reloader::begin(bool by_hand) {
    const std::lock_guard lock(mutex_);
    loading_ = Loading{nullptr, "", by_hand, std::exchange(is_asked_, false)};
    is_ended_ = false;
    thread_ = std::jthread([this] { load(); });
}

void Reloader::load() {
    std::shared_ptr<const Configuration> with;
    std::string trouble;
    try {
        with = load_();
    } catch (const CannotTell& why) {
        trouble = why.message;
    } catch (const std::exception& why) {  // the top of a thread; Broken above all
        trouble = why.what();
    }
    {
        const std::lock_guard lock(mutex_);
        loading_->with = std::move(with);
        loading_->trouble = std::move(trouble);
        is_ended_ = true;
        ended_.notify_all();
    }
    wake_();
}

std::optional<Loading> Reloader::take_loaded() {
    std::optional<Loading> loaded;
    {
        const std::lock_guard lock(mutex_);
        if (not loading_ or not is_ended_)
            return std::nullopt;
        std::swap(loaded, loading_);
    }
    change_waits_ = loaded->by_hand and not loaded->with;
    look_again();
    return loaded;
}

/// What changed while it was read is read once more; but not for ever where reading changes it: a program of an inventory
/// that writes beside itself.
void Reloader::look_again() {
    auto look = look_of_files(files_);
    const bool changed_meanwhile = look != look_;
    if (changed_meanwhile and is_repeated_)
        look_ = std::move(look);
    is_repeated_ = changed_meanwhile and not is_repeated_;
}

bool Reloader::stop(Nanoseconds grace) {
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, grace, [this] { return not loading_ or is_ended_; });
}

}  // namespace muster
