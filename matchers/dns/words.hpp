#pragma once

#include "framework/model/vocabulary.hpp"

namespace muster {

ResourceEntry dns_entry();

}  // namespace muster
