// PDUs that nearly are what they should be: golden ones with a few fields, lengths and parameters changed, and the framing intact
// unless it is asked for. Written into one buffer, for speed.
import { golden } from './golden.mjs';
import * as smpp from './smpp.mjs';

const { command } = smpp;
export const marker_id = 0x00010299;
const ending = (id) => (id & 0x7fffffff) >>> 0 === command.unbind;
const models = golden().filter((one) => !ending(one.id));
const ids = [...new Set(models.map((one) => one.id))];
const edges = [0, 1, 0x0f, 0x10, 0x7f, 0x80, 0xfe, 0xff];
const numbers = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff];
const bad_lengths = [0, 1, 15, 131_073, 0x7fffffff, 0x80000000, 0xffffffff, 0x47455420];

// Where the octets stand that say how long something is, for PDUs whose fields can be walked: sm_length and TLV lengths.
function length_octets({ id, raw }) {
    if (![command.submit_sm, command.deliver_sm].includes(id)) return [];
    let at = 16;
    const string = () => (at = raw.indexOf(0, at) + 1);
    string();
    for (let party = 0; party < 2; party++) {
        at += 2;
        string();
    }
    at += 3;
    string();
    string();
    const sm_length = at + 4;
    const found = [sm_length];
    for (at = sm_length + 1 + (raw[sm_length] ?? 0); at + 4 <= raw.length; at += 4 + raw.readUInt16BE(at + 2))
        found.push(at + 2, at + 3);
    return found.filter((octet) => octet >= 16 && octet < raw.length);
}
const lengths_of = new Map(models.map((one) => [one, length_octets(one)]));

// Small, fast and repeatable: xorshift.
export function dice(seed) {
    let state = seed >>> 0 || 1;
    return (below) => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 0) % below;
    };
}

const most = 4_096; // octets of one PDU

export class Mutator {
    #buffer = Buffer.alloc(1 << 20);
    #roll;

    constructor(seed) {
        this.#roll = dice(seed);
    }

    // `count` PDUs in one piece, which the next call overwrites. `broken`: a length that can't be followed stands behind them.
    batch(count, { broken = false } = {}) {
        let at = 0;
        for (let index = 0; index < count && at < this.#buffer.length - 2 * most; index++) at += this.#one(at);
        if (broken) {
            this.#buffer.fill(0x41, at, at + 16);
            this.#buffer.writeUInt32BE(bad_lengths[this.#roll(bad_lengths.length)], at);
            at += 16;
        }
        return this.#buffer.subarray(0, at);
    }

    #one(at) {
        const roll = this.#roll;
        const to = this.#buffer;
        const model = models[roll(models.length)];
        let size = Math.min(model.raw.length, most);
        model.raw.copy(to, at, 0, size);
        for (let changes = roll(4); changes > 0; changes--) size = this.#change(model, at, size);
        to.writeUInt32BE(size, at);
        let id = to.readUInt32BE(at + 4);
        if (ending(id) || id === marker_id) to.writeUInt32BE((id = command.query_sm), at + 4);
        to.writeUInt32BE(roll(16) ? roll(0x7fffffff) : numbers[roll(numbers.length)], at + 12);
        return size;
    }

    // Changes one thing of the PDU of `size` octets at `at`; gives its new size.
    #change(model, at, size) {
        const roll = this.#roll;
        const to = this.#buffer;
        const somewhere = () => at + 16 + roll(Math.max(1, size - 16));
        const lengths = lengths_of.get(model);
        switch (roll(11)) {
            case 0:
                if (size > 16) to[somewhere()] = roll(256);
                return size;
            case 1:
                if (size > 16) to[somewhere()] = edges[roll(edges.length)];
                return size;
            case 2: // it ends early
                return 16 + roll(size - 15);
            case 3: {
                // Something stands behind it.
                const more = roll(40);
                for (let index = 0; index < more; index++) to[at + size + index] = roll(4) ? roll(256) : 0;
                return size + more <= most ? size + more : size;
            }
            case 4: // a length is wrong
            case 5:
                if (lengths.length) to[at + lengths[roll(lengths.length)]] = edges[roll(edges.length)];
                return size;
            case 6:
            case 7: {
                // One more parameter, its length right or not.
                const octets = roll(24);
                if (size + 4 + octets > most) return size;
                to.writeUInt16BE(roll(2) ? [0x001e, 0x0424, 0x0427, 0x020e, 0x020c, 0x0210][roll(6)] : roll(0x10000), at + size);
                to.writeUInt16BE(roll(4) ? octets : roll(0x10000), at + size + 2);
                for (let index = 0; index < octets; index++) to[at + size + 4 + index] = roll(256);
                return size + 4 + octets;
            }
            case 8: // the tail of another one
                return this.#splice(at, size);
            case 9:
                to.writeUInt32BE(roll(3) ? ids[roll(ids.length)] : roll(0x200), at + 4);
                return size;
            default:
                to.writeUInt32BE(roll(2) ? 0 : roll(0xffffffff), at + 8);
                return size;
        }
    }

    #splice(at, size) {
        const other = models[this.#roll(models.length)].raw;
        const kept = 16 + this.#roll(size - 15);
        const from = 16 + this.#roll(Math.max(1, other.length - 16));
        const more = Math.min(other.length - from, most - kept);
        if (more <= 0) return kept;
        other.copy(this.#buffer, at + kept, from, from + more);
        return kept + more;
    }
}
