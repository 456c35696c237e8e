#pragma once

#include "framework/fleet/store/store.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace muster {

/// The messages that the store keeps, for who delivers them: also while the store is locked, full or not there yet. What it
/// could not be told is told to it later, and until then nothing is delivered twice. For one thread.
class Outbox {
public:
    using IsBusy = std::function<bool(const std::string& channel)>;

    explicit Outbox(std::string file) : file_(std::move(file)) {}

    /// What is due, and what is older and waits for another try of the same channel, so that no end overtakes its problem;
    /// in their order. Nothing of channels that are busy, and nothing where the store cannot be asked.
    std::vector<Outgoing> leaving(const IsBusy& is_busy, Instant now);

    /// Keeps messages that no store had; false where it cannot be written now.
    bool take_over(const std::vector<Outgoing>& messages);

    void delivered(std::int64_t number);
    void not_delivered(std::int64_t number, const std::string& trouble, Instant next_try);

    /// Messages that waited at the last look.
    std::size_t waiting() const { return waiting_; }

private:
    bool with_store(const std::function<void(Store&)>& work);
    void tell_late(Store& store);
    bool is_due(const Outgoing& message, Instant now) const;
    std::vector<Outgoing> leaving_of(const Store& store, const IsBusy& is_busy, Instant now) const;

    const std::string file_;
    std::unique_ptr<Store> store_;
    std::set<std::int64_t> gone_;                ///< delivered, and the store was not told yet
    std::map<std::int64_t, Instant> postponed_;  ///< the same of another try, and when that is
    std::size_t waiting_ = 0;
};

}  // namespace muster
