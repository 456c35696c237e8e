#pragma once

#include "framework/model/value.hpp"

#include <string>
#include <utility>

namespace muster {

/// The value with what is shown beside it when it does not hold.
inline Value with_remark(Value value, std::string remark) {
    value.remark = std::move(remark);
    return value;
}

}  // namespace muster
