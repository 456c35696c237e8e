#pragma once
#pragma GCC system_header
// All that the header of a resource may include.

#include <muster/facts.hpp>
#include <muster/matchers.hpp>
#include <muster/plural.hpp>
#include <muster/words.hpp>
