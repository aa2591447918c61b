// What the pages for operators promise: their links lead somewhere, their commands are there, nothing that they list is missing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { built, run } from './harness.mjs';

const root = new URL('../../', import.meta.url).pathname;
const docs = 'deploy/docs';
const pages = ['README.md', 'CONTRIBUTING.md', ...fs.readdirSync(path.join(root, docs)).map((name) => `${docs}/${name}`)].filter(
    (name) => name.endsWith('.md'),
);
const text = (page) => fs.readFileSync(path.join(root, page), 'utf8');
// As GitHub and GitLab make them of headings.
const anchors = (page) =>
    [...text(page).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
        title
            .toLowerCase()
            .replace(/[^\w\- ]/g, '')
            .replaceAll(' ', '-'),
    );

test('every link leads somewhere', () => {
    const lost = [];
    for (const page of pages) {
        for (const [, link] of text(page).matchAll(/\]\(([^)\s]+)\)/g)) {
            if (/^[a-z]+:/.test(link)) continue;
            const [file, anchor] = link.split('#');
            const to = file ? path.join(path.dirname(page), file) : page;
            if (!fs.existsSync(path.join(root, to)) || (anchor && !anchors(to).includes(anchor))) lost.push(`${page}: ${link}`);
        }
    }
    assert.deepEqual(lost, []);
});

test('every page can be found from the first one', () => {
    const found = new Set(['README.md']);
    for (const page of found) {
        for (const [, link] of text(page).matchAll(/\]\(([^)#\s]+\.md)/g)) {
            const to = path.join(path.dirname(page), link);
            if (pages.includes(to)) found.add(to);
        }
    }
    assert.deepEqual(
        pages.filter((one) => !found.has(one)),
        [],
    );
});

test('every alert says what to do, and where', () => {
    const rules = text('deploy/prometheus/rules.yaml');
    const alerts = [...rules.matchAll(/- alert: (\w+)([\s\S]*?)(?=- alert:|$)/g)];
    assert.deepEqual(
        [...text(`${docs}/alerts.md`).matchAll(/^## (.*)$/gm)].map(([, title]) => title),
        alerts.map(([, name]) => name),
    );
    for (const [, name, rule] of alerts) {
        assert.equal(rule.match(/runbook: (\S+)/)?.[1], `${docs}/alerts.md#${name.toLowerCase()}`, name);
        const section = text(`${docs}/alerts.md`).split(`## ${name}\n`)[1];
        assert.equal(section.match(/\*\*(\w+)\.\*\*/)[1].toLowerCase(), rule.match(/severity: (\w+)/)[1], name);
    }
});

test('every reason for which a link ends is explained', () => {
    const names = text('proxy/relay/effects.cpp').match(/names\{([^}]*)\}/)[1];
    for (const [, name] of names.matchAll(/"(\w+)"/g)) assert.match(text(`${docs}/troubleshooting.md`), new RegExp(`\`${name}\``), name);
});

test('every command and option that a page shows is there', async () => {
    const helps = new Map();
    const help = async (...words) => {
        const key = words.join(' ');
        if (!helps.has(key)) helps.set(key, await run(built('stopgate'), [...words, '--help']));
        return helps.get(key);
    };
    const general = (await help()).stdout;
    const wrong = [];
    for (const page of pages) {
        for (const [line] of text(page).matchAll(/(?<=^|`)stopgate [a-z][^`\n#]*/gm)) {
            const words = line.split(' ').slice(1);
            const [command, part] = words;
            const options = line.match(/--[a-z-]+/g) ?? [];
            let of_it = await help(command);
            if (/^[a-z]+$/.test(part ?? '') && new RegExp(`^  ${part} `, 'm').test(of_it.stdout)) of_it = await help(command, part);
            const known = (one) => (of_it.stdout + general).includes(one);
            if (of_it.code !== 0 || !options.every(known)) wrong.push(`${page}: ${line}`);
        }
    }
    assert.ok(helps.size > 15, 'they were found at all');
    assert.deepEqual(wrong, []);
});
