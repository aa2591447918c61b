// Where what a side sees with the gateway in between may differ, and why. `of`: names of scripts. `sender`, `smsc`: what that side
// sees then, where it differs: commands, each with its status in hexadecimal if it has one, and how the connection ended. A side
// that is not named must see the same.
const bound = 'bind_transceiver_resp'; // what the sender sees first
const binds = 'bind_transceiver'; // what the SMSC sees first
const numbers = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff];
const way = (direction) => (name) => `${name}, ${direction}`;
const lengths = ['0', '15', 'over the limit', 'over 31 bits', 'of "HTTP"'];
const replies = (count) => Array.from({ length: count }, () => 'deliver_sm');

const stops = [
    ...['stop', 'stop_in_payload', 'stop_with_blanks', 'stop_counted_terminator', 'stop_trailing_octets', 'stop_then_bad_tlv'],
    ...['stop_as_only_part', 'stop_behind_ports', 'element_past_header', 'short_concatenation'],
    ...['alphanumeric_destination', 'short_code', 'sequence_0'],
].map((name) => `down deliver_sm.${name}`);
const stop_codings = [
    ...['ucs2', 'ucs2_big_endian_mark', 'ucs2_little_endian_mark', 'ucs2_odd_octet', 'ucs2_counted_terminator', 'ucs2_flash'],
    ...['ucs2_message_waiting', 'gsm7_class_1', 'gsm7_flash', 'gsm7_message_waiting', 'jis'],
].map((name) => `down text.${name}`);
const keywords = [
    {
        because: 'A STOP is for the gateway: it answers for the sender.',
        of: ['a STOP', 'down data_sm.stop', 'down receipt.message_state_alone', ...stops, ...stop_codings],
        sender: [bound, 'end'],
    },
    {
        because: 'This is what it is all for: a text to somebody who said STOP is refused.',
        of: ['a text after a STOP'],
        sender: [bound, 'submit_sm_resp 45', 'end'],
        smsc: [binds, 'deliver_sm_resp', 'end'],
    },
];

const unreadable = ['no_body', 'endless_service_type', 'ends_after_service_type', 'ends_after_source_ton', 'endless_source']
    .concat(['ends_after_source', 'endless_destination', 'overlong_then_truncated'])
    .map((name) => `up submit_sm.${name}`);
const refused = [
    {
        because: 'Nobody can read whom it is for, and what can not be checked is not sent: ESME_RINVDSTADR.',
        of: unreadable,
        sender: [bound, 'submit_sm_resp b', 'end'],
        smsc: [binds, 'end'],
    },
    {
        because: 'The same holds for a submit_multi of which one destination can not be read.',
        of: ['fewer_destinations_than_counted', 'unknown_flag', 'ends_within_destinations'].map(
            (name) => `up submit_multi.${name}`,
        ),
        sender: [bound, 'submit_multi_resp b', 'end'],
        smsc: [binds, 'end'],
    },
    {
        because: 'The same holds for a data_sm.',
        of: ['up data_sm.no_body'],
        sender: [bound, 'data_sm_resp b', 'end'],
        smsc: [binds, 'end'],
    },
];

const golden_enquiries = ['plain', 'sequence_0', 'sequence_over_31_bits'].map((name) => `enquire_link.${name}`);
const enquiries_of = (direction) => [
    ...golden_enquiries.map((name) => `${direction} ${name}`),
    ...numbers.map((number) => `enquire_link ${number}`).map(way(direction)),
    way(direction)('enquire_link with a status'),
];
const enquiries = [
    {
        because: 'enquire_link is answered on each leg: that the other one lives says nothing of this one.',
        of: [...enquiries_of('up'), 'up enquire_link.trailing_octets', 'enquire_link with octets behind, up'],
        smsc: [binds, 'end'],
    },
    {
        because: 'enquire_link is answered on each leg, for the SMSC too.',
        of: enquiries_of('down'),
        sender: [bound, 'end'],
    },
    {
        because: 'Our answer is a header; the octet behind it is a habit of the sender of these scripts.',
        of: ['down enquire_link.trailing_octets', 'enquire_link with octets behind, down'],
        sender: [bound, 'end'],
        smsc: [binds, 'enquire_link_resp', 'end'],
    },
    {
        because: 'What is answered here overtakes what has to be asked there.',
        of: ['enquire_link behind a text that waits, up'],
        sender: [bound, 'enquire_link_resp', 'submit_sm_resp', 'end'],
        smsc: [binds, 'submit_sm', 'end'],
    },
    {
        because: 'What is answered here overtakes what has to be asked there, for the SMSC too.',
        of: ['enquire_link behind a text that waits, down'],
        sender: [bound, 'deliver_sm', 'end'],
        smsc: [binds, 'enquire_link_resp', 'deliver_sm_resp', 'end'],
    },
    {
        because: 'The SMSC of this script is mute; the gateway is not.',
        of: ['enquire_link while the bind is under way'],
        sender: [bound, 'enquire_link_resp', 'end'],
        smsc: [binds, 'end'],
    },
];

const nobody_waits = ['an answer twice', 'an answer that nobody waits for', 'an answer with number 0'].concat([
    'a generic_nack with number 0',
    'a generic_nack that nobody waits for',
]);
const answers = [
    {
        because: 'An answer that nobody waits for has no number that it could bear on the other leg.',
        of: nobody_waits.map(way('up')),
        sender: [bound, 'submit_sm_resp', 'end'],
    },
    {
        because: 'An answer that nobody waits for has no number that it could bear on the other leg, for the SMSC too.',
        of: nobody_waits.map(way('down')),
        smsc: [binds, 'deliver_sm_resp', 'end'],
    },
    {
        because: "Enquiries are the gateway's own, and so are their answers.",
        of: ['an enquire_link_resp that nobody waits for, up'],
        smsc: [binds, 'end'],
    },
    {
        because: "Enquiries are the gateway's own, and so are their answers, for the SMSC too.",
        of: ['an enquire_link_resp that nobody waits for, down'],
        sender: [bound, 'end'],
    },
];

const commands_before = ['enquire_link', 'submit_sm', 'query_sm', 'unbind', 'data_sm', '0x10234'];
const binding = [
    {
        because: 'The SMSC is dialled by the bind; what comes before is answered here, with ESME_RINVBNDSTS as the SMSC does it.',
        of: commands_before.map((name) => `${name} before the bind`),
        smsc: [],
    },
    {
        because: 'Before the bind nobody can have asked anything.',
        of: ['a response before the bind'],
        smsc: [binds, 'end'],
    },
    {
        because: 'The gateway knows that the session is bound and says ESME_RALYBND itself.',
        of: ['trx', 'tx', 'rx'].map((kind) => `a second bind, ${kind}`),
        smsc: [binds, 'end'],
    },
];

const endings = [
    {
        because: 'Half a PDU is not passed on, nor is what no PDU can be cut from.',
        of: ['the sender closes within a PDU', ...lengths.map((length) => `a length ${length} from the sender`)],
        smsc: [binds, 'submit_sm', 'end'],
    },
    {
        because: 'Half a length is not passed on.',
        of: ['the sender closes within a length'],
        smsc: [binds, 'end'],
    },
    {
        because: 'A broken connection of the sender is an end of file for the SMSC, behind all that was read.',
        of: ['the sender breaks off'],
        smsc: [binds, 'submit_sm', 'end'],
    },
    {
        because: 'The sender is unbound before its connection ends: the gateway has one that still works.',
        of: ['the SMSC closes'],
        sender: [bound, 'unbind', 'end'],
    },
    {
        because: 'The sender is unbound, behind all that the SMSC wrote.',
        of: ['the SMSC closes behind replies'],
        sender: [bound, ...replies(20), 'unbind', 'end'],
    },
    {
        because: 'The sender is unbound, behind all that the SMSC wrote; no answer is invented.',
        of: ['the SMSC closes while texts are open'],
        sender: [bound, 'submit_sm_resp', 'deliver_sm', 'unbind', 'end'],
    },
    {
        because: 'The sender is unbound; half a PDU is not passed on, and a reset does not reach it.',
        of: ['the SMSC closes within a PDU', 'the SMSC breaks off'],
        sender: [bound, 'deliver_sm', 'unbind', 'end'],
    },
    {
        because: 'What no PDU can be cut from is not passed on to the sender either.',
        of: lengths.map((length) => `a length ${length} from the session`),
        sender: [bound, 'deliver_sm', 'end'],
    },
];

export const exceptions = [...keywords, ...refused, ...enquiries, ...answers, ...binding, ...endings];
