// CSV as RFC 4180 has it, with the separators that the gateway knows.
const separators = [',', ';', '\t', '|'];

// The one that is there most often outside quotes, as the gateway takes it.
export function likely_separator(text) {
    const counts = new Map(separators.map((one) => [one, 0]));
    let quoted = false;
    for (const c of text) {
        if (c === '"') quoted = !quoted;
        else if (quoted) continue;
        else if (c === '\n') break;
        else if (counts.has(c)) counts.set(c, counts.get(c) + 1);
    }
    return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

// Fed in pieces; calls `on_row(cells)` for each row that is whole. Empty lines are none.
export function csv_reader(on_row, separator = ',') {
    let cells = [];
    let cell = '';
    let quoted = false;
    let was_quote = false; // the last character ended a quoted cell, or is the first half of two quotes
    const end_row = () => {
        if (cells.length || cell) on_row([...cells, cell]);
        cells = [];
        cell = '';
    };
    const take = (c) => {
        if (quoted && !was_quote) {
            if (c === '"') was_quote = true;
            else cell += c;
        } else if (c === '"' && (was_quote || cell === '')) {
            if (was_quote) cell += c;
            quoted = true;
            was_quote = false;
        } else {
            quoted = was_quote = false;
            if (c === separator) (cells.push(cell), (cell = ''));
            else if (c === '\n') end_row();
            else if (c !== '\r') cell += c;
        }
    };
    return {
        feed(text) {
            for (const c of text) take(c);
        },
        end: end_row,
    };
}

const shown_octets = 65_536;
export const begin_of = async (file) => (await file.slice(0, shown_octets).text()).replace(/^\ufeff?[\r\n]*/, '');

// The first rows of a file, the header among them.
export async function first_rows(file, most) {
    const rows = [];
    const text = await begin_of(file);
    const reader = csv_reader((cells) => rows.push(cells), likely_separator(text));
    reader.feed(text);
    if (file.size <= shown_octets) reader.end();
    return rows.slice(0, most);
}

// A line of a file for spreadsheets: a cell that one would take for a formula gets an apostrophe, as in what the gateway exports.
export function csv_line(cells) {
    const words = cells.map((cell) => String(cell).replace(/^'*[=+\-@\t\r]/, "'$&"));
    return words.map((word) => (/[",\r\n]|^ | $/.test(word) ? `"${word.replaceAll('"', '""')}"` : word)).join(',') + '\r\n';
}
