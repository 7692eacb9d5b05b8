package penstock.cli.api;

import penstock.model.Node;

/// A change of a resource.
///
/// @param revision the revision of the change: watching from it continues after it
/// @param isDeleted whether the resource is gone; `resource` is then as it was last, or empty
public record WatchEvent(String revision, boolean isDeleted, Node resource) {}
