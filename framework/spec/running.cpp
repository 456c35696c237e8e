#include "framework/spec/running.hpp"

namespace muster {

namespace {

thread_local Collector* running = nullptr;

}  // namespace

Collector& running_collector() {
    if (running == nullptr)
        throw BodyEnds{
            "a fact or a variable is named outside of a SPEC", {}, true, "move it into the body"};
    return *running;
}

RunningBody::RunningBody(Collector& collector) : before_(running) {
    running = &collector;
}

RunningBody::~RunningBody() {
    running = before_;
}

}  // namespace muster
