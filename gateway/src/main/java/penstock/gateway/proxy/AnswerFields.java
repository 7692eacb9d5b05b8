package penstock.gateway.proxy;

import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.ResponseHead;

/// The fields of a final answer as the client would get them: those of the instance, after the filters.
final class AnswerFields {

    private final ResponseHead response;
    private final Edits edits;

    AnswerFields(ResponseHead response, Edits edits) {
        this.response = response;
        this.edits = edits;
    }

    /// All values of a field as if they stood in one line (RFC 9110 section 5.3); empty without any.
    String joined(String name) {
        String first = "";
        StringBuilder more = null;
        HeadBuffer head = response.head();
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, name)
                    && head.valueTo(i) > head.valueFrom(i)
                    && !response.isNominated(i)
                    && !edits.drops(head, i)) {
                if (first.isEmpty()) {
                    first = head.value(i);
                } else {
                    more = more == null ? new StringBuilder(first) : more;
                    more.append(", ").append(head.value(i));
                }
            }
        }
        String found = more == null ? first : more.toString();
        for (HeaderLine field : edits.fields) {
            if (field.name().equalsIgnoreCase(name)) {
                found = found.isEmpty() ? field.value() : found + ", " + field.value();
            }
        }
        return found;
    }

    boolean has(String name) {
        return !joined(name).isEmpty();
    }

    /// Whether a field is a list with such a member, whatever its case and parameters.
    boolean lists(String name, String member) {
        return isIn(joined(name), member);
    }

    static boolean isIn(String list, String member) {
        if (list.isEmpty()) {
            return false;
        }
        for (String one : list.split(",", -1)) {
            if (one.strip().equalsIgnoreCase(member)) {
                return true;
            }
        }
        return false;
    }
}
