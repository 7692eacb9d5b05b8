package penstock.capabilities.services.process;

/// Which process: a number that the system uses again and again, and when that process began.
///
/// @param start an opaque text; on Linux the boot's id and the clock ticks since then
record ProcessId(long pid, String start) {}
