#pragma once

namespace muster {

/// From here on Ctrl-C and TERM ask the run to stop; a second one ends the program at once.
void catch_interrupts();

/// Whether the user has asked to stop.
bool was_interrupted();

}  // namespace muster
