// Patterns of digits, as libphonenumber's metadata has them, turned into one acyclic automaton: all patterns share equal tails.
// Known syntax: digits, \d, classes, groups, alternatives, ?, {n}, {n,m}. No pattern there repeats without end.

const all_digits = 0x3ff; // one bit a digit

// A pattern's tree: {digits: mask}, {all: [node…]}, {any: [node…]}, {of: node, from, to}, {group: number, of: node} or {end: true}.
export function parse_pattern(pattern) {
    let at = 0;
    let groups = 0;
    const fail = () => {
        throw new Error(`pattern not understood at ${at}: ${pattern}`);
    };

    function alternatives() {
        const any = [sequence()];
        while (pattern[at] === '|') {
            at++;
            any.push(sequence());
        }
        return any.length === 1 ? any[0] : { any };
    }
    function sequence() {
        const all = [];
        while (at < pattern.length && !'|)'.includes(pattern[at])) all.push(counted(atom()));
        return all.length === 1 ? all[0] : { all };
    }
    function atom() {
        const sign = pattern[at++];
        if (/\d/.test(sign)) return { digits: 1 << Number(sign) };
        if (sign === '\\' && pattern[at] === 'd') return at++, { digits: all_digits };
        if (sign === '[') return character_class();
        if (sign === '$') return { end: true };
        if (sign !== '(') return at--, fail();
        const plain = pattern.startsWith('?:', at);
        if (plain) at += 2;
        const group = plain ? 0 : ++groups;
        const of = alternatives();
        if (pattern[at++] !== ')') fail();
        return plain ? of : { group, of };
    }
    function character_class() {
        let digits = 0;
        while (pattern[at] !== ']') {
            const [whole, from, to] = /^(\d)(?:-(\d))?/.exec(pattern.slice(at)) ?? fail();
            for (let digit = Number(from); digit <= Number(to ?? from); digit++) digits |= 1 << digit;
            at += whole.length;
        }
        at++;
        return { digits };
    }
    function counted(of) {
        const [whole, from, comma, to] = /^(?:\?|\{(\d+)(,)?(\d+)?\})/.exec(pattern.slice(at)) ?? [''];
        if (whole === '') return of;
        if (comma && !to) fail();
        at += whole.length;
        return whole === '?' ? { of, from: 0, to: 1 } : { of, from: Number(from), to: Number(comma ? to : from) };
    }

    const tree = alternatives();
    if (at !== pattern.length) fail();
    return tree;
}

// A nondeterministic automaton in which a state is {marks, free: [state…], steps: [{digits, to}]}.
function nondeterministic(tree, next) {
    const state = () => ({ marks: 0, free: [], steps: [] });
    if (tree.digits !== undefined) return Object.assign(state(), { steps: [{ digits: tree.digits, to: next }] });
    if (tree.all) return tree.all.reduceRight((after, each) => nondeterministic(each, after), next);
    if (tree.any) return Object.assign(state(), { free: tree.any.map((each) => nondeterministic(each, next)) });
    if (tree.group) return nondeterministic(tree.of, next);
    if (tree.of) {
        let start = next;
        for (let copy = tree.to; copy > 0; copy--) {
            const once = nondeterministic(tree.of, start);
            start = copy > tree.from ? Object.assign(state(), { free: [once, next] }) : once;
        }
        return start;
    }
    throw new Error(`not a pattern of digits: ${JSON.stringify(tree)}`);
}

// All automata of a table. A node is {marks, edges: [{digits, to: node}]}; nodes with the same future are one and the same object.
export class Automata {
    #nodes = new Map(); // what a node says, as text -> node
    #numbers = new Map(); // node -> number
    #ids = 0;

    // trees: [{tree, mark}]; a node where one of them may end carries its mark. Null when there is nothing to match.
    add(trees) {
        const id = new Map();
        const number = (state) => id.get(state) ?? (id.set(state, id.size), id.size - 1);
        const start = trees.map(({ tree, mark }) => nondeterministic(tree, { marks: mark, free: [], steps: [] }));
        const known = new Map();
        const deterministic = (states) => {
            const closed = new Set(states);
            for (const state of closed) state.free.forEach((each) => closed.add(each));
            const key = [...closed].map(number).sort((a, b) => a - b).join();
            if (!known.has(key)) known.set(key, this.#node([...closed], deterministic));
            return known.get(key);
        };
        return trees.length === 0 ? null : deterministic(start);
    }

    #node(states, deterministic) {
        const marks = states.reduce((sum, { marks }) => sum | marks, 0);
        const digits_to = new Map();
        for (let digit = 0; digit < 10; digit++) {
            const next = states.flatMap(({ steps }) => steps.filter(({ digits }) => digits & (1 << digit)).map(({ to }) => to));
            if (next.length === 0) continue;
            const to = deterministic(next);
            digits_to.set(to, (digits_to.get(to) ?? 0) | (1 << digit));
        }
        const edges = [...digits_to].map(([to, digits]) => ({ digits, to }));
        const said = `${marks}:${edges.map(({ digits, to }) => `${digits}>${this.#number(to)}`).join()}`;
        if (!this.#nodes.has(said)) this.#nodes.set(said, { marks, edges });
        return this.#nodes.get(said);
    }

    #number(node) {
        if (!this.#numbers.has(node)) this.#numbers.set(node, this.#ids++);
        return this.#numbers.get(node);
    }

    // {cells: [{digits, marks, last, to}], index: node -> cell}: each node is a run of cells, one an edge, the marks in each of
    // them. Cell 0 is a node without a way on that matches nothing; a node without edges is one cell without digits.
    cells(roots) {
        const cells = [{ digits: 0, marks: 0, last: true, to: 0 }];
        const index = new Map([[null, 0]]);
        const place = (node) => {
            if (index.has(node)) return index.get(node);
            const to = node.edges.map((edge) => place(edge.to));
            index.set(node, cells.length);
            node.edges.forEach(({ digits }, at) => {
                cells.push({ digits, marks: node.marks, last: at === node.edges.length - 1, to: to[at] });
            });
            if (node.edges.length === 0) cells.push({ digits: 0, marks: node.marks, last: true, to: 0 });
            return index.get(node);
        };
        roots.forEach(place);
        return { cells, index };
    }
}
