import {byId, element, percent, request, svg} from './base.js';

const CLASSES = 5;
const PIXELATED_BELOW = 150;

let model;
let answers = 0;

byId('files').addEventListener('change', (event) => take(event.target));
byId('camera').addEventListener('change', (event) => take(event.target));
byId('threshold').addEventListener('input', showThreshold);

const drop = byId('drop');
drop.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  classifyAll([...event.dataTransfer.files]);
});

try {
  model = await request('/api/model');
  byId('model-name').textContent = model.model;
} catch (failure) {
  byId('status').textContent = failure.message;
}

function take(input) {
  classifyAll([...input.files]);
  // The same file may be chosen again.
  input.value = '';
}

/** One after the other: the server would refuse many at once. */
async function classifyAll(files) {
  for (const [i, file] of files.entries()) {
    byId('status').textContent = `Classifying ${i + 1} of ${files.length} …`;
    const card = element('section', {class: 'panel answer'}, element('h2', {}, file.name));
    byId('answers').prepend(card);
    try {
      if (model && file.size > model.mostBytes) {
        throw new Error(`The file is larger than ${Math.floor(model.mostBytes / 1048576)} MB.`);
      }
      const answer = await request(`/api/classify?top=${CLASSES}&input=1`, {method: 'POST', body: file});
      show(card, file, answer);
    } catch (failure) {
      card.append(element('p', {class: 'error', role: 'alert'}, failure.message));
    }
  }
  byId('status').textContent = files.length === 1 ? 'Classified 1 image.' : `Classified ${files.length} images.`;
}

function show(card, file, answer) {
  answers++;
  const input = element('img', {
    class: model.size < PIXELATED_BELOW ? 'shown small' : 'shown',
    src: answer.input,
    alt: `The part of ${file.name} that the classifier sees`,
  });
  const left = element('div', {}, input, element('p', {class: 'fine'}, processing(answer.image)), explanation(file, answer, input));
  const right = element('div', {});
  if (answer.inferenceClasses.length > 0) {
    right.append(bars('Inference classes', answer.inferenceClasses));
  }
  right.append(way(answer.path), bars('Training classes', answer.trainingClasses));
  if (answer.neighbours) {
    right.append(neighbours(answer.neighbours));
  }
  card.append(element('div', {class: 'answer-body'}, left, right));
  showThreshold();
}

function processing(image) {
  const turned = image.orientation === 'none' ? '' : ` ${capital(image.orientation)}, as its EXIF orientation says.`;
  const crop = model.centralFraction < 1
    ? `Cropped to the central ${Math.round(1000 * model.centralFraction) / 10} % of each side, then resized`
    : 'Resized without cropping';
  return `${image.format} of ${image.width} × ${image.height} pixels.${turned} ${crop} to ${model.size} × ${model.size} pixels.`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function bars(caption, rows) {
  const body = element('tbody');
  for (const row of rows) {
    const width = 100 * row.probability;
    body.append(element('tr', {},
      element('th', {scope: 'row'}, row.name),
      element('td', {}, svg('svg', {viewBox: '0 0 100 12', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
        svg('rect', {class: 'back', width: 100, height: 12}), svg('rect', {class: 'fill', width, height: 12}))),
      element('td', {class: 'number'}, percent(row.probability))));
  }
  return element('table', {class: 'bars'}, element('caption', {}, caption), body);
}

function way(path) {
  const list = element('ol', {class: 'way'});
  for (const node of path) {
    const item = element('li', {}, element('span', {}, node.name), element('span', {class: 'share'}, percent(node.probability)));
    item.dataset.probability = node.probability;
    list.append(item);
  }
  return element('div', {}, element('h3', {}, 'Path down the tree'), list);
}

/** Marks the nodes above the threshold, and the last of these as the answer. */
function showThreshold() {
  const threshold = byId('threshold').value / 100;
  byId('threshold-text').textContent = `${byId('threshold').value} %`;
  for (const list of document.querySelectorAll('.way')) {
    const items = [...list.children];
    const above = items.filter((item) => Number(item.dataset.probability) >= threshold);
    for (const item of items) {
      item.classList.toggle('above', above.includes(item));
      const chosen = item === above.at(-1);
      item.classList.toggle('chosen', chosen);
      if (chosen) {
        item.setAttribute('aria-current', 'true');
      } else {
        item.removeAttribute('aria-current');
      }
    }
  }
}

/** The heat map on demand: it takes many times the work of an answer. */
function explanation(file, answer, image) {
  const plain = image.src;
  const id = answers;
  const method = element('select', {id: `method-${id}`}, ...model.explanations.map((each) => element('option', {}, each)));
  const which = element('select', {id: `class-${id}`},
    ...answer.trainingClasses.map((each) => element('option', {value: each.id}, each.name)));
  const go = element('button', {type: 'button'}, 'Show heat map');
  const remove = element('button', {type: 'button', hidden: true}, 'Remove');
  const said = element('p', {class: 'fine', role: 'status'});
  go.addEventListener('click', async () => {
    go.disabled = true;
    said.textContent = 'Computing the heat map …';
    try {
      const query = new URLSearchParams({method: method.value, class: which.value});
      const map = await request(`/api/explain?${query}`, {method: 'POST', body: file});
      image.src = map.map;
      image.alt = `Heat map of what speaks for ${map.name}, over the image`;
      said.textContent = `${map.method}: what speaks for ${map.name}, probability ${percent(map.probability)}. ` +
        'Bright is much. It does not prove what the network looks at.';
      remove.hidden = false;
    } catch (failure) {
      said.textContent = failure.message;
    }
    go.disabled = false;
  });
  remove.addEventListener('click', () => {
    image.src = plain;
    said.textContent = '';
    remove.hidden = true;
    go.focus();
  });
  return element('details', {},
    element('summary', {}, 'Heat map'),
    element('div', {class: 'explain'},
      element('label', {for: `method-${id}`}, 'Method '), method,
      element('label', {for: `class-${id}`}, 'Training class '), which,
      element('div', {class: 'row'}, go, remove), said));
}

function neighbours(near) {
  return element('div', {}, element('h3', {}, 'Most similar training images'),
    element('ul', {class: 'near'}, ...near.map((each) => element('li', {},
      element('img', {src: `/api/neighbour?n=${each.index}`, alt: '', loading: 'lazy'}),
      `${each.label} ${each.similarity.toFixed(3)}`))));
}
