/**
 * Stores the page and the classifier on this device, and answers from there, with and without a
 * network. Answers for the page's own files alone: nothing else is loaded from anywhere.
 */

const PLAN = {{plan}};
const SCOPE = new URL(self.registration.scope);
const OURS = `derm4j ${SCOPE.pathname} `;
const PAGE = `${OURS}page ${PLAN.version}`;
/** Parts are named by their content, so that the next version need not load them again. */
const PARTS = `${OURS}parts`;

self.addEventListener('install', (event) => event.waitUntil(storePage()));
self.addEventListener('activate', (event) => event.waitUntil(removeOthers().then(() => self.clients.claim())));
self.addEventListener('fetch', (event) => event.respondWith(answer(event.request)));
self.addEventListener('message', ({data}) => {
  if (data === 'claim') {
    self.clients.claim();
  } else if (data === 'replace') {
    self.skipWaiting();
  }
});

async function storePage() {
  const cache = await caches.open(PAGE);
  await Promise.all(Object.entries(PLAN.page).map(async ([path, integrity]) => {
    await cache.put(path, await load(path, integrity));
  }));
}

async function load(path, integrity) {
  const response = await fetch(new URL(path === 'index.html' ? './' : path, SCOPE), {integrity, cache: 'no-cache'});
  if (!response.ok) {
    throw new Error(`${path}: ${response.status}`);
  }
  return response;
}

async function removeOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== PAGE && name !== PARTS) {
      await caches.delete(name);
    }
  }
  const cache = await caches.open(PARTS);
  for (const request of await cache.keys()) {
    if (!(pathOf(request) in PLAN.parts)) {
      await cache.delete(request);
    }
  }
}

function pathOf(request) {
  const url = new URL(request.url);
  if (url.origin !== SCOPE.origin || !url.pathname.startsWith(SCOPE.pathname)) {
    return '';
  }
  return url.pathname.slice(SCOPE.pathname.length) || 'index.html';
}

async function answer(request) {
  const path = pathOf(request);
  if (path in PLAN.page) {
    const stored = await (await caches.open(PAGE)).match(path);
    return hardened(stored ?? await load(path, PLAN.page[path]), path);
  }
  if (path in PLAN.parts) {
    return part(path);
  }
  // Following a link to another page is a person's choice; a request by this page is not.
  return request.mode === 'navigate' ? fetch(request) : Response.error();
}

async function part(path) {
  const cache = await caches.open(PARTS);
  const stored = await cache.match(path);
  if (stored) {
    return stored;
  }
  const response = await fetch(new URL(path, SCOPE), {integrity: PLAN.parts[path], cache: 'no-cache'});
  if (response.ok) {
    // Without room the page works from the network, and says so.
    await cache.put(path, response.clone()).catch(() => {});
  }
  return response;
}

/** The headers that a good server would send. Only the worker and its threads may compile WebAssembly. */
function hardened(response, path) {
  const headers = new Headers(response.headers);
  const scripts = PLAN.workers.includes(path) ? "'self' 'wasm-unsafe-eval'" : "'self'";
  headers.set('Content-Security-Policy', `${PLAN.policy.replace("script-src 'self'", `script-src ${scripts}`)}; frame-ancestors 'none'`);
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'no-referrer');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return new Response(response.body, {status: response.status, headers});
}
