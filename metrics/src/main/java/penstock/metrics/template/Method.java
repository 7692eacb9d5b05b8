package penstock.metrics.template;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// The methods of times and durations that templates use.
enum Method {
    FORMAT("Format", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            if (arguments.size() != 1) {
                throw new FunctionProblem(
                        "wrong number of args for Format: want 1 got " + arguments.size());
            }
            if (!(arguments.getFirst() instanceof Value.Text layout)) {
                throw new FunctionProblem(
                        "wrong type for value; expected string; got "
                                + arguments.getFirst().type());
            }
            return new Value.Text(TimeFormat.format(local(receiver), layout.text()));
        }
    },
    STRING("String", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Text(Printing.printed(receiver));
        }
    },
    UNIX("Unix", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Whole(instant(receiver).getEpochSecond());
        }
    },
    UNIX_MILLI("UnixMilli", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Whole(instant(receiver).toEpochMilli());
        }
    },
    UTC("UTC", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return receiver;
        }
    },
    YEAR("Year", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Whole(local(receiver).getYear());
        }
    },
    YEAR_DAY("YearDay", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Whole(local(receiver).getDayOfYear());
        }
    },
    MONTH("Month", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Text(TimeFormat.format(local(receiver), "January"));
        }
    },
    DAY("Day", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Whole(local(receiver).getDayOfMonth());
        }
    },
    WEEKDAY("Weekday", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Text(TimeFormat.format(local(receiver), "Monday"));
        }
    },
    HOUR("Hour", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Whole(local(receiver).getHour());
        }
    },
    MINUTE("Minute", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Whole(local(receiver).getMinute());
        }
    },
    SECOND("Second", true) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Whole(local(receiver).getSecond());
        }
    },
    HOURS("Hours", false) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Real(nanos(receiver) / 3.6e12);
        }
    },
    MINUTES("Minutes", false) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Real(nanos(receiver) / 6e10);
        }
    },
    SECONDS("Seconds", false) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Real(nanos(receiver) / 1e9);
        }
    },
    MILLISECONDS("Milliseconds", false) {
        @Override
        Value of(Value receiver, List<Value> arguments) {
            return new Value.Whole(nanos(receiver) / 1_000_000);
        }
    };

    private final String name;
    private final boolean isOfTime;

    Method(String name, boolean isOfTime) {
        this.name = name;
        this.isOfTime = isOfTime;
    }

    static Optional<Method> of(Value receiver, String name) {
        boolean isTime = receiver instanceof Value.Moment;
        boolean isSpan = receiver instanceof Value.Span;
        for (Method method : values()) {
            boolean fits = method.isOfTime ? isTime : isSpan;
            boolean isText = method == STRING && (isTime || isSpan);
            if (method.name.equals(name) && (fits || isText)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    Value call(Value receiver, List<Value> arguments) {
        if (this != FORMAT && !arguments.isEmpty()) {
            throw new FunctionProblem(
                    "wrong number of args for " + name + ": want 0 got " + arguments.size());
        }
        return of(receiver, arguments);
    }

    abstract Value of(Value receiver, List<Value> arguments);

    private static Instant instant(Value receiver) {
        return ((Value.Moment) receiver).instant();
    }

    private static LocalDateTime local(Value receiver) {
        return LocalDateTime.ofInstant(instant(receiver), ZoneOffset.UTC);
    }

    private static long nanos(Value receiver) {
        return ((Value.Span) receiver).nanos();
    }
}
