// CSV as RFC 4180 has it, fed in pieces; calls `on_row(cells)` for each row that is whole. Empty lines are none.
export function csv_reader(on_row) {
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
        } else if (c === '"') {
            if (was_quote) cell += c;
            quoted = true;
            was_quote = false;
        } else {
            quoted = was_quote = false;
            if (c === ',') (cells.push(cell), (cell = ''));
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

// The first rows of a file, the header among them.
export async function first_rows(file, most) {
    const rows = [];
    const reader = csv_reader((cells) => rows.push(cells));
    reader.feed((await file.slice(0, 65_536).text()).replace(/^\ufeff/, ''));
    if (file.size <= 65_536) reader.end();
    return rows.slice(0, most);
}
