// deploy/docs/metrics.md, from what a gateway shows: node tests/e2e/metrics_page.mjs > deploy/docs/metrics.md
import { fileURLToPath } from 'node:url';

import { Gateway } from './gateway.mjs';

// What the values of a label mean; null: the page says it in words.
const labels = {
    link: null,
    command: null,
    list: null,
    version: null,
    revision: null,
    direction: {
        upstream: 'from the sender to the SMSC',
        downstream: 'from the SMSC to the sender',
    },
    outcome: {
        relayed: 'of a PDU: passed on, at once or after a wait',
        answered: 'of a PDU: answered by Stopgate, such as an enquire_link or a keyword',
        refused: 'of a PDU: a text to a suppressed number, or one that could not be checked; of a confirmation or receipt: the peer did not take it',
        dropped: 'of a PDU: an answer that nobody waits for, or one to a request of Stopgate’s',
        accepted: 'of a confirmation or receipt: the peer took it',
        expired: 'of a confirmation or receipt: it could not be sent in time and is given up',
        unknown: 'of a confirmation: sent, and never answered',
        unstored: 'of a receipt: the disk failed or too many wait, so the text was refused by status',
    },
    keyword_class: {
        opt_out: 'STOP and its like',
        opt_in: 'START and its like',
        help: 'HELP and INFO',
    },
    bind_type: {
        receiver: 'replies and receipts only',
        transmitter: 'texts only',
        transceiver: 'both',
    },
    reason: {
        binding: 'of a pause: the bind is not answered yet',
        window: 'of a pause: the other side leaves too many requests unanswered',
        store: 'of a pause: too many PDUs wait for the store',
        slow_reader: 'of a pause: it does not take answers, or the other side does not take what it sent',
        drain: 'of a pause: new requests wait for the unbind',
        proxy_header: 'of a denial: it came from a balancer and did not begin with a good PROXY header',
        tls: 'of a denial: the handshake failed',
        too_slow: 'of a denial: neither came to its end within `limits.session_init_seconds`',
    },
    flaw: {
        bad_length: 'command_length is under 16 or over `limits.pdu_octets`',
        truncated: 'the body ends before a field does',
        unterminated: 'a string without its NUL',
        overlong: 'a string longer than the specification allows; read all the same',
        bad_tlv: 'an optional parameter reaches past the end',
        bad_destination: 'a dest_flag that SMPP does not have',
    },
    operation: {
        read: 'of events, evidence and lists',
        write: 'of anything, opt-outs among them',
        open: 'at the start',
        lookup: 'whether a recipient is suppressed',
    },
    state: { off: 'not used', filling: 'not complete; lookups ask the database as well', ready: 'in use' },
};

const consent = /keywords|confirmations|receipts|suspicious|notices|staff|carrier_opt|refused|review|stopgate_suppressions/;
const parts = [
    ['Consent', (name) => consent.test(name)],
    ['Links', (name) => /pdus|links|in_flight|bytes_total$|paused|connections|upstream/.test(name) && !/store/.test(name)],
    ['The list and its store', (name) => /store|filter|lookup|durable/.test(name)],
    ['The program', () => true],
];

// Family by family: {name, type, help, labels: Map of name to the set of values}.
export function families(exposition) {
    const found = new Map();
    for (const line of exposition.split('\n')) {
        const [, what, name, words] = line.match(/^# (HELP|TYPE) (\S+) (.*)$/) ?? [];
        if (what) found.set(name, { name, labels: new Map(), ...found.get(name), [what.toLowerCase()]: words });
        const [, sample, pairs] = line.match(/^([a-z_]+)\{(.*)\} /) ?? [];
        if (!sample) continue;
        const family = found.get(sample) ?? found.get(sample.replace(/_(bucket|sum|count)$/, ''));
        for (const [, label, value] of pairs.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
            if (label === 'le') continue;
            if (!family.labels.has(label)) family.labels.set(label, new Set());
            family.labels.get(label).add(value);
        }
    }
    return [...found.values()];
}

function label_words({ labels: own }) {
    const words = [...own].map(([name, values]) => {
        if (labels[name] === undefined) throw new Error(`the label ${name} has no words in metrics_page.mjs`);
        if (labels[name] === null) return `\`${name}\``;
        for (const value of values) if (!labels[name][value]) throw new Error(`${name}="${value}" has no words in metrics_page.mjs`);
        return `\`${name}\`: ${[...values].map((value) => `\`${value}\``).join(' ')}`;
    });
    return words.join('; ');
}

export function page(exposition) {
    const left = new Set(families(exposition));
    const tables = parts.map(([title, belongs]) => {
        const rows = [...left].filter((one) => belongs(one.name));
        for (const one of rows) left.delete(one);
        const lines = rows.map((one) => `| \`${one.name}\` | ${one.type} | ${one.help} | ${label_words(one)} |`);
        return [`## ${title}`, '', '| name | type | what | labels |', '| --- | --- | --- | --- |', ...lines, ''].join('\n');
    });
    const meanings = Object.entries(labels)
        .filter(([, values]) => values)
        .flatMap(([name, values]) => Object.entries(values).map(([value, words]) => `| \`${name}\` | \`${value}\` | ${words} |`));
    return `# Metrics

\`GET /metrics\` on the admin address, without a token, in the text format of Prometheus.
[prometheus.yaml](../prometheus/prometheus.yaml) scrapes it, [rules.yaml](../prometheus/rules.yaml) has recording rules and alerts
([what each means](alerts.md)), [dashboards](../grafana/dashboards) show it in Grafana.

This page is written by \`tests/e2e/metrics_page.mjs\` from what a gateway answers; a test fails when the two differ. Counters begin at 0
with each start of the program. Times are in seconds, sizes in octets. A histogram has \`_bucket\`, \`_sum\` and \`_count\`; its buckets
double. The values of \`link\` and \`list\` are the names in the configuration, \`list="none"\` is of no configured list. \`command\` is the
command as SMPP names it, or \`other\`, and with \`_resp\` its answer; those but \`submit_sm\` and \`deliver_sm\` are shown once there was one.
No label takes a value from a peer.

${tables.join('\n')}
## Values of labels

| label | value | what |
| --- | --- | --- |
${meanings.join('\n')}
`;
}

// The page of a gateway with one link and the list that there is without any.
export async function page_of_a_gateway(t) {
    const gateway = await Gateway.start(t, { upstream: '127.0.0.1:1' });
    return page(await gateway.get('/metrics', { token: null }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const ends = [];
    process.stdout.write(await page_of_a_gateway({ after: (end) => ends.push(end) }));
    for (const end of ends) await end();
}
