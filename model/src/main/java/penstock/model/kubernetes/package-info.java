/// Manifests of Kubernetes that mean something here, read as ours.
@NullMarked
package penstock.model.kubernetes;

import org.jspecify.annotations.NullMarked;
