/// The settings: one tree of records, read from defaults, `penstock.yaml`, `PENSTOCK_…` variables and `--flags`, in that
/// order of weight. Unknown keys stop the start; all mistakes are told at once.
@NullMarked
package penstock.server.config;

import org.jspecify.annotations.NullMarked;
