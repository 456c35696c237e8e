// The command `muster`.
#include "framework/cli/main.hpp"

int main(int count, char** words) {
    return muster::muster_main({words + 1, words + count}, muster::BuiltIn::no);
}
