// Live links between senders and message centres, and what can be done to all of them.
import { get, post } from './api.js';
import { form_dialog } from './dialog.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { on_beat } from './pulse.js';
import { only_for } from './session.js';
import { head } from './shell.js';
import { empty, failed, loading, notice, pill, scroll } from './states.js';
import { toast } from './toast.js';
import { count, moment, several, since } from './words.js';

export const title = () => 'Links';

const binds = { bound_tx: 'Transmitter', bound_rx: 'Receiver', bound_trx: 'Transceiver' };
const state_pill = (state) => (binds[state] ? pill('green', binds[state]) : pill('amber', state.replaceAll('_', ' ')));

const fact = (name, value) => h('div', h('dt', name), h('dd', value));

function card(link) {
    const certificates = [
        ['Sender', link.sender_certificate],
        ['Upstream', link.upstream_certificate],
    ].filter(([, name]) => name);
    return h(
        'li.card.link-card',
        h(
            'header.link-head',
            h('div', h('h2', link.system_id || 'Not bound yet'), h('p.under', `${link.link}, up ${since(link.since)}`)),
            state_pill(link.state),
        ),
        h(
            'div.route',
            { role: 'group', 'aria-label': 'Route' },
            h('div.stop', icon('person'), h('span', 'Sender'), h('code', link.sender_address || '–')),
            h('div.hop', { 'aria-hidden': 'true' }),
            h('div.stop', icon('tower'), h('span', 'Message centre'), h('code', link.upstream_address || '–')),
        ),
        h(
            'dl.facts',
            fact('Unanswered by the carrier', count(link.in_flight_upstream)),
            fact('Unanswered by the sender', count(link.in_flight_downstream)),
            fact('Held', count(link.held)),
            fact('Since', moment(link.since)),
            certificates.map(([who, name]) => fact(`${who}'s certificate`, name)),
        ),
    );
}

async function reload() {
    const { changes } = await post('/v1/config/reload', {}, { dry_run: true });
    const done = await form_dialog({
        title: 'Reload the configuration',
        yes: 'Reload',
        wide: true,
        body: changes.length
            ? [
                  h('p', `${several(changes.length, 'setting')} will change; links stay up.`),
                  scroll(
                      'Changes',
                      h(
                          'table.table',
                          h(
                              'thead',
                              h(
                                  'tr',
                                  ['Setting', 'From', 'To', 'Takes effect'].map((name) => h('th', { scope: 'col' }, name)),
                              ),
                          ),
                          h(
                              'tbody',
                              changes.map((one) =>
                                  h(
                                      'tr',
                                      h('th', { scope: 'row' }, h('code', one.key)),
                                      [one.from, one.to].map((value) => h('td', h('code', JSON.stringify(value)))),
                                      h('td', one.effect),
                                  ),
                              ),
                          ),
                      ),
                  ),
              ]
            : h('p', 'The file says what already holds. Reloading reads it, and the certificates it names, once more.'),
        run: () => post('/v1/config/reload', {}),
    });
    if (done) toast(`Configuration ${done.generation} holds.`);
}

async function drain() {
    const done = await form_dialog({
        title: 'Drain the gateway',
        yes: 'Drain and stop',
        danger: true,
        body: [
            h('p', 'Stopgate takes no new connections, lets what is under way finish, unbinds every link and ends.'),
            h(
                'p.muted',
                'Until something starts it again, senders can’t reach the carrier through it, and this console is gone.',
            ),
        ],
        run: () => post('/v1/drain'),
    });
    if (done) toast('The gateway drains.');
}

export async function page({ view, signal }) {
    const list = h('ul.links', loading(3));
    const guard = (run) => () =>
        run().catch((trouble) =>
            toast(
                trouble.body?.faults
                    ? trouble.body.faults.map((one) => `${one.file}:${one.line} ${one.key}: ${one.what}`).join('\n')
                    : trouble.message,
                { kind: 'bad' },
            ),
        );
    view.append(
        head(
            'Links',
            'One sender’s connection and the carrier’s, joined through Stopgate.',
            h(
                'button.button',
                { type: 'button', ...only_for('admin'), onclick: guard(reload) },
                icon('refresh'),
                'Reload configuration',
            ),
            h('button.button.danger-quiet', { type: 'button', ...only_for('admin'), onclick: guard(drain) }, 'Drain…'),
        ),
        list,
    );
    let asking = false;
    on_beat(async () => {
        if (asking) return;
        asking = true;
        try {
            const { links } = await get('/v1/links', {}, signal);
            list.replaceChildren(
                ...(links.length
                    ? links.map(card)
                    : [
                          h(
                              'li.card',
                              empty(
                                  'links',
                                  'No sender is connected',
                                  'Point your application at a listen address of the configuration; its link shows up here.',
                              ),
                          ),
                      ]),
            );
        } catch (trouble) {
            if (!signal.aborted)
                list.replaceChildren(h('li.card', trouble.status === 0 ? notice('bad', trouble.message) : failed(trouble)));
        } finally {
            asking = false;
        }
    }, signal);
}
