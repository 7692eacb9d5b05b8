/// The words every part of Penstock shares: names, references, metadata, conditions, problems, and the
/// codec that turns manifests into typed records and back. Knows nothing of storage or of HTTP.
@NullMarked
package penstock.model;

import org.jspecify.annotations.NullMarked;
