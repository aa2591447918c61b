// Elements from JavaScript. Strings only ever become text, never markup, so nothing that a person sent can act on the page.

// h('button.small', { onclick }, 'Save'): the attributes may be left out. Null, false and true attributes are left out or bare;
// "on…" adds a listener, "value" and "checked" set properties. Children: nodes, strings, numbers, arrays; null and false are none.
export function h(what, ...rest) {
    const [tag, ...classes] = what.split('.');
    const made = document.createElement(tag || 'div');
    if (classes.length) made.className = classes.join(' ');
    return filled(made, rest);
}

export function s(tag, ...rest) {
    return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), rest);
}

function filled(made, rest) {
    const given = rest[0];
    const has_attributes = given && typeof given === 'object' && !Array.isArray(given) && !(given instanceof Node);
    for (const [name, value] of Object.entries(has_attributes ? rest.shift() : {})) set(made, name, value);
    made.append(...rest.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return made;
}

function set(on, name, value) {
    if (value === null || value === undefined || value === false) return;
    if (name.startsWith('on')) on.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked') on[name] = value;
    else on.setAttribute(name, value === true ? '' : value);
}

let ids = 0;
export const fresh_id = (of) => `${of}-${++ids}`;

// Whether keys go into what has the focus.
export const is_typing = (on) => on instanceof HTMLElement && on.matches('input, textarea, select, [contenteditable]');
