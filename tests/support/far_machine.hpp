#pragma once

#include "framework/backend/local/local_backend.hpp"

namespace muster::tests {

/// This machine, asked as one far away is: tools for many keys rather than many files.
class FarMachine : public LocalBackend {
public:
    bool reads_are_free() const override { return false; }
};

}  // namespace muster::tests
