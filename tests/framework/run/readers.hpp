#pragma once

// Readers of a few words, for tests of what becomes of their answers.

#include "framework/host/resource.hpp"

namespace muster::tests {

inline Task<Value> exists(Host& host, Fact fact) {
    auto status = host.stat(fact.subject.name());
    const auto& found = co_await status;
    if (not found)
        co_return absent;
    co_return true;
}

inline Task<Value> content(Host& host, Fact fact) {
    auto text = host.read(fact.subject.name());
    const auto& found = co_await text;
    if (not found)
        co_return absent;
    co_return found->bytes;
}

inline Task<Value> output(Host& host, Fact fact) {
    const Command line{{fact.subject.name()}};
    auto run = host.run(line, Origin::author);
    const auto& found = co_await run;
    co_return found.out;
}

}  // namespace muster::tests
