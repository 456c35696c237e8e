#pragma once

// The one thread-local of Muster: the collector of the body that runs now. The public face of the DSL
// (<muster/…>) has nowhere else to keep it.

#include "framework/spec/collector.hpp"

namespace muster {

/// The collector of the running body; throws Mistake outside of one (a fact named at namespace scope).
Collector& running_collector();

/// Makes `collector` the running one for as long as this lives.
class RunningBody {
public:
    explicit RunningBody(Collector& collector);
    ~RunningBody();
    RunningBody(const RunningBody&) = delete;
    RunningBody& operator=(const RunningBody&) = delete;

private:
    Collector* before_;
};

}  // namespace muster
