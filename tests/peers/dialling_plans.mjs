// Makes proxy/consent/dialling_plans.inc from the metadata of libphonenumber, as the npm package google-libphonenumber ships it:
//     npm ci && node dialling_plans.mjs          writes the table
//     node dialling_plans.mjs --check            exits 1 if the table is not what it would write
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { Automata, parse_pattern } from './digit_automata.mjs';

const require = createRequire(import.meta.url);
const { PhoneNumberUtil } = require('google-libphonenumber');
const { version } = require('google-libphonenumber/package.json');
const phones = PhoneNumberUtil.getInstance();

const table = fileURLToPath(new URL('../../proxy/consent/dialling_plans.inc', import.meta.url));
const world = '001'; // libphonenumber's region of country codes that belong to no country

// Marks of the automata.
const known = 1; // a number of the plan, of whatever kind
const mobile = 2; // one that libphonenumber takes for a mobile number

// What the metadata no longer has; these rules come before those of the package. `behind_code`: where a country code is before it.
const more_prefixes = {
    // Until August 2019 a Mexican mobile was +52 1 and ten digits abroad, and 01, 02, 044 or 045 and ten digits at home; lists
    // still have them so. No number of today begins with 0 or 1. At home a 1 before ten digits is rather the United States' code.
    MX: { at_home: '0(?:[12]|4[45])', behind_code: '0(?:[12]|4[45])|1' },
};

const pattern_of = (description) => {
    const pattern = description?.getNationalNumberPattern();
    return pattern && pattern !== 'NA' ? pattern : null;
};
const lengths_of = (description) => (description?.possibleLengthArray() ?? []).filter((length) => length > 0);
const bits = (numbers) => numbers.reduce((sum, number) => sum | (1 << number), 0);

// A rule says: cut off what `skip` matches; if `keep` is there, what it matches stays and what `gap` matches after it goes too;
// `whole`: nothing may follow; then `insert` is put in front.
function prefix_rules(pattern, transform) {
    const [, insert, group] = /^(\d*)(?:\$(\d))?$/.exec(transform ?? '') ?? [];
    if (insert === undefined) throw new Error(`transform rule not understood: ${transform}`);
    return alternatives_of(parse_pattern(pattern), Number(group ?? 0)).map((parts) => {
        const kept = parts.findIndex((part) => part.group && part.group === Number(group));
        const whole = parts.at(-1)?.end ?? false;
        const solid = parts.slice(0, whole ? -1 : undefined);
        if (kept < 0) return { skip: { all: solid }, keep: null, gap: null, whole, insert: '' };
        const [skip, gap] = [solid.slice(0, kept), solid.slice(kept + 1)].map((all) => ({ all }));
        return { skip, keep: solid[kept].of, gap, whole, insert };
    });
}

// The ways through a tree, in a regular expression's order of preference, each a list of parts: told apart are only those that
// differ in what they do with the group or the end.
function alternatives_of(tree, group) {
    const matters = (node) =>
        node.end || (node.group && node.group === group) || (node.any ?? node.all ?? (node.of ? [node.of] : [])).some(matters);
    if (!matters(tree) && !tree.any) return [[tree]];
    if (tree.any) return tree.any.flatMap((each) => alternatives_of(each, group));
    if (tree.end || tree.group) return [[tree]];
    if (tree.all) {
        const join = (heads, tails) => heads.flatMap((head) => tails.map((tail) => [...head, ...tail]));
        return tree.all.map((each) => (matters(each) ? alternatives_of(each, group) : [[each]])).reduce(join, [[]]);
    }
    if (tree.from === 0 && tree.to === 1) return [...alternatives_of(tree.of, group), []];
    throw new Error('a prefix with a repeated group is not understood');
}

// The table's rows, with trees still in them.
function read_metadata() {
    const plans = [];
    const regions = [];
    for (const code of phones.getSupportedCallingCodes()) {
        const names = phones.getRegionCodesForCountryCode(code);
        const all = names.map((name) =>
            name === world ? phones.getMetadataForNonGeographicalRegion(code) : phones.getMetadataForRegion(name),
        );
        const rules_of = (metadata, more) => [
            ...(more ? prefix_rules(more) : []),
            ...(metadata.getNationalPrefixForParsing()
                ? prefix_rules(metadata.getNationalPrefixForParsing(), metadata.getNationalPrefixTransformRule())
                : []),
        ];
        const trees = all.flatMap((metadata) => [
            { tree: parse_pattern(pattern_of(metadata.getGeneralDesc())), mark: known },
            ...(pattern_of(metadata.getMobile()) ? [{ tree: parse_pattern(pattern_of(metadata.getMobile())), mark: mobile }] : []),
        ]);
        // Where a code is shared, what is told from the code alone follows the first region, the code's main one.
        plans.push({
            code,
            names,
            trees,
            rules: rules_of(all[0], more_prefixes[names[0]]?.behind_code),
            lengths: bits(all.flatMap((metadata) => lengths_of(metadata.getGeneralDesc()))),
            mobile_lengths: bits(all.flatMap((metadata) => lengths_of(metadata.getMobile()))),
        });
        all.forEach((metadata, at) => {
            if (names[at] === world) return;
            const prefix = metadata.getNationalPrefix();
            regions.push({
                name: names[at],
                plan: plans.length - 1,
                abroad: parse_pattern(metadata.getInternationalPrefix()),
                rules: rules_of(metadata, more_prefixes[names[at]]?.at_home),
                trunk: Boolean(prefix) && prefix !== String(code),
            });
        });
    }
    regions.sort((a, b) => (a.name < b.name ? -1 : 1));
    return { plans, regions };
}

const hex = (number) => `0x${number.toString(16)}`;

const line_limit = 130; // as in the rest of the sources

function array(type, name, rows) {
    const lines = [];
    for (const row of rows) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + row.length + 2 <= line_limit) lines[lines.length - 1] = `${last} ${row},`;
        else lines.push(`    ${row},`);
    }
    return `constexpr ${type} ${name}[] = {\n${lines.join('\n')}\n};\n`;
}

function write_table({ plans, regions }) {
    const automata = new Automata();
    const automaton = (tree) => (tree === null ? null : automata.add([{ tree, mark: known }]));
    const rules = [];
    const first_rule = new Map();
    // Equal rules stand in the table once.
    const rules_at = (list) => {
        const said = JSON.stringify(list);
        if (!first_rule.has(said)) {
            first_rule.set(said, list.length === 0 ? 0 : rules.length);
            for (const { skip, keep, gap, whole, insert } of list) {
                rules.push({ skip: automaton(skip), keep: automaton(keep), gap: automaton(gap), whole, insert });
            }
        }
        return `${first_rule.get(said)}, ${list.length}`;
    };
    const roots = plans.map(({ trees }) => automata.add(trees));
    const abroad = regions.map((region) => automaton(region.abroad));
    const plan_rules = plans.map((plan) => rules_at(plan.rules));
    const region_rules = regions.map((region) => rules_at(region.rules));
    const { cells, index } = automata.cells([...roots, ...abroad, ...rules.flatMap(({ skip, keep, gap }) => [skip, keep, gap])]);
    if (cells.length > 0xffff) throw new Error('more cells than a cell can point to');

    const mask = ({ digits, marks, last }) => digits | (marks << 10) | (last ? 1 << 12 : 0);
    return [
        array(
            'cell',
            'cells',
            cells.map((cell) => `{${hex(mask(cell))}, ${cell.to}}`),
        ),
        array(
            'prefix_rule',
            'rules',
            rules.map(({ skip, keep, gap, whole, insert }) => {
                return `{${[skip, keep, gap].map((part) => index.get(part)).join(', ')}, ${whole}, "${insert}"}`;
            }),
        ),
        array(
            'numbering_plan',
            'plans',
            plans.map((plan, at) =>
                `{${[plan.code, index.get(roots[at]), hex(plan.lengths), hex(plan.mobile_lengths), plan_rules[at]].join(', ')}}`,
            ),
        ),
        array(
            'dialling_plan',
            'regions',
            regions.map((region, at) =>
                `{"${region.name}", ${[region.plan, index.get(abroad[at]), region_rules[at], region.trunk].join(', ')}}`,
            ),
        ),
    ].join('\n');
}

const today = new Date().toISOString().slice(0, 10);
const header = `// Generated on ${today} by tests/peers/dialling_plans.mjs from google-libphonenumber ${version}; do not edit.\n`;
const body = [
    '// What the columns mean is said in dialling_tables.hpp. The metadata is libphonenumber\'s, under the Apache License 2.0.',
    '// clang-format off',
    '',
    write_table(read_metadata()),
].join('\n');

if (process.argv.includes('--check')) {
    const standing = readFileSync(table, 'utf8');
    const same = standing.includes(`google-libphonenumber ${version};`) && standing.slice(standing.indexOf('\n') + 1) === body;
    if (!same) console.error('proxy/consent/dialling_plans.inc is not what dialling_plans.mjs writes');
    process.exitCode = same ? 0 : 1;
} else {
    writeFileSync(table, header + body);
}
