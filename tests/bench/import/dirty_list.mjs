// A list of numbers as people keep them: several spellings, repeats, and lines that are none. The same for the same count.
//
//   node dirty_list.mjs LINES > FILE
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

// All numbers of nine digits once, in an order that looks like none: the multiplier has no divisor in common with 10^9.
const all = 1_000_000_000;
const shuffled = (n) => Number((BigInt(n) * 387_420_489n + 12_345n) % BigInt(all));
const digits = (n) => `4915${String(shuffled(n)).padStart(9, '0')}`;

// What a line is, by its place: of each thousand these.
const repeated = 20;
const wrong = ['', 'n/a', '4915-CALL-ME', '"', '49151234567890123456789', '4.915E+12', 'anonymous', '+', '\u00e4', 'x'];
const spellings = [(d) => d, (d) => d, (d) => d, (d) => `+${d}`, (d) => `00${d}`, (d) => `+49 ${d.slice(2, 5)} ${d.slice(5)}`, (d) => `"${d}"`];

export function line(n) {
    const kind = n % 1_000;
    if (kind < wrong.length) return `${wrong[kind]},news`;
    const of = kind < wrong.length + repeated && n > 1_000 ? n - 1_000 + 500 : n; // another line's number
    return `${spellings[of % spellings.length](digits(of))},news`;
}

export function write(file, lines) {
    const to = fs.openSync(file, 'w');
    let text = 'phone,comes from\n';
    for (let n = 0; n < lines; ++n) {
        text += line(n) + '\n';
        if (text.length < 1 << 20 && n + 1 < lines) continue;
        fs.writeSync(to, text);
        text = '';
    }
    fs.closeSync(to);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) write('/dev/stdout', Number(process.argv[2] ?? 1_000_000));
