// Only numbers have an order here.
// g++: conversion from 'const char [6]' to 'muster::dsl::Amount' is ambiguous
// clang++: invalid operands to binary expression ('muster::dsl::Scalar' and 'const char[6]')
// hint: a number is written without quotes, and only numbers have an order
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(kernel_parameter("kernel.pid_max").value < "65536");
}
