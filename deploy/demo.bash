# shellcheck shell=bash
# Sourced by deploy/run: a simulated SMSC, the gateway and a simulated sender, and a conversation between them. Every step is
# checked against what the simulators report. All of it lives in one temporary directory and ends with the script.

patience=30 # seconds for one step, which takes milliseconds: reached only when something is wrong
shop=12025550123 ann=14155550111 ben=14155550122 # numbers reserved for fiction

demo_directory=''
programs=()          # the newest first
declare -A pid input # by program: its process, our descriptor of its standard input
history=()           # "PROGRAM LINE" for everything that was said, in the order we heard it
mark=0               # where in the history this step begins
line=''              # what await() found

# launch PROGRAM COMMAND…: its standard input is the pipe PROGRAM.in; what it says on either output comes to us as
# "PROGRAM LINE" through one pipe, and "PROGRAM ended" at last.
launch() {
    local name=$1 pipe=$demo_directory/$1
    shift
    mkfifo "$pipe.in" "$pipe.out"
    (
        close_inputs
        while IFS= read -r line; do printf '%s %s\n' "$name" "$line"; done <"$pipe.out" >&"$news"
        printf '%s ended\n' "$name" >&"$news"
    ) &
    (
        close_inputs
        exec {news}>&-
        # In a session of its own: Ctrl-C is for this script, which then ends them in order.
        exec setsid "$@" <"$pipe.in" >"$pipe.out" 2>&1
    ) &
    pid[$name]=$!
    programs=("$name" "${programs[@]}")
    exec {descriptor}>"$pipe.in"
    input[$name]=$descriptor
}

# So that nobody but this script holds them: when it is gone, the input of the simulators ends, and so do they.
close_inputs() {
    local descriptor
    for descriptor in "${input[@]}"; do exec {descriptor}>&-; done
}

tell() { printf '%s\n' "$2" >&"${input[$1]}"; }

# hear DEADLINE: one more line of the history; false when none comes in time.
hear() {
    local heard
    (($1 > SECONDS)) && IFS= read -r -t $(($1 - SECONDS)) -u "$news" heard && history+=("$heard")
}

# says ENTRY PROGRAM PART…: the entry is the program's and has all parts.
says() {
    local entry=$1 part
    [[ $entry == "$2 "* ]] || return 1
    shift 2
    for part in "$@"; do [[ $entry == *"$part"* ]] || return 1; done
}

# await PROGRAM PART…: finds or waits for the first line of this step that has all parts.
await() {
    local at=$mark deadline=$((SECONDS + patience))
    while ((at < ${#history[@]})) || hear "$deadline"; do
        line=${history[at++]}
        says "$line" "$@" && return
        [[ $line == *' ended' ]] && break
    done
    fail "the ${1} did not report: ${*:2}"
}

# never PROGRAM PART…: nothing in this step, as far as it was heard, has all parts.
never() {
    local entry
    for entry in "${history[@]:mark}"; do
        says "$entry" "$@" && fail "this must not be: $entry"
    done
    return 0
}

fail() {
    while hear $((SECONDS + 1)); do :; done
    printf '\n%sIt did not go as it should: %s%s\n' "$red" "$1" "$plain" >&2
    local name entry
    for name in smsc sender gateway; do
        printf '\n%s== what the %s said%s\n' "$bold" "$name" "$plain" >&2
        for entry in "${history[@]}"; do says "$entry" "$name" && printf '%s\n' "${entry#"$name "}" >&2; done
    done
    exit 1
}

# The sender ends first, then the gateway, then the SMSC.
end_demo() {
    trap '' INT TERM
    set +e # every process gets its end, whatever became of the one before
    local name deadline
    for name in "${programs[@]}"; do # an array, because a trap may run while IFS is empty
        ended "$name" || kill -TERM "${pid[$name]}" 2>/dev/null # a number that has ended may be somebody else's by now
        deadline=$((SECONDS + 20))                              # the gateway drains for ten seconds at most
        until ended "$name" || ! hear "$deadline"; do :; done
        ended "$name" || kill -KILL "${pid[$name]}" 2>/dev/null
        wait "${pid[$name]}" 2>/dev/null
    done
    rm -rf -- "$demo_directory"
}

ended() {
    local entry
    # "return" alone would give what was before the trap that calls this.
    for entry in "${history[@]}"; do [[ $entry == "$1 ended" ]] && return 0; done
    return 1
}

# The address in `line`, such as 127.0.0.1:40123.
address() { [[ $line =~ address=\"?([^\ \"]+) ]] && printf '%s' "${BASH_REMATCH[1]}"; }

# start_demo DIRECTORY: the programs in it; the kernel chooses all ports.
start_demo() {
    programs_in=$1
    demo_directory=$(mktemp -d "${TMPDIR:-/tmp}/stopgate-demo.XXXXXX")
    trap '' PIPE
    trap end_demo EXIT
    trap 'exit 130' INT
    trap 'exit 129' HUP
    trap 'exit 143' TERM
    mkfifo "$demo_directory/news"
    exec {news}<>"$demo_directory/news"

    launch smsc "$programs_in/stopgate-smsc" --listen 127.0.0.1:0
    await smsc '"event":"listening"'
    [[ $line =~ \"port\":([0-9]+) ]] && smsc_address=127.0.0.1:${BASH_REMATCH[1]}
    echo "A simulated message centre (SMSC) listens on $smsc_address."

    cat >"$demo_directory/stopgate.toml" <<TOML
[store]
path = "$demo_directory/store"
[admin]
listen = "127.0.0.1:0"
[[link]]
name = "carrier"
listen = "127.0.0.1:0"
upstream = ["$smsc_address"]
TOML
    launch gateway "$programs_in/stopgate" run --config "$demo_directory/stopgate.toml"
    await gateway 'admin listening' 'address='
    admin_address=$(address)
    await gateway 'listening' 'link=carrier' 'address='
    gateway_address=$(address)
    echo "Stopgate stands in front of it on $gateway_address; its list is in $demo_directory/store."

    launch sender "$programs_in/stopgate-sender" --connect "$gateway_address" --system-id shop --password secret
    await sender '"event":"bound"' '"status":0,'
    await smsc '"event":"bound"' '"system_id":"shop"'
    echo "A simulated sender, the shop, has logged in to the SMSC through Stopgate."
}

step=0
# A step's first line; events count from here.
begin() {
    mark=${#history[@]}
    printf '\n%s%d. %s%s\n' "$bold" "$((++step))" "$*" "$plain"
}
seen() { printf '   %s✓%s %s\n' "$green" "$plain" "$*"; }

text() { tell sender "submit $shop $1 $2"; }
reply() { tell smsc "mo $1 $shop $2"; }

# passes NUMBER TEXT: the shop's text reaches the SMSC, and the shop is told so.
passes() {
    await smsc '"direction":"in"' '"command":"submit_sm"' "\"from\":\"$shop\"" "\"to\":\"$1\"" "\"text\":\"$2\""
    await sender '"command":"submit_sm_resp"' '"status":0,'
}

# confirms TEXT: the SMSC has its answer to the reply, and Ann's confirmation; the shop hears nothing of either.
confirms() {
    await smsc '"direction":"in"' '"command":"deliver_sm_resp"' '"status":0,'
    seen 'The SMSC has its answer, and the choice is on disk.'
    await smsc '"direction":"in"' '"command":"submit_sm"' "\"from\":\"$shop\"" "\"to\":\"$ann\"" "\"text\":\"$1"
    [[ $line =~ \"text\":\"([^\"]*)\" ]] && seen "Ann gets one confirmation: ${dim}${BASH_REMATCH[1]}${plain}"
    never sender '"command":"deliver_sm"'
}

play() {
    begin 'The shop texts Ann: "Your order has shipped."'
    text $ann 'Your order has shipped.'
    passes $ann 'Your order has shipped.'
    seen 'The SMSC has it, and the shop is told so.'

    begin 'Ann replies: "STOP"'
    reply $ann STOP
    confirms 'You have successfully been unsubscribed'

    begin 'The shop texts Ann once more, and Ben as well.'
    text $ann 'Everything must go!'
    await sender '"command":"submit_sm_resp"' '"status_name":"ESME_RSUBMITFAIL"'
    seen 'The text to Ann is refused: ESME_RSUBMITFAIL.'
    local refused_from=$mark
    mark=${#history[@]} # the next answer is Ben's
    text $ben 'Everything must go!'
    passes $ben 'Everything must go!'
    seen 'The text to Ben is with the SMSC.'
    mark=$refused_from # texts keep their order: had Ann's been passed on, it would have been there before Ben's
    never smsc '"command":"submit_sm"' "\"to\":\"$ann\""
    seen 'The one to Ann never got there.'

    begin 'Ann replies: "START"'
    reply $ann START
    confirms 'You have successfully been re-subscribed'

    begin 'The shop texts Ann again.'
    text $ann 'Welcome back.'
    passes $ann 'Welcome back.'
    seen 'The SMSC has it.'
    printf '\n%sAll of it went as it should.%s\n' "$green" "$plain"
}

# Tells what happens until Ctrl-C.
stay() {
    cat <<TEXT
console           http://$admin_address/, metrics at http://$admin_address/metrics
admin token       $demo_directory/store/admin-token
senders dial      $gateway_address: $programs_in/stopgate-sender --connect $gateway_address
the SMSC itself   $smsc_address

In another terminal (what becomes of it is shown here):
  the shop sends  echo 'submit $shop $ann Hello' > $demo_directory/sender.in
  Ann replies     echo 'mo $ann $shop STOP' > $demo_directory/smsc.in
  see the list    $programs_in/stopgate suppressions list --admin http://$admin_address \
                      --token-file $demo_directory/store/admin-token

TEXT
    local entry
    while IFS= read -r -u "$news" entry; do
        case $entry in
            *' ended')
                history+=("$entry")
                printf '%sThe %s has ended, and so does the demonstration.%s\n' "$red" "${entry% ended}" "$plain"
                exit 1
                ;;
            gateway\ *) printf '%s%s%s\n' "$dim" "$entry" "$plain" ;;
            *'"direction":"in"'*) tell_event "$entry" ;;
        esac
    done
}

# field NAME ENTRY: the value of a field of a JSON event, a text.
field() { [[ $2 =~ \"$1\":\"([^\"]*)\" ]] && printf '%s' "${BASH_REMATCH[1]}"; }

tell_event() {
    local who=${1%% *} event=$1
    case $(field command "$event") in
        submit_sm | deliver_sm)
            printf '%s has a text from %s to %s: %s\n' "$who" "$(field from "$event")" "$(field to "$event")" "$(field text "$event")" ;;
        submit_sm_resp | deliver_sm_resp) printf '%s has the answer %s\n' "$who" "$(field status_name "$event")" ;;
    esac
}
