// A CSV file in pieces of whole rows, each small enough to be sent before its answer is read.
const quote = 0x22;
const line_feed = 0x0a;
const carriage_return = 0x0d;
const byte_order_mark = [0xef, 0xbb, 0xbf];

// Chromium reads no answer before it has sent the whole body, while the gateway answers row by row and reads no further than it
// can write. So a piece has less than what the gateway reads ahead (http_limits::stream_buffer, 256 KiB).
const piece_octets = 128 * 1024;
const longest_row = 65_536; // as the gateway has it: a quote that is open for longer never closes

// Behind the last octet of the row that begins at `at`; 0 when its end is not there. A quote opens only where a cell begins.
export function row_end(octets, at, separator) {
    const begin = at;
    let [begins, quoted] = [true, false];
    for (; at < octets.length; ++at) {
        const one = octets[at];
        if (quoted) {
            if (at - begin > longest_row) return octets.indexOf(line_feed, begin) + 1;
            if (one !== quote) continue;
            if (octets[at + 1] === quote) {
                ++at;
                continue;
            }
            quoted = false;
            const next = octets[at + 1] === carriage_return ? octets[at + 2] : octets[at + 1];
            if (next !== separator && next !== line_feed) return octets.indexOf(line_feed, at) + 1; // wrong, to the line's end
            continue;
        }
        if (one === line_feed) return at + 1;
        if (one === quote && begins) quoted = true;
        begins = one === separator;
    }
    return 0;
}

function joined(first, second) {
    const all = new Uint8Array(first.length + second.length);
    all.set(first);
    all.set(second, first.length);
    return all;
}

const is_blank = (one) => one === line_feed || one === carriage_return;

// Gives { header, body, octets }: the header's octets, rows, and how far into the file these reach.
export async function* slices(file, separator) {
    let rest = new Uint8Array();
    let header = null;
    for (let at = 0; at < file.size;) {
        const size = Math.max(piece_octets - rest.length, longest_row);
        rest = joined(rest, new Uint8Array(await file.slice(at, at + size).arrayBuffer()));
        at += Math.min(size, file.size - at);
        const last = at === file.size;
        if (!header) {
            let begin = byte_order_mark.every((one, n) => rest[n] === one) ? byte_order_mark.length : 0;
            while (begin < rest.length && is_blank(rest[begin])) ++begin;
            const end = row_end(rest, begin, separator) || rest.length;
            header = rest.slice(begin, end);
            if (last && end === rest.length) return yield { header, body: new Uint8Array(), octets: at };
            rest = rest.slice(end);
        }
        let end = 0;
        for (let next = 0; (next = row_end(rest, end, separator)); ) end = next;
        if (last) end = rest.length;
        if (end === 0 && rest.length > longest_row) end = rest.length; // a line too long: the gateway says so of its pieces
        if (end > 0) yield { header, body: rest.subarray(0, end), octets: at - (rest.length - end) };
        rest = rest.slice(end);
    }
}
