// Tabs as the ARIA practices have them: arrows move and show, one is in the order of the Tab key.
import { fresh_id, h } from './dom.js';

// `panels`: { name: [words, make()] }; `shown(name)` is told of a change.
export function tabs(label, panels, first, shown) {
    const names = Object.keys(panels);
    const id = fresh_id('tabs');
    const panel = h('div.card.tab-panel', { role: 'tabpanel', id: `${id}-panel`, tabindex: '-1' });
    const buttons = names.map((name) =>
        h(
            'button.tab',
            { type: 'button', role: 'tab', id: `${id}-${name}`, 'aria-controls': panel.id, onclick: () => show(name) },
            panels[name][0],
        ),
    );
    function show(name, tell = true) {
        for (const [place, button] of buttons.entries()) {
            button.setAttribute('aria-selected', String(names[place] === name));
            button.tabIndex = names[place] === name ? 0 : -1;
        }
        panel.setAttribute('aria-labelledby', `${id}-${name}`);
        panel.replaceChildren(panels[name][1]());
        if (tell) shown(name);
    }
    const list = h(
        'div.tabs',
        {
            role: 'tablist',
            'aria-label': label,
            onkeydown: (event) => {
                const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
                if (!by) return;
                const next = (buttons.indexOf(event.target) + by + names.length) % names.length;
                buttons[next].focus();
                show(names[next]);
            },
        },
        buttons,
    );
    show(names.includes(first) ? first : names[0], false);
    return h('div.tabbed', list, panel);
}
