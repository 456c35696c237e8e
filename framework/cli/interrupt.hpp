#pragma once

namespace muster {

/// From here on Ctrl-C and TERM ask the run to stop; a second one ends the program at once.
void catch_interrupts();

/// Whether the user has asked to stop.
bool was_interrupted();

/// From here on HUP asks to load all files anew, and does not end the program.
void catch_hangups();

/// Whether HUP has come since the last call.
bool take_hangup();

}  // namespace muster
