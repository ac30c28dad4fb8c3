/** What all pages use. */

/** The element with an id. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Makes an element. A string among the children becomes text, never HTML, so a name from a model
 * or a file cannot act.
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) {
      made.setAttribute(key, '');
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, String(value));
    }
  }
  made.append(...children);
  return made;
}

/** Makes an element of SVG. */
export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}

/** A share in words, such as "12.3 %". */
export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** Sends a request and gives its JSON; an error has the server's message. */
export async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error('The server does not answer. Start it again with derm serve.');
  }
  const type = response.headers.get('content-type') ?? '';
  const body = type.startsWith('application/json') ? await response.json() : {};
  if (!response.ok) {
    throw new Error(body.error ?? `The server answered ${response.status}.`);
  }
  return body;
}

/** Sends an object as JSON. */
export function post(path, object) {
  return request(path, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(object),
  });
}
