#pragma once

// What service() and services() say of themselves.

#include "framework/host/plural.hpp"
#include "framework/model/vocabulary.hpp"

namespace muster {

ResourceEntry service_words();
PluralWords services_words();

}  // namespace muster
