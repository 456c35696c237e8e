# shellcheck shell=sh
# Muster's prelude: what a lane's shell knows before it is asked anything. It answers each question
# between lines that begin with a random mark ($m_mark, set before this is read), on standard output
# and standard error, and takes everything from a spec as arguments, never as code.
#
# It has to run under dash, bash, busybox, mksh and zsh with nothing but `cat` besides, so it stays with
# what they have in common. "Not there" is never concluded from `test` alone, which cannot tell ENOENT
# from EACCES or ESTALE: cat(1) is made to say why. Comments and indents are not sent.
#
# One long file, because it travels as one text and a shell has nothing to include it by; its parts, in
# order: tools and frames, files, folders and globs, walks, commands, ending a lane, connections.

if [ -n "${ZSH_VERSION-}" ]; then emulate -R sh; fi
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset CDPATH ENV BASH_ENV IFS
cd /

m_mark=${m_mark-}
m_has() { command -v "$1" >/dev/null 2>&1; }
m_head=
m_setsid=
m_stopped=
m_kin=
m_now=
m_seen=0
m_can_stat=
m_env=
m_bytewise=
if m_has head; then m_head=yes; fi
if m_has setsid; then m_setsid=yes; fi
if [ -n "${BASH_VERSION-}${KSH_VERSION-}${ZSH_VERSION-}" ]; then m_bytewise=$m_head; fi

# A line of ours: its text must not depend on what came before it, hence the newline in front.
m_say() { printf '\n%s %s\n' "$m_mark" "$1"; }
# Names, each ended by a NUL.
m_names() { printf '%s\000' "$@"; }
# Bytes that had NULs between them.
m_feed() {
    printf '%s' "$1"
    shift
    for m_piece do printf '\000%s' "$m_piece"; done
}
# mksh has no printf of its own; zsh and mksh would `exec` their own echo where a program is meant.
if [ -n "${KSH_VERSION-}" ]; then
    m_say() { print -r -- "
$m_mark $1"; }
    m_names() { for m_piece do print -nr -- "$m_piece"; print -n '\0'; done; }
    m_feed() {
        print -nr -- "$1"
        shift
        for m_piece do print -n '\0'; print -nr -- "$m_piece"; done
    }
fi
if [ -n "${KSH_VERSION-}${ZSH_VERSION-}" ] && m_has env; then m_env=yes; fi

# m_end N WORDS: closes answer N on both streams; m_item: one part of it.
m_end() {
    m_say "$1 end $2"
    m_say "$1 end" >&2
}
m_item() {
    m_say "$1 $2"
    m_say "$1 item" >&2
}

# What a path that is no regular file leads to; nothing when `test` sees nothing.
m_type() {
    if [ -d "$1" ]; then m_kind=directory
    elif [ -p "$1" ]; then m_kind=pipe
    elif [ -S "$1" ]; then m_kind=socket
    elif [ -b "$1" ]; then m_kind=block
    elif [ -c "$1" ]; then m_kind=character
    elif [ -f "$1" ]; then m_kind=regular
    elif [ -e "$1" ]; then m_kind=unknown
    else m_kind=; fi
}
# m_other N PATH: it is no regular file; what is it, or why is it not there?
m_other() {
    m_type "$2"
    if [ -n "$m_kind" ]; then m_say "$1 kind $m_kind"; else m_gone "$1" "$2"; fi
    m_end "$1" 0
}
m_gone() {
    m_say "$1 gone"
    cat -- "$2" >/dev/null
}

m_format='%f %u %g %s %h %i %d %Y %Z
%y
%z
%U
%G
%n'
# m_stat N L|- PATHS: one stat(1) for all of them, its complaints in order on standard error.
m_stat() {
    m_n=$1
    m_follow=${2#-}
    shift 2
    if [ -z "$m_can_stat" ]; then
        if stat -c %a / >/dev/null 2>&1; then m_can_stat=yes; else m_can_stat=no; fi
    fi
    if [ "$m_can_stat" = yes ]; then
        m_say "$m_n data"
        stat ${m_follow:+-L} -c "$m_format" -- "$@"
    else
        for m_path do
            if [ -e "$m_path" ] || { [ -z "$m_follow" ] && [ -h "$m_path" ]; }; then
                m_item "$m_n" there
            else
                cat -- "$m_path" >/dev/null
                m_item "$m_n" gone
            fi
        done
    fi
    m_end "$m_n" $?
}

# m_bytes LIMIT PATH: the bytes of a regular file.
m_bytes() { if [ -n "$m_head" ]; then head -c "$1" -- "$2"; else cat -- "$2"; fi; }
# m_read N LIMIT PATH
m_read() {
    if [ -f "$3" ]; then
        m_say "$1 data"
        m_bytes "$2" "$3"
        m_end "$1" $?
    else
        m_other "$1" "$3"
    fi
}
# m_reads N LIMIT PATHS: many files by one process, at most LIMIT bytes of each. First a sign for each path: r it is read,
# g gone or closed (what cat(1) says of it is on standard error, in order), o something else. Then the bytes of all that
# are read, each behind the environment of the program that reads, which parts them: it is said once before.
m_reads() {
    m_n=$1
    m_limit=$2
    shift 2
    m_signs=
    for m_path do
        if [ -f "$m_path" ] && [ -r "$m_path" ]; then m_signs=${m_signs}r
        elif [ -e "$m_path" ] && ! [ -f "$m_path" ]; then m_signs=${m_signs}o
        else m_signs=${m_signs}g; fi
    done
    m_say "$m_n data"
    printf '%s' "$m_signs"
    m_say "$m_n signs"
    m_signed r m_together "$@"
    m_signed g m_complain "$@"
    m_end "$m_n" 0
}
# m_signed SIGN FUNCTION PATHS: calls it with the paths that have the sign, if there are any.
m_signed() {
    m_sign=$1
    m_then=$2
    shift 2
    m_rest=$m_signs
    m_left=$#
    while [ "$m_left" -gt 0 ]; do
        case $m_rest in "$m_sign"*) set -- "$@" "$1" ;; esac
        m_rest=${m_rest#?}
        shift
        m_left=$((m_left - 1))
    done
    if [ $# -gt 0 ]; then "$m_then" "$@"; fi
}
m_together() {
    for m_path do
        set -- "$@" /proc/self/environ "$m_path"
        shift
    done
    M_BETWEEN=$m_mark head -q -c "$m_limit" -- /proc/self/environ 2>/dev/null
    m_say "$m_n between"
    M_BETWEEN=$m_mark head -q -c "$m_limit" -- "$@" 2>/dev/null
    m_say "$m_n bytes $?"
}
m_complain() { cat -- "$@" >/dev/null; }
# m_kernel N LIMIT PATHS: tables and parameters of the kernel, all by one process. Their texts are the kernel's, so
# nobody can write head's heading into them.
m_kernel() {
    m_n=$1
    m_limit=$2
    shift 2
    m_left=$#
    while [ "$m_left" -gt 0 ]; do
        if [ -f "$1" ] && [ -r "$1" ]; then set -- "$@" "$1"; fi
        shift
        m_left=$((m_left - 1))
    done
    m_say "$m_n data"
    if [ -n "$m_head" ] && [ $# -gt 0 ]; then head -v -c "$m_limit" -- "$@"; fi
    m_end "$m_n" $?
}

# m_list N LIMIT FOLDER: whole paths, so that nothing has to be cut off here.
m_list() {
    m_n=$1
    m_limit=$2
    m_folder=$3
    if ! [ -d "$m_folder" ]; then
        m_other "$m_n" "$m_folder"
    elif ! [ -r "$m_folder" ]; then
        m_end "$m_n" denied
    else
        m_say "$m_n data"
        m_count=0
        for m_shape in '*' '.[!.]*' '..?*'; do
            IFS=
            # shellcheck disable=SC2086,SC2231
            set -- "$m_folder"/$m_shape
            unset IFS
            # One path that is the pattern itself: nothing matched, or a name that looks like it.
            if [ $# -gt 1 ] || [ "$1" != "$m_folder/$m_shape" ] || [ -e "$1" ] || [ -h "$1" ]; then
                m_count=$((m_count + $#))
                if [ "$m_count" -le "$m_limit" ]; then m_names "$@"; fi
            fi
        done
        # A folder that cannot be read to its end looks empty to a shell, not to ls(1).
        if [ "$m_count" = 0 ] && m_has ls; then ls -- "$m_folder/" >/dev/null; fi
        if [ "$m_count" -gt "$m_limit" ]; then m_end "$m_n" many; else m_end "$m_n" 0; fi
    fi
}

# m_reach r|x PATTERN: whether all folders that PATTERN finds below $m_base may be read or searched.
m_reach() {
    m_need=$1
    IFS=
    # shellcheck disable=SC2086
    set -- "$m_base"$2
    unset IFS
    for m_path do
        if [ -d "$m_path" ] && ! { [ -x "$m_path" ] && { [ "$m_need" = x ] || [ -r "$m_path" ]; }; }; then
            m_denied=$m_path
            return 1
        fi
    done
}
# m_glob|m_read_matching N LIMIT MOST BASE PATTERN [r|x PREFIX]...: BASE is the folder before the first
# sign of a pattern and ends with a slash, PATTERN the rest, PREFIX each folder on the way. Says at most LIMIT names; or of each
# regular file the name and at most MOST bytes.
m_glob() { m_matches names "$@"; }
m_read_matching() { m_matches bytes "$@"; }
m_matches() {
    m_how=$1
    m_n=$2
    m_limit=$3
    m_most=$4
    m_base=$5
    m_pattern=$6
    shift 6
    if ! [ -d "$m_base" ]; then
        m_other "$m_n" "$m_base"
        return
    fi
    while [ $# -gt 0 ]; do
        if ! m_reach "$1" "$2"; then
            m_say "$m_n data"
            m_names "$m_denied"
            m_end "$m_n" denied
            return
        fi
        shift 2
    done
    IFS=
    # shellcheck disable=SC2086
    set -- "$m_base"$m_pattern
    unset IFS
    if [ $# -gt "$m_limit" ]; then
        m_end "$m_n" many
        return
    fi
    if [ $# -eq 1 ] && ! [ -e "$1" ] && ! [ -h "$1" ]; then shift; fi
    if [ "$m_how" = bytes ]; then
        for m_path do
            if [ -f "$m_path" ]; then
                m_say "$m_n name"
                m_names "$m_path"
                m_say "$m_n data"
                m_bytes "$m_most" "$m_path"
                m_item "$m_n" "item $?"
            fi
        done
    else
        m_say "$m_n data"
        if [ $# -gt 0 ]; then m_names "$@"; fi
    fi
    m_end "$m_n" 0
}

# m_there N PATH: whether anything has this name.
m_there() {
    if [ -e "$2" ] || [ -h "$2" ]; then m_say "$1 kind unknown"; else m_gone "$1" "$2"; fi
    m_end "$1" 0
}

# m_link N PATH, m_real N PATH: the text of a link; the path after every link.
m_link() {
    if [ -h "$2" ]; then
        if m_has readlink; then
            m_say "$1 data"
            readlink -nv -- "$2"
            m_end "$1" $?
        else
            m_end "$1" notool
        fi
    else
        m_other "$1" "$2"
    fi
}
m_real() {
    if ! [ -e "$2" ]; then
        m_other "$1" "$2"
    elif m_has readlink; then
        m_say "$1 data"
        readlink -nvf -- "$2"
        m_end "$1" $?
    else
        m_end "$1" notool
    fi
}

# m_digest N TOOL PATH
m_digest() {
    if ! [ -f "$3" ]; then
        m_other "$1" "$3"
    elif m_has "$2"; then
        m_say "$1 data"
        "$2" -- "$3"
        m_end "$1" $?
    else
        m_end "$1" notool
    fi
}

# m_known passwd|group TEST: $m_known has TEST of each number that has a name in that file; nothing where names
# may come from elsewhere.
m_known() {
    m_known=
    m_sources=
    if [ -r /etc/nsswitch.conf ]; then
        while read -r m_line; do
            case $m_line in "$1:"*) m_sources=${m_line#*:} ;; esac
        done </etc/nsswitch.conf
    fi
    for m_piece in $m_sources; do
        if [ "$m_piece" != files ]; then return; fi
    done
    if ! [ -r "/etc/$1" ]; then return; fi
    while IFS=: read -r m_line m_piece m_id m_line; do
        case $m_id in '' | *[!0-9]*) ;; *) m_known="$m_known${m_known:+ -o }$2 $m_id" ;; esac
    done <"/etc/$1"
}
# m_walk N FOLDER TESTS...: one find(1) for all that is asked about a folder. busybox has no -nouser and
# -nogroup; the files of names stand in for them there.
m_walk() {
    m_n=$1
    m_folder=$2
    shift 2
    if ! [ -d "$m_folder" ]; then m_other "$m_n" "$m_folder"; return; fi
    if ! m_has find; then m_end "$m_n" notool; return; fi
    case " $* " in *' -nouser '* | *' -nogroup '*)
        if ! find / -prune -nouser >/dev/null 2>&1; then
            m_left=$#
            while [ "$m_left" -gt 0 ]; do
                m_known=$1
                case $1 in
                -nouser) m_known passwd -user ;;
                -nogroup) m_known group -group ;;
                esac
                if [ -z "$m_known" ]; then m_end "$m_n" notool; return; fi
                # shellcheck disable=SC2086
                case $1 in
                -nouser | -nogroup) set -- "$@" ! '(' $m_known ')' ;;
                *) set -- "$@" "$1" ;;
                esac
                shift
                m_left=$((m_left - 1))
            done
        fi ;;
    esac
    m_say "$m_n data"
    find -H "$m_folder" "$@" </dev/null
    m_end "$m_n" $?
}

# m_passwd USER|UID: $m_entry is the account's line of passwd(5), or nothing.
m_passwd() {
    m_entry=
    if m_has getent; then
        m_entry=$(getent passwd -- "$1" </dev/null)
    elif [ -r /etc/passwd ]; then
        while IFS= read -r m_line; do
            m_fields=${m_line#*:*:}
            case $m_line in "$1":*) m_entry=$m_line ;; esac
            if [ "${m_fields%%:*}" = "$1" ] && [ -z "$m_entry" ]; then m_entry=$m_line; fi
        done </etc/passwd
    fi
}
# Sets SHELL and HOME from $m_entry.
m_dwell() {
    SHELL=${m_entry##*:}
    m_entry=${m_entry%:*}
    HOME=${m_entry##*:}
}
# m_account USER: false with a reason in $m_why.
m_account() {
    m_why=nouser
    m_passwd "$1"
    if [ -z "$m_entry" ]; then return 1; fi
    m_why=notool
    if ! m_has id; then return 1; fi
    if [ "$(id -u)" != 0 ]; then
        m_why=notroot
        if [ "$(id -un)" != "$1" ]; then return 1; fi
        m_user=
    elif ! m_has runuser; then
        return 1
    fi
}
# In a subshell: becomes the command. $m_mode has i (input comes by a pipe) and a (an author's).
m_exec() {
    cd -- "$m_folder" || exit 126
    if [ -n "$m_user" ]; then
        m_dwell
        USER=$m_user
        LOGNAME=$m_user
    fi
    # shellcheck disable=SC2163
    while [ "$1" != -- ]; do export "$1"; shift; done
    shift
    case $m_mode in *i*) ;; *) exec </dev/null ;; esac
    case $m_env$1 in yes* | -*) set -- env -- "$@" ;; esac
    if [ -n "$m_user" ]; then set -- runuser -u "$m_user" -- "$@"; fi
    case $m_mode$m_setsid in a*yes) set -- setsid "$@" ;; esac
    exec "$@"
}
# m_run N MODE USER FOLDER [NAME=VALUE]... -- WORDS: with i in MODE the function m_input gives the input.
# The shell's own remarks ("Segmentation fault") are not the command's; dash makes them only before the
# next thing it does, so that has to be inside the braces, too.
m_run() {
    m_n=$1
    m_mode=$2
    m_user=$3
    m_folder=$4
    shift 4
    if [ -n "$m_stopped" ]; then m_end "$m_n" again; return; fi
    if [ -n "$m_user" ] && ! m_account "$m_user"; then m_end "$m_n" "$m_why"; return; fi
    if ! [ -d "$m_folder" ]; then m_end "$m_n" nofolder; return; fi
    if ! [ -x "$m_folder" ]; then m_end "$m_n" closed; return; fi
    case $m_mode in a*) m_watch ;; esac
    m_say "$m_n data"
    case $m_mode in
    *i*) { m_input 2>/dev/null | (m_exec "$@" 2>&3 3>&-); m_status=$?; } 3>&2 2>/dev/null ;;
    *) { (m_exec "$@" 2>&3 3>&-); m_status=$?; } 3>&2 2>/dev/null ;;
    esac
    case $m_mode in
    a*) if m_stays; then
            m_stopped=yes
            m_status="$m_status left"
        fi ;;
    esac
    m_end "$m_n" "$m_status"
}
# Before an author's command: what is later than this. Numbers of processes start anew some day, times of
# starts do not; they are in ticks of 10 ms since boot (proc(5)), as /proc/uptime is.
m_watch() {
    if [ -z "$m_kin" ]; then
        m_kin=" $$ "
        m_parent=$$
        while [ "${m_parent:-0}" -gt 1 ] 2>/dev/null; do
            m_stat_line "$m_parent"
            # shellcheck disable=SC2086
            m_relatives $m_fields
            m_kin="$m_kin$m_parent "
        done
    fi
    m_since=0
    if [ -r /proc/uptime ]; then
        IFS=' ' read -r m_since m_line </proc/uptime
        m_since=${m_since%.*}${m_since#*.}
    fi
    m_young=$m_now
    # Numbers start anew some day: the last look at them counts for a second.
    if [ -z "$m_now" ] || [ "$m_since" = 0 ] || [ "$m_since" -gt $((m_seen + 100)) ]; then
        : &
        m_young=$!
    fi
    m_seen=$m_since
}
# Whether a process younger than the command holds our streams: what it writes later would become part of
# another answer. One that does not let us look (set-user-ID) counts as one that does. The other end of
# our pipes, which looks the same, is held by the programs above us, and for a moment by what they start: sshd
# that makes another shell of this session. What they adopted (prctl(2), PR_SET_CHILD_SUBREAPER) does not let go.
m_stays() {
    if ! [ -e /proc/$$/fd/1 ]; then return 0; fi
    m_looks=0
    m_stranger=theirs
    while [ "$m_stranger" = theirs ] && [ "$m_looks" -lt 10 ]; do
        if [ "$m_looks" -gt 0 ]; then sleep 0.02 2>/dev/null; fi
        m_looks=$((m_looks + 1))
        m_find_stranger
    done
    [ -n "$m_stranger" ]
}
# $m_stranger is "ours", of the command, "theirs", started by a program above us, or nothing.
m_find_stranger() {
    m_stranger=
    : &
    m_now=$!
    if [ "$m_now" -lt "$m_young" ]; then m_young=0; fi
    for m_place in /proc/[1-9]*; do
        m_id=${m_place#/proc/}
        if [ "$m_id" -le "$m_young" ] || [ "$m_id" = "$m_now" ]; then continue; fi
        if ! m_holds "$m_place" || ! m_is_stranger; then continue; fi
        m_stranger=ours
        if [ "$m_parent" = $$ ]; then return; fi
        case $m_kin in *" $m_parent "*) m_stranger=theirs ;; *) return ;; esac
    done
}
m_holds() {
    if ! [ -r "$1/fd" ]; then return 0; fi
    for m_fd in "$1"/fd/*; do
        # shellcheck disable=SC3013
        if [ "$m_fd" -ef /proc/$$/fd/1 ] || [ "$m_fd" -ef /proc/$$/fd/2 ]; then return 0; fi
    done
    return 1
}
# Not gone, no zombie, no thread of the kernel, no program above us, and not older than the command.
m_is_stranger() {
    m_stat_line "$m_id"
    # shellcheck disable=SC2086
    m_relatives $m_fields
    # shellcheck disable=SC2086
    m_started $m_fields
    case $m_state$m_parent in none* | Z* | [A-Z]2) return 1 ;; esac
    case $m_kin in *" $m_id "*) return 1 ;; esac
    [ "$m_start" -ge "$m_since" ]
}

# m_stat_line PID: state, parent, group, session … of a process as $m_fields; the name before them may
# hold anything, a newline or a parenthesis too (proc(5)).
m_stat_line() {
    m_fields=
    if ! [ -r "/proc/$1/stat" ]; then return; fi
    while IFS= read -r m_line; do m_fields="$m_fields $m_line"; done 2>/dev/null <"/proc/$1/stat"
    m_fields=${m_fields##*) }
}
m_started() { if [ $# -ge 20 ]; then shift 19; m_start=$1; else m_start=0; fi; }
# m_kill N PID START: ends a lane that hangs, with its session and all its descendants, each held still
# first so that none can start another. START guards against a number that was given out again; a number
# without a process is still that of its session, if that has members.
m_kill() {
    m_n=$1
    m_lane=$2
    m_stat_line "$m_lane" 2>/dev/null
    # shellcheck disable=SC2086
    m_started $m_fields
    if [ -n "$m_fields" ] && [ "$m_start" != "$3" ]; then m_end "$m_n" 0; return; fi
    m_doomed=" $m_lane "
    kill -STOP "$m_lane" 2>/dev/null
    m_rounds=0
    m_more=yes
    while [ -n "$m_more" ] && [ "$m_rounds" -lt 8 ]; do
        m_more=
        m_rounds=$((m_rounds + 1))
        for m_place in /proc/[1-9]*; do
            m_id=${m_place#/proc/}
            case $m_doomed in *" $m_id "*) continue ;; esac
            m_stat_line "$m_id" 2>/dev/null
            # shellcheck disable=SC2086
            m_relatives $m_fields
            case $m_doomed in *" $m_parent "* | *" $m_session "*)
                m_doomed="$m_doomed$m_id "
                kill -STOP "$m_id"
                m_more=yes ;;
            esac
        done
    done 2>/dev/null
    kill -9 "-$m_lane" 2>/dev/null
    # shellcheck disable=SC2086
    kill -9 $m_doomed 2>/dev/null
    m_end "$m_n" 0
}
m_relatives() {
    m_state=${1-none}
    m_parent=${2-none}
    m_session=${4-none}
}

# m_talk N HOST PORT PATH SOURCE BYTES...: connects (from the address SOURCE, if there is one), sends, and
# copies what comes until it is told to stop by a line on our standard input; a "+" says that the connection
# stands. m_probe N HOST PORT SOURCE connects and that is all.
# shellcheck disable=SC2016
m_perl='use Socket qw(:DEFAULT getaddrinfo); $| = 1; my ($host, $port, $path, $copy, $source) = @ARGV; my $up;
if (length $path) {
    socket(S, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!\n";
    connect(S, sockaddr_un($path)) or die "connect: $!\n";
} else {
    my ($bad, @found) = getaddrinfo($host, $port, {socktype => SOCK_STREAM});
    die "resolve: $bad\n" if $bad;
    for my $to (@found) {
        socket(S, $to->{family}, SOCK_STREAM, 0) or next;
        if (length $source) {
            my ($odd, $from) = getaddrinfo($source, 0, {socktype => SOCK_STREAM, family => $to->{family}});
            next if $odd;
            bind(S, $from->{addr}) or die "bind: $!\n";
        }
        if (connect(S, $to->{addr})) { $up = 1; last; }
    }
    die "connect: $!\n" unless $up;
}
syswrite(STDOUT, "+");
my $b;
while (sysread(STDIN, $b, 65536)) { syswrite(S, $b); }
if ($copy) { while (sysread(S, $b, 65536)) { syswrite(STDOUT, $b); } }'
# shellcheck disable=SC2016
m_bash='exec 3<>"/dev/tcp/$1/$2" || exit 1; printf +; cat >&3; if [ -n "$3" ]; then exec cat <&3; fi'
# Ends as the program that holds the connection, so that killing one process ends it.
m_dial() {
    if [ -z "$m_path$m_source" ] && m_has bash; then
        exec bash -c "$m_bash" bash "$m_host" "$m_port" "$m_copy"
    elif m_has perl; then
        exec perl -e "$m_perl" -- "$m_host" "$m_port" "$m_path" "$m_copy" "$m_source"
    elif [ -n "$m_path" ]; then
        printf + && exec nc -U -- "$m_path"
    elif [ -z "$m_copy" ]; then
        nc ${m_source:+-s "$m_source"} -z -- "$m_host" "$m_port" && printf +
    else
        printf + && exec nc ${m_source:+-s "$m_source"} -- "$m_host" "$m_port"
    fi
}
# Of the many programs called nc only OpenBSD's can do all of this.
m_can_dial() {
    if [ -z "$m_path$m_source" ] && m_has bash; then return 0; fi
    if m_has perl; then return 0; fi
    if ! m_has nc; then return 1; fi
    case $(nc -h 2>&1 </dev/null) in *"UNIX domain socket"* | *"UNIX-domain socket"*) return 0 ;; esac
    return 1
}
m_probe() {
    m_copy=
    m_connect "$1" "$2" "$3" "" "$4" ""
}
m_talk() {
    m_copy=yes
    m_connect "$@"
}
m_connect() {
    m_n=$1
    m_host=$2
    m_port=$3
    m_path=$4
    m_source=$5
    shift 5
    if m_can_dial; then m_converse m_dial data "$@"; else m_end "$m_n" notool; fi
}
# m_converse PROGRAM WORD BYTES...: feeds the program, and ends it when we are told to stop.
m_converse() {
    m_program=$1
    m_say "$m_n $2"
    shift 2
    (
        trap 'kill -9 "$m_child" 2>/dev/null; exit 0' TERM
        m_feed "$@" 2>/dev/null | "$m_program" &
        m_child=$!
        wait "$m_child"
        m_say "$m_n closed"
    ) &
    m_job=$!
    IFS= read -r m_line
    kill -TERM "$m_job" 2>/dev/null
    wait "$m_job" 2>/dev/null
    m_end "$m_n" 0
}

# m_ask N HOST PORT TRIES WAIT SECONDS NAME TYPE BYTES...: sends the bytes as a datagram, a try after the other, and
# copies each datagram that comes, its length in front. dig asks in its own way, with whole SECONDS for WAIT, and
# says what it makes of the reply.
# shellcheck disable=SC2016
m_perl_udp='use Socket qw(:DEFAULT getaddrinfo); my ($host, $port, $tries, $wait) = @ARGV;
my $query = do { local $/; <STDIN> };
my ($bad, $to) = getaddrinfo($host, $port, {socktype => SOCK_DGRAM});
die "resolve: $bad\n" if $bad;
socket(S, $to->{family}, SOCK_DGRAM, 0) or die "socket: $!\n";
connect(S, $to->{addr}) or die "connect: $!\n";
syswrite(STDOUT, "+");
vec(my $bits = "", fileno(S), 1) = 1;
for (1 .. $tries) {
    defined(send(S, $query, 0)) or die "connect: $!\n";
    while (select(my $ready = $bits, undef, undef, $wait) > 0) {
        defined(recv(S, my $b, 65535, 0)) or die "connect: $!\n";
        syswrite(STDOUT, pack("n/a*", $b));
    }
}'
# Without blocks: indents are not sent.
m_python_udp='import select, socket, struct, sys
sys.excepthook = lambda kind, error, place: sys.stderr.write("connect: %s\n" % getattr(error, "strerror", error))
to = socket.getaddrinfo(sys.argv[1], sys.argv[2], 0, socket.SOCK_DGRAM)[0]
s = socket.socket(to[0], socket.SOCK_DGRAM)
query = sys.stdin.buffer.read()
def tell(b): sys.stdout.buffer.write(b); sys.stdout.buffer.flush()
def receive(): b = s.recv(65535); tell(struct.pack("!H", len(b)) + b)
def ready(): return select.select([s], [], [], float(sys.argv[4]))[0]
s.connect(to[4])
tell(b"+")
for i in range(int(sys.argv[3])): s.send(query); [receive() for x in iter(ready, [])]'
m_datagrams() {
    if m_has perl; then
        exec perl -e "$m_perl_udp" -- "$m_host" "$m_port" "$m_tries" "$m_wait"
    else
        exec python3 -c "$m_python_udp" "$m_host" "$m_port" "$m_tries" "$m_wait"
    fi
}
m_dig() {
    exec dig +noall +comments +notcp +ignore "+time=$m_seconds" "+tries=$m_tries" \
        -p "$m_port" -q "$m_name" -t "$m_sort" "@$m_host"
}
m_ask() {
    m_n=$1
    m_host=$2
    m_port=$3
    m_tries=$4
    m_wait=$5
    m_seconds=$6
    m_name=$7
    m_sort=$8
    shift 8
    if m_has perl || m_has python3; then m_converse m_datagrams data "$@"
    elif m_has dig; then m_converse m_dig dig "$@"
    else m_end "$m_n" notool; fi
}

# A container's shell has no login behind it that would have set these.
if { [ -z "${USER-}" ] || [ -z "${LOGNAME-}" ] || [ -z "${HOME-}" ] || [ -z "${SHELL-}" ]; } && m_has id; then
    m_passwd "$(id -u)"
    if [ -n "$m_entry" ]; then
        USER=${m_entry%%:*}
        LOGNAME=$USER
        m_dwell
    fi
fi
export SHELL HOME USER LOGNAME

m_stat_line $$ 2>/dev/null
# shellcheck disable=SC2086
m_started $m_fields
m_end 0 "$$ $m_start ${m_bytewise:-no}"
