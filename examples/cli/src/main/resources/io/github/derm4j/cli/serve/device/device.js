import {answerOf} from './answer.js';
import {byId, element, percent} from './base.js';
import {onImages, requireSize, show} from './classify-view.js';

const CLASSES = 5;
const MEGABYTE = 1e6;
/** What the process of the page takes, as a multiple of what it loads: see derm-benchmarks/device-memory. */
const MEMORY_FACTOR = 6;

const model = JSON.parse(byId('model').textContent);
const waiting = new Map();
let requests = 0;
let worker;
let ready;
const started = new Promise((resolve, reject) => {
  ready = {resolve, reject};
});

byId('model-name').textContent = model.name;
byId('loaded-text').textContent = '';
onImages(classify);
started.then(
  async () => say(await stored() < size()
    ? 'The classifier is ready, but the browser has no room to store it. The page works only with a network.'
    : 'The classifier is on this device; from now on the page works without a network.'),
  (failure) => {
    say('');
    byId('loading').hidden = true;
    byId('problem').append(element('p', {class: 'error', role: 'alert'}, failure.message));
  });
start().catch(ready.reject);

async function start() {
  if (!isSecureContext) {
    throw new Error('Open this page with https, or on this machine with http://localhost. Otherwise the browser cannot store it for offline use.');
  }
  if (!navigator.serviceWorker) {
    throw new Error('This browser or private window stores no pages (service workers are off). Use another one.');
  }
  await serviceWorker();
  await requireRoom();
  worker = new Worker(new URL('./worker.js', import.meta.url), {type: 'module'});
  worker.addEventListener('message', ({data}) => receive(data));
  worker.addEventListener('error', (failure) => stop(new Error(failure.message || 'The classifier could not be started. Load the page again.')));
  worker.postMessage({model, base: document.baseURI});
}

/** The service worker stores the page, and checks each file that it loads. */
async function serviceWorker() {
  const container = navigator.serviceWorker;
  const registration = await container.register('service-worker.js', {updateViaCache: 'none'}).catch((failure) => {
    throw new Error(`The browser does not store this page: ${failure.message}`);
  });
  const replaced = () => new Promise((resolve) => {
    container.addEventListener('controllerchange', resolve, {once: true});
  });
  if (!container.controller) {
    const control = replaced();
    const broken = new Promise((resolve, reject) => {
      registration.installing?.addEventListener('statechange', ({target}) => {
        if (target.state === 'redundant') {
          reject(new Error('A file of this page is missing or changed on the server. Copy the whole folder to it, then load the page again.'));
        }
      });
    });
    // After a forced reload the page has no service worker until it asks for it.
    registration.active?.postMessage('claim');
    await Promise.race([control, broken]);
  }
  const offer = () => {
    const next = registration.waiting;
    if (next) {
      byId('update').hidden = false;
      byId('replace').onclick = async () => {
        const control = replaced();
        next.postMessage('replace');
        await control;
        location.reload();
      };
    }
  };
  registration.addEventListener('updatefound', () => registration.installing.addEventListener('statechange', offer));
  offer();
}

/** Refuses before a long download that could not end well. */
async function requireRoom() {
  const bytes = size();
  if (navigator.deviceMemory && navigator.deviceMemory * 1e9 < MEMORY_FACTOR * bytes) {
    throw new Error(`This device has about ${navigator.deviceMemory} GB of memory; the classifier needs ${megabytes(MEMORY_FACTOR * bytes)}.`);
  }
  const {quota = Infinity, usage = 0} = await navigator.storage?.estimate() ?? {};
  const kept = await stored();
  if (quota - usage < bytes - kept) {
    throw new Error(`The browser offers ${megabytes(Math.max(0, quota - usage))} of storage; the classifier needs ${megabytes(bytes - kept)}. ` +
      'Free storage on this device and load the page again.');
  }
  // Else the browser may remove what it stores when storage gets short.
  navigator.storage?.persist?.();
}

function size() {
  return model.runtime.bytes + model.network.bytes;
}

/** How many bytes of the classifier are on this device already. */
async function stored() {
  let bytes = 0;
  for (const part of [...model.runtime.parts, ...model.network.parts]) {
    if (await caches.match(part.path)) {
      bytes += part.bytes;
    }
  }
  return bytes;
}

function megabytes(bytes) {
  return `${Math.ceil(bytes / MEGABYTE)} MB`;
}

function receive(message) {
  if (message.total) {
    byId('loaded').max = message.total;
    byId('loaded').value = message.done;
    byId('loaded-text').textContent = message.done < message.total
      ? `${Math.floor(message.done / MEGABYTE)} of ${megabytes(message.total)}` : 'Starting the classifier …';
  } else if (message.ready) {
    byId('loading').hidden = true;
    ready.resolve();
  } else if (waiting.has(message.id)) {
    const {resolve, reject} = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.answer) {
      resolve(message.answer);
    } else {
      reject(new Error(message.failure));
    }
  } else {
    ready.reject(new Error(message.failure));
  }
}

/** The worker is gone, with all that it was to answer. */
function stop(failure) {
  ready.reject(failure);
  for (const {reject} of waiting.values()) {
    reject(failure);
  }
  waiting.clear();
}

async function classify(card, file) {
  requireSize(file, model);
  try {
    await started;
  } catch {
    throw new Error('The classifier is not loaded; the reason is given above.');
  }
  const id = ++requests;
  const said = await new Promise((resolve, reject) => {
    waiting.set(id, {resolve, reject});
    worker.postMessage({id, file});
  });
  const answer = {...answerOf(said.probabilities, model, CLASSES), image: said.image, input: URL.createObjectURL(said.input)};
  const {right} = show(card, file, answer, model);
  if (answer.tasks.length > 0) {
    right.append(tasks(answer.tasks));
  }
}

/** The questions of two answers for which the training chose a threshold. */
function tasks(all) {
  return element('div', {}, element('h3', {}, 'Thresholds'), ...all.map((task) => {
    const side = task.score >= task.value ? task.positiveNames : task.negativeNames;
    return element('p', {class: 'task', 'data-score': task.score},
      element('strong', {}, `${task.task}: ${side.join(', ')}. `),
      `Score ${percent(task.score)}, threshold ${percent(task.value)}. The score assumes that the lesion is on one of the two sides, ` +
      `which has a probability of ${percent(task.both)}. Threshold: ${task.origin}.`);
  }));
}

function say(text) {
  byId('status').textContent = text;
}
