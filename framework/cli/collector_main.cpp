// The start of a collector program: a spec file compiled for its rows alone. It is linked with
// `--defsym=main=muster_collector_main`, so that one archive serves collectors and suites.
#include "framework/spec/program.hpp"
#include "matchers/table.hpp"

extern "C" int muster_collector_main();

extern "C" int muster_collector_main() {
    return muster::collector_main(muster::Vocabulary(muster::resource_table()).lexicon());
}
