import {byId, element, percent, request} from './base.js';
import {onImages, requireSize, show} from './classify-view.js';

const CLASSES = 5;

const loaded = request('/api/model');
let answers = 0;

onImages(classify);

loaded.then(
  (model) => {
    byId('model-name').textContent = model.model;
  },
  (failure) => {
    byId('status').textContent = failure.message;
  });

async function classify(card, file) {
  // An image may be chosen before the server says what its model is.
  const model = await loaded;
  requireSize(file, model);
  const answer = await request(`/api/classify?top=${CLASSES}&input=1`, {method: 'POST', body: file});
  const shown = show(card, file, answer, model);
  if (model.explanations.length > 0) {
    shown.left.append(explanation(file, answer, shown.image, model));
  }
  if (answer.neighbours) {
    shown.right.append(neighbours(answer.neighbours));
  }
}

/** The heat map on demand: it takes many times the work of an answer. */
function explanation(file, answer, image, model) {
  const plain = image.src;
  const id = ++answers;
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
      image.alt = `Heat map over the image: support for ${map.name}`;
      said.textContent = `${map.method}: support for ${map.name}, probability ${percent(map.probability)}. ` +
        'Bright areas support the class most. This does not prove what the network looks at.';
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
  return element('div', {}, element('h3', {}, 'Most similar images'),
    element('ul', {class: 'near'}, ...near.map((each) => element('li', {},
      element('img', {src: `/api/neighbour?n=${each.index}`, alt: '', loading: 'lazy'}),
      `${each.label} ${each.similarity.toFixed(3)}`))));
}
