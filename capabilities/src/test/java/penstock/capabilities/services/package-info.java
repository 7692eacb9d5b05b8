/// Tests of the records and of the artefact store.
@NullMarked
package penstock.capabilities.services;

import org.jspecify.annotations.NullMarked;
