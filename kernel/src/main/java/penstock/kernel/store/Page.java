package penstock.kernel.store;

import java.util.List;

/// A part of a list.
///
/// @param revision the store's revision the list was read at; watch from here to miss nothing
/// @param next what to give as `after` for the next page; empty at the end
public record Page(List<Document> documents, long revision, String next) {
    public Page {
        documents = List.copyOf(documents);
    }
}
