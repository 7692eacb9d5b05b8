/// An open-loop load generator: requests leave on a fixed schedule whatever the server does, and latency counts from
/// the moment a request was due, so that a stalled server cannot hide behind requests that were never sent
/// (coordinated omission). Every answer is classified and attributed to the version that gave it.
@NullMarked
package penstock.cli.load;

import org.jspecify.annotations.NullMarked;
