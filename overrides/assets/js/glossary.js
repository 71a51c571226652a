// Explains a word of the glossary in place: a tap on its link opens the entry under the paragraph, a second
// tap or Escape closes it. Without this script, or when the glossary cannot be read, the link is a link.
const pages = new Map();

for (const link of document.querySelectorAll("a.app-term")) {
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle(link);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(link);
  });
}

async function toggle(link) {
  if (link.getAttribute("aria-expanded") === "true") return close(link);
  // Made before the words arrive: a status that is already there is read out when it fills.
  const box = document.createElement("div");
  box.className = "app-note app-explained";
  box.setAttribute("role", "status");
  place(link).after(box);
  link.setAttribute("aria-expanded", "true");
  link.explanation = box;
  try {
    box.append(...(await entry(link.href)));
  } catch {
    location.href = link.href;
  }
}

function close(link) {
  link.setAttribute("aria-expanded", "false");
  link.explanation?.remove();
  link.explanation = null;
}

/** What the explanation follows: the words around the link, or the last one of its list item. */
function place(link) {
  const block = link.closest("p, li, dd, td") ?? link;
  return block.matches("p") ? block : block.lastElementChild;
}

/** The content of the entry that an address of the glossary points to. */
async function entry(address) {
  const { origin, pathname, hash } = new URL(address);
  const page = origin + pathname;
  if (!pages.has(page)) pages.set(page, read(page));
  const found = (await pages.get(page)).getElementById(hash.slice(1));
  if (!found) throw new Error("no such entry");
  const box = document.createElement("div");
  for (const part of found.children) {
    const line = document.createElement("p");
    line.className = part.className;
    const words = part.matches("dt") ? line.appendChild(document.createElement("b")) : line;
    words.append(...[...part.childNodes].map((node) => document.importNode(node, true)));
    box.append(line);
  }
  return [box];
}

async function read(page) {
  const response = await fetch(page);
  if (!response.ok) throw new Error(response.status);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
