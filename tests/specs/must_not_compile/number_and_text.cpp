// A number is not a text.
// g++: conversion from 'const char [3]' to 'muster::dsl::Amount' is ambiguous
// clang++: invalid operands to binary expression ('muster::dsl::Number' and 'const char[3]')
// hint: a number is written without quotes, and only numbers have an order
#include <muster/spec.hpp>
using namespace muster;

SPEC("a slip") {
    expect(file("/etc/passwd").size > "10");
}
