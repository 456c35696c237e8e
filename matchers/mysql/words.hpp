#pragma once

#include "framework/model/vocabulary.hpp"

namespace muster {

/// What `mysql()` is called and can be asked.
ResourceEntry mysql_entry();

}  // namespace muster
