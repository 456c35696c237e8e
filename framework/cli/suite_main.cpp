// The start of a suite: an executable with specs of its own and the whole command line. It is linked with
// `--defsym=main=muster_suite_main`; see collector_main.cpp.
#include "framework/cli/main.hpp"

extern "C" int muster_suite_main(int count, char** words);

extern "C" int muster_suite_main(int count, char** words) {
    return muster::muster_main({words + 1, words + count}, muster::BuiltIn::yes);
}
