#!/bin/sh
# Penstock's guardian holds the listening sockets (descriptors 3 to 8) and keeps one gateway serving them. While there is
# none, connections wait in the kernel.
#
# usage: guardian.sh RUN COUNT [try]   RUN is the folder `run` of the data directory, COUNT the number of sockets; with
#                                      `try` it only says which protocol it speaks
#
# What happens comes as lines of a queue, a named pipe on descriptor 9, so that nothing is missed and nothing happens
# twice at a time:
#
#   start               run the command of gateway.next beside the gateway; once that says it is ready, it is the gateway
#   become              let the command of guardian.next become the guardian, once it has been tried out
#   check               look whether the gateway is still there
#   end                 close the sockets, let everything end, kill what has not ended after 30 s
#   ready PID           from a gateway: it serves
#   started ROLE PID    from the shell that watches over one process
#   ended PID STATUS    from the same
#   tried STATUS        how the trial of guardian.next ended
#   retry, late PID, kill, tried late   from timers
#
# A command is a file with one argument a line. A gateway that ends though nobody told it to is started again at once, or
# after a pause if it never became ready.
#
# This is the one description of how a replacement is proposed; NAME is gateway or guardian. Who proposes (the server and the
# command line do, and ProposersTest compares them):
#
#   - holds an exclusive lock on handover.lock, from before it looks until the outcome is there;
#   - finds NAME.next there: somebody proposed it and was killed. Orders it again (`start`, `become`) and waits until it is gone;
#   - writes its command to another file, renames that to NAME.next, and orders it;
#   - waits until NAME.next is gone. It came up if NAME.failed is not there and NAME.command is what was proposed.
#
# The guardian keeps what it tries under a second name, NAME.trying. When that is decided, NAME.trying becomes NAME.command or
# NAME.failed, and only then NAME.next goes away. Programs of before this rule replace NAME.next whenever they like: a file of
# that name that is another by then is tried next.
#
# PENSTOCK_GUARDED says what an earlier guardian left, in the order of `describe`: this process was that guardian
# (`become`), or that one was killed and its gateway has handed its sockets to this process (`adopt`).
set -u

if [ "${3:-}" = try ]; then
    echo "guardian 2"
    exit 0
fi

run=$1
count=$2
queue=$run/gateway.queue

gateway=    # process id of the gateway; "starting" until it is known
successor=  # the same, while there is one
draining=   # those that were replaced and still end what they have in hand
is_ready=no
is_ending=no
failures=0
alarm=      # the timers that run
deadline=
trial=      # the shell that watches over the trial of another guardian, and its timer
trial_limit=

say() { printf '%s guardian %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*"; }

without_sockets() { exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&-; }

# Becomes the command of a file.
turn_into() {
    file=$1
    set --
    while IFS= read -r argument; do set -- "$@" "$argument"; done <"$file"
    [ $# -gt 0 ] || set -- false
    exec "$@"
}

# Runs the command of a file in a role, and puts its beginning and end into the queue. PENSTOCK_BESIDE tells it whether other
# gateways are alive, which may know a newer route table than the one that is stored.
spawn() {
    beside=no
    [ -z "$draining" ] && [ "$1" = gateway ] || beside=yes
    (
        trap - TERM INT HUP
        export LISTEN_FDS="$count" PENSTOCK_GUARDIAN="$queue" PENSTOCK_GUARDIAN_PID="$$" PENSTOCK_BESIDE="$beside"
        turn_into "$2" </dev/null 9<&- &
        process=$!
        without_sockets
        echo "started $1 $process" >&9
        wait "$process"
        echo "ended $process $?" >&9
    ) &
}

# Puts an event into the queue after some seconds; ends early when it is told to.
later() {
    (
        without_sockets
        sleep "$1" 9<&- &
        sleeper=$!
        trap 'kill $sleeper; exit 0' TERM INT HUP
        wait $sleeper
        echo "$2" >&9
    ) </dev/null >/dev/null 2>&1 &
}

# Signals a process, unless its id is not known yet.
tell() { case $2 in '' | starting) ;; *) kill -s "$1" "$2" 2>/dev/null ;; esac; }

start_gateway() {
    gateway=starting is_ready=no
    spawn gateway "$run/gateway.command"
}

# Gives a command that is proposed its second name.
take() {
    [ -f "$run/$1.next" ] || return 1
    rm -f "$run/$1.trying"
    ln "$run/$1.next" "$run/$1.trying" && return
    say "the proposed $1 cannot be tried; what there is goes on"
    mv -f "$run/$1.next" "$run/$1.failed"
    return 1
}

is_same() { [ "$run/$1" -ef "$run/$2" ]; }

# Ends a trial. The outcome is there before the proposal goes away, as somebody waits for that.
decide() {
    mv -f "$run/$1.trying" "$run/$1.$2"
    if is_same "$1.next" "$1.$2"; then rm -f "$run/$1.next" "$run/$1.again"; fi
}

start_successor() {
    if [ $is_ending = yes ] || [ -n "$successor" ]; then return; fi
    take gateway || return
    successor=starting
    spawn successor "$run/gateway.trying"
}

on_started() {
    if [ "$2" != "$gateway" ] && [ "$2" != "$successor" ]; then
        case $1 in
            gateway) if [ "$gateway" = starting ]; then gateway=$2; else retire "$2"; fi ;;
            successor) successor=$2 ;;
        esac
    fi
    if [ "$1" = successor ]; then
        later 30 "late $2"
        deadline=$!
    fi
    [ $is_ending = no ] || tell TERM "$2"
}

settle() {
    [ -z "$deadline" ] || kill "$deadline" 2>/dev/null
    deadline=
}

on_late() {
    deadline=
    [ "$1" = "$successor" ] || return
    if [ "$1" = starting ]; then
        successor=
        decide gateway failed
        start_successor
    else
        tell KILL "$1"
    fi
}

# Lets a gateway end what it has in hand. One whose id is not known yet is told when it is.
retire() {
    case $1 in
        '' | starting) ;;
        *)
            draining="$draining $1"
            tell TERM "$1"
            ;;
    esac
}

# The shell that watches may be slower than the gateway itself, so a gateway may be ready before its id is known.
on_ready() {
    if [ "$successor" = starting ] && [ "$1" != "$gateway" ]; then successor=$1; fi
    if [ "$gateway" = starting ] && [ "$1" != "$successor" ]; then gateway=$1; fi
    if [ "$1" = "$successor" ]; then
        settle
        rm -f "$run/gateway.failed"
        decide gateway command
        before=$gateway
        gateway=$successor
        successor=
        retire "$before"
        start_successor
    fi
    if [ "$1" = "$gateway" ]; then is_ready=yes failures=0; fi
}

on_ended() {
    left=
    for process in $draining; do [ "$process" = "$1" ] || left="$left $process"; done
    draining=$left
    if [ "$1" = "$successor" ]; then
        settle
        successor=
        say "the successor (process $1) ended with $2 before it was ready; the gateway goes on as it was"
        decide gateway failed
        start_successor
        [ -n "$gateway" ] || retry
    elif [ "$1" = "$gateway" ]; then
        gateway=
        [ $is_ending = yes ] || lost "$1" "$2"
    fi
}

lost() {
    # Whoever deletes the folder leaves nothing to start.
    if [ ! -f "$run/gateway.command" ] && [ -z "$successor" ]; then
        say "the gateway (process $1) ended with $2 and there is no $run/gateway.command any more; this guardian (process $$) ends"
        end
        return
    fi
    if [ $is_ready = yes ]; then
        say "the gateway (process $1) ended with $2; starting another"
        retry
    else
        failures=$((failures + 1))
        [ $failures -lt 5 ] || failures=5
        say "the gateway (process $1) ended with $2 before it was ready; trying again in $failures s"
        later $failures retry
    fi
}

retry() { if [ -z "$gateway$successor" ] && [ $is_ending = no ]; then start_gateway; fi; }

check() { case $gateway in '' | starting) ;; *) kill -0 "$gateway" 2>/dev/null || on_ended "$gateway" unknown ;; esac; }

# Runs the command of guardian.next for a trial: it has to open what sockets it needs and to have its script answer.
try() {
    if [ $is_ending = yes ] || [ -n "$trial" ]; then return; fi
    take guardian || return
    (
        trap - TERM INT HUP
        export LISTEN_FDS="$count" PENSTOCK_TRY=yes
        turn_into "$run/guardian.trying" </dev/null 9<&- &
        process=$!
        without_sockets
        trap 'kill -s KILL $process; exit 0' TERM
        wait "$process"
        echo "tried $?" >&9
    ) &
    trial=$!
    later 30 "tried late"
    trial_limit=$!
}

on_tried() {
    [ -n "$trial" ] || return
    if [ "$1" = late ]; then kill "$trial"; else kill "$trial_limit"; fi 2>/dev/null
    trial=
    if [ $is_ending = yes ]; then
        rm -f "$run/guardian.next" "$run/guardian.trying"
    elif ! is_same guardian.next guardian.trying; then
        try
    elif [ "$1" = 0 ]; then
        become
    else
        say "the new guardian failed its trial ($1); this one goes on"
        decide guardian failed
    fi
}

# This process stays, with its sockets, its queue and its children; what it knows goes along in the environment. The program
# that it becomes decides, and knows no second name.
become() {
    rm -f "$run/guardian.failed" "$run/guardian.trying"
    export LISTEN_FDS="$count"
    export PENSTOCK_GUARDED="become ${gateway:--} ${successor:--} $is_ready $failures ${deadline:--} $draining"
    turn_into "$run/guardian.next"
}

end() {
    [ $is_ending = no ] || return
    is_ending=yes
    say "this guardian (process $$) was told to end, and lets its gateways end"
    rm -f "$queue"
    without_sockets
    for process in $gateway $successor $draining; do tell TERM "$process"; done
    later 30 kill
    alarm=$!
}

kill_all() { for process in $gateway $successor $draining; do tell KILL "$process"; done; }

# Takes over from the guardian before, whose words are the arguments. One that was killed may have left the watching shells,
# which still use the queue, or not even those, so its gateway is looked at from time to time.
resume() {
    gateway=$2 successor=$3 is_ready=$4 failures=$5 deadline=$6
    how=$1
    shift 6
    draining=$*
    [ "$gateway" != - ] || gateway=
    [ "$successor" != - ] || successor=
    [ "$deadline" != - ] || deadline=
    if [ "$how" = become ]; then
        rm -f "$run/guardian.again"
        # A guardian of before the rule gives no second name to what it tries.
        if [ -n "$successor" ] && [ ! -f "$run/gateway.trying" ]; then take gateway; fi
        return
    fi
    # The gateway took the queue away if it was told to end meanwhile.
    if [ ! -p "$queue" ]; then
        say "this one (process $$) was to follow a guardian that was killed; the queue is gone by now, so it ends"
        exit 0
    fi
    exec 9<>"$queue"
    say "the guardian of before was killed; this one (process $$) takes over its gateway (process $gateway)"
    heed "$gateway"
    for name in gateway guardian; do
        if is_same $name.next $name.command || is_same $name.next $name.failed; then rm -f "$run/$name.next"; fi
    done
    resume_handover
    resume_replacement
}

# A successor that is under way says when it is ready, whoever started it.
resume_handover() {
    if [ -f "$run/gateway.trying" ]; then
        successor=starting
        later 30 "late starting"
        deadline=$!
    else
        start_successor
    fi
}

# A guardian that was killed over its replacement left that undone. It is tried once more only, as it may have been the cause.
resume_replacement() {
    rm -f "$run/guardian.trying"
    if is_same guardian.next guardian.again; then
        say "the guardian was killed twice while another was to replace it; this one goes on"
        mv -f "$run/guardian.next" "$run/guardian.failed"
    elif [ -f "$run/guardian.next" ]; then
        rm -f "$run/guardian.again"
        ln "$run/guardian.next" "$run/guardian.again" && echo become >&9
    fi
}

is_alive() { read -r _ _ state _ 2>/dev/null <"/proc/$1/stat" && [ "$state" != Z ]; }

# Watches over a process that is not a child of this one.
heed() {
    (
        trap - TERM INT HUP
        without_sockets
        while is_alive "$1"; do sleep 0.2 9<&-; done
        echo "ended $1 unknown" >&9
    ) </dev/null >/dev/null 2>&1 &
}

begin() {
    rm -f "$queue" "$run/guardian.failed"
    for name in gateway guardian; do rm -f "$run/$name.next" "$run/$name.trying" "$run/$name.again"; done
    mkfifo -m 600 "$queue" || exit 1
    exec 9<>"$queue"
    start_gateway
}

main() {
    before=${PENSTOCK_GUARDED:-}
    unset PENSTOCK_GUARDED LISTEN_FDS
    # One word each, on purpose.
    if [ -n "$before" ]; then resume $before; else begin; fi
    trap 'echo end >&9' TERM INT HUP
    until [ $is_ending = yes ] && [ -z "$gateway$successor$draining" ]; do
        read -r event first second <&9 || continue
        case $event in
            start) start_successor ;;
            become) try ;;
            tried) on_tried "$first" ;;
            check) check ;;
            end) end ;;
            started) on_started "$first" "$second" ;;
            ready) on_ready "$first" ;;
            ended) on_ended "$first" "$second" ;;
            retry) retry ;;
            late) on_late "$first" ;;
            kill) [ $is_ending = no ] || kill_all ;;
        esac
        (:) # lets the shell bury the children that have ended
    done
    settle
    kill "$alarm"
    exit 0
}

main
