// SMPP on the wire, as little as the tests need and independent of Stopgate's own code: header, framing, binds, messages, TLVs.

export const command = {
    generic_nack: 0x80000000,
    bind_receiver: 0x01,
    bind_transmitter: 0x02,
    query_sm: 0x03,
    submit_sm: 0x04,
    deliver_sm: 0x05,
    unbind: 0x06,
    replace_sm: 0x07,
    cancel_sm: 0x08,
    bind_transceiver: 0x09,
    outbind: 0x0b,
    enquire_link: 0x15,
    submit_multi: 0x21,
    alert_notification: 0x102,
    data_sm: 0x103,
    broadcast_sm: 0x111,
    query_broadcast_sm: 0x112,
    cancel_broadcast_sm: 0x113,
};
const names = new Map(Object.entries(command).map(([name, id]) => [id, name]));
const response_bit = 0x80000000;
export const response_to = (id) => (id | response_bit) >>> 0;
export const is_response = (id) => (id & response_bit) !== 0;

export function name_of(id) {
    if (names.has(id)) return names.get(id);
    const request = names.get((id & ~response_bit) >>> 0);
    return request && is_response(id) ? `${request}_resp` : `0x${id.toString(16)}`;
}

// One PDU; `id` by number.
export function pdu(id, { status = 0, sequence = 1, body = Buffer.alloc(0) } = {}) {
    const header = Buffer.alloc(16);
    header.writeUInt32BE(16 + body.length, 0);
    header.writeUInt32BE(id >>> 0, 4);
    header.writeUInt32BE(status >>> 0, 8);
    header.writeUInt32BE(sequence >>> 0, 12);
    return Buffer.concat([header, body]);
}

const c_string = (text) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.of(0)]);
const octets = (...values) => Buffer.from(values);

export function tlv(tag, value) {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(tag, 0);
    head.writeUInt16BE(value.length, 2);
    return Buffer.concat([head, value]);
}

const bind_ids = { trx: command.bind_transceiver, tx: command.bind_transmitter, rx: command.bind_receiver };

export function bind(kind, { system_id = 'esme', password = 'secret', system_type = '', version = 0x34, sequence = 1 } = {}) {
    const body = Buffer.concat([
        c_string(system_id),
        c_string(password),
        c_string(system_type),
        octets(version, 0, 0),
        c_string(''),
    ]);
    return pdu(bind_ids[kind], { sequence, body });
}

// `version`: null for an SMSC that announces none.
export function bind_response(asked, { status = 0, system_id = 'SMSC', version = 0x34 } = {}) {
    const announced = version === null ? Buffer.alloc(0) : tlv(0x0210, octets(version));
    return pdu(response_to(asked.id), {
        status,
        sequence: asked.sequence,
        body: Buffer.concat([c_string(system_id), announced]),
    });
}

// submit_sm and deliver_sm have the same fields. Addresses: "digits" or {ton, npi, digits}.
function message(id, asked) {
    const {
        service_type = '',
        esm_class = 0,
        protocol_id = 0,
        priority = 0,
        schedule = '',
        validity = '',
        registered_delivery = 0,
        replace = 0,
        data_coding = 0,
        default_message = 0,
        text = '',
        tlvs = Buffer.alloc(0),
        status = 0,
        sequence = 1,
    } = asked;
    const short_message = Buffer.isBuffer(text) ? text : Buffer.from(text, 'latin1');
    const body = Buffer.concat([
        c_string(service_type),
        address(asked.source),
        address(asked.destination),
        octets(esm_class, protocol_id, priority),
        c_string(schedule),
        c_string(validity),
        octets(registered_delivery, replace, data_coding, default_message),
        octets(short_message.length),
        short_message,
        tlvs,
    ]);
    return pdu(id, { status, sequence, body });
}
function address(number) {
    const { ton = 1, npi = 1, digits } = typeof number === 'string' ? { digits: number } : number;
    return Buffer.concat([octets(ton, npi), c_string(digits)]);
}
// `to`: numbers (as above); `lists`: names of distribution lists behind them.
export function submit_multi({ source, to = [], lists = [], text = 'hello', tlvs = Buffer.alloc(0), sequence = 1 }) {
    const body = Buffer.concat([
        c_string(''),
        address(source),
        octets(to.length + lists.length),
        ...to.map((one) => Buffer.concat([octets(1), address(one)])),
        ...lists.map((one) => Buffer.concat([octets(2), c_string(one)])),
        octets(0, 0, 0, 0, 0, 0, 0, 0, 0, text.length),
        Buffer.from(text, 'latin1'),
        tlvs,
    ]);
    return pdu(command.submit_multi, { sequence, body });
}
// `unsuccess`: [number, status] each.
export function submit_multi_answer(asked, { message_id = 'm', unsuccess = [], tlvs = Buffer.alloc(0), status = 0 } = {}) {
    const entries = unsuccess.map(([number, why]) => Buffer.concat([address(number), octets(0, 0, 0, why)]));
    const body = Buffer.concat([c_string(message_id), octets(unsuccess.length), ...entries, tlvs]);
    return pdu(response_to(asked.id), { status, sequence: asked.sequence, body });
}
// Where the destinations of a submit_multi's body stand, [from, to]; null when they can't be told.
export function destinations_of(body) {
    const behind_nul = (at) => (at < 0 || at > body.length ? -1 : body.indexOf(0, at) + 1 || -1);
    const behind_count = behind_nul(behind_nul(0) + 2);
    if (behind_count < 0 || behind_count >= body.length) return null;
    let at = behind_count + 1;
    for (let left = body[behind_count]; left > 0; left--) {
        const flag = body[at];
        at = flag === 1 ? behind_nul(at + 3) : flag === 2 ? behind_nul(at + 1) : -1;
        if (at < 0) return null;
    }
    return [behind_count + 1, at];
}

export const submit_sm = (fields) => message(command.submit_sm, fields);
export const deliver_sm = (fields) => message(command.deliver_sm, fields);

// An ordinary answer that any peer takes.
export function answer(asked, { status = 0, message_id = '' } = {}) {
    const with_id = asked.id === command.submit_sm || asked.id === command.deliver_sm || asked.id === command.data_sm;
    return pdu(response_to(asked.id), {
        status,
        sequence: asked.sequence,
        body: with_id ? c_string(message_id) : Buffer.alloc(0),
    });
}

// Header and body of one whole PDU.
export function read(raw) {
    const id = raw.readUInt32BE(4);
    return {
        raw,
        length: raw.length,
        id,
        command: name_of(id),
        status: raw.readUInt32BE(8),
        sequence: raw.readUInt32BE(12),
        body: raw.subarray(16),
    };
}

// The fields of a submit_sm or deliver_sm.
export function read_message(one) {
    let at = 0;
    const octet = () => one.body[at++];
    const string = () => {
        const end = one.body.indexOf(0, at);
        const text = one.body.toString('latin1', at, end);
        at = end + 1;
        return text;
    };
    const party = () => ({ ton: octet(), npi: octet(), digits: string() });
    const fields = {
        service_type: string(),
        source: party(),
        destination: party(),
        esm_class: octet(),
        protocol_id: octet(),
        priority: octet(),
        schedule: string(),
        validity: string(),
        registered_delivery: octet(),
        replace: octet(),
        data_coding: octet(),
        default_message: octet(),
    };
    const length = octet();
    fields.short_message = one.body.subarray(at, at + length);
    fields.text = fields.short_message.toString('latin1');
    fields.tlvs = one.body.subarray(at + length);
    return fields;
}

// The same octets with another sequence number.
export function renumbered(raw, sequence) {
    const copy = Buffer.from(raw);
    copy.writeUInt32BE(sequence >>> 0, 12);
    return copy;
}

// Cuts a stream into PDUs. A command_length under 16 can't be cut: the rest is then left in `broken`.
export class Framer {
    #rest = Buffer.alloc(0);
    broken = null;

    take(piece) {
        this.#rest = this.#rest.length ? Buffer.concat([this.#rest, piece]) : piece;
        const whole = [];
        let at = 0;
        while (this.broken === null && this.#rest.length - at >= 4) {
            const length = this.#rest.readUInt32BE(at);
            if (length < 16) this.broken = this.#rest.subarray(at);
            if (length < 16 || this.#rest.length - at < length) break;
            whole.push(read(Buffer.from(this.#rest.subarray(at, at + length))));
            at += length;
        }
        this.#rest = this.#rest.subarray(at);
        return whole;
    }

    get unfinished() {
        return this.#rest.length;
    }
}
