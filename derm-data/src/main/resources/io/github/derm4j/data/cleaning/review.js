"use strict";
const cards = [...document.querySelectorAll("fieldset")];
const labels = new Set([...document.querySelectorAll("#labels option")].map((option) => option.value));
const status = document.querySelector("output");
const key = "derm review " + document.body.dataset.findings;
const decisions = new Map(); // by image: {decision, label}
let saved = true;

/** Some browsers give a local file no storage; the decisions then last as long as the page. */
function stored(action) {
  try {
    return action(window.localStorage);
  } catch {
    return null;
  }
}

function isComplete({ decision, label }) {
  return decision !== "relabel" || labels.has(label);
}

function show(card) {
  const made = decisions.get(card.dataset.image);
  for (const radio of card.querySelectorAll("[type=radio]")) {
    radio.checked = made !== undefined && radio.value === made.decision;
  }
  const label = card.querySelector(".label input");
  const relabels = made !== undefined && made.decision === "relabel";
  label.parentElement.hidden = !relabels;
  label.value = relabels ? made.label : "";
  label.setCustomValidity(relabels && !isComplete(made) ? "Choose a label of the list." : "");
  card.classList.toggle("drop", made !== undefined && made.decision === "drop");
}

function count() {
  const made = [...decisions.values()];
  const open = made.filter((each) => !isComplete(each)).length;
  status.value =
    ["keep", "drop", "relabel"].map((word) => made.filter((each) => each.decision === word).length + " " + word).join(", ") +
    (open > 0 ? "; " + open + " without a label of the tree" : "");
}

function decide(card, decision, label) {
  const image = card.dataset.image;
  if (decision === null) {
    decisions.delete(image);
  } else {
    decisions.set(image, { decision, label: decision === "relabel" ? label : "" });
  }
  saved = false;
  stored((storage) => storage.setItem(key, JSON.stringify([...decisions])));
  cards.filter((each) => each.dataset.image === image).forEach(show);
  count();
}

function choose(card, decision) {
  decide(card, decision, card.dataset.suggested);
  if (decision === "relabel") {
    card.querySelector(".label input").focus();
  }
}

function cell(text) {
  return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}

function table() {
  const images = [...new Set(cards.map((card) => card.dataset.image))].filter((image) => decisions.has(image));
  const rows = images.map((image) => [image, decisions.get(image).decision, decisions.get(image).label]);
  return [["image", "decision", "label"], ...rows].map((row) => row.map(cell).join(",") + "\n").join("");
}

function save() {
  const open = cards.find((card) => decisions.has(card.dataset.image) && !isComplete(decisions.get(card.dataset.image)));
  if (open !== undefined) {
    open.querySelector(".label input").reportValidity();
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([table()], { type: "text/csv" }));
  link.download = "decisions.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  saved = true;
}

function step(card, by) {
  const next = cards[card === null ? 0 : cards.indexOf(card) + by];
  if (next !== undefined) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("change", (event) => {
  const card = event.target.closest("fieldset");
  if (event.target.type === "radio") {
    choose(card, event.target.value);
  } else {
    decide(card, "relabel", event.target.value.trim());
  }
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=radio])")) {
    return;
  }
  const card = event.target.closest("fieldset");
  const actions = {
    n: () => step(card, 1),
    p: () => step(card, -1),
    k: () => card && choose(card, "keep"),
    d: () => card && choose(card, "drop"),
    r: () => card && choose(card, "relabel"),
    u: () => card && choose(card, null),
  };
  if (Object.hasOwn(actions, event.key)) {
    event.preventDefault();
    actions[event.key]();
  }
});
document.querySelector("button").addEventListener("click", save);
window.addEventListener("beforeunload", (event) => {
  if (!saved) {
    event.preventDefault();
  }
});

const known = new Set(cards.map((card) => card.dataset.image));
for (const [image, made] of JSON.parse(stored((storage) => storage.getItem(key)) ?? "[]")) {
  if (known.has(image)) {
    decisions.set(image, made);
  }
}
cards.forEach(show);
count();
