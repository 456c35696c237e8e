#pragma once

#include "framework/model/vocabulary.hpp"

namespace muster {

ResourceEntry http_entry();

}  // namespace muster
