package penstock.kernel.audit;

/// What an audit entry says before the store gives it its place in the chain.
///
/// @param author the principal's name, or `controller/<name>`
/// @param verb what was done: `create`, `update`, `delete`, `status` or an action such as `abort`
/// @param reason in the author's words
public record AuditDraft(String author, String verb, String reason) {}
