/// The store: documents with revisions, a feed of changes, leases and the audit log, written in one transaction. The
/// port and its embedded default (SQLite) live here.
@NullMarked
package penstock.kernel.store;

import org.jspecify.annotations.NullMarked;
