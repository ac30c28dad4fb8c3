/** What the probabilities of the training classes say, as the server computes it. */

/** Inference classes, path down the tree, and the most probable training classes. */
export function answerOf(probabilities, model, top) {
  return {
    inferenceClasses: ranked(groupSums(probabilities, model), model.inference.labels),
    path: path(probabilities, model.nodes, model.classes),
    trainingClasses: ranked(probabilities, model.classes.map((each) => each.name)).slice(0, top),
    tasks: model.tasks.map((task) => ({...task, ...scored(probabilities, task)})),
  };
}

function groupSums(probabilities, model) {
  const sums = new Array(model.inference.labels.length).fill(0);
  model.inference.groups.forEach((group, i) => {
    if (group >= 0) {
      sums[group] += probabilities[i];
    }
  });
  return sums;
}

/** By falling probability; ties stay in order. */
function ranked(probabilities, names) {
  return Array.from(probabilities, (probability, i) => ({name: names[i], probability}))
    .sort((a, b) => b.probability - a.probability);
}

/** From the root always to the most probable child; P(u) is the sum at or below u. */
function path(probabilities, nodes, classes) {
  const sums = new Map();
  classes.forEach((each, i) => {
    for (let node = each.node; node >= 0; node = nodes[node].parent) {
      sums.set(node, (sums.get(node) ?? 0) + probabilities[i]);
    }
  });
  const steps = [];
  let node = 0;
  while (node !== undefined) {
    steps.push({name: nodes[node].name, probability: sums.get(node) ?? 0});
    let next;
    nodes.forEach((each, i) => {
      if (each.parent === node && sums.has(i) && (next === undefined || sums.get(i) > sums.get(next))) {
        next = i;
      }
    });
    node = next;
  }
  return steps;
}

/**
 * The score P(positive) / (P(positive) + P(negative)), one half without evidence either way, and the
 * sum below the line: how probable it is that the task concerns the lesion at all.
 */
function scored(probabilities, task) {
  const sum = (classes) => classes.reduce((total, i) => total + probabilities[i], 0);
  const positive = sum(task.positive);
  const both = positive + sum(task.negative);
  return {score: both > 0 ? positive / both : 0.5, both};
}
