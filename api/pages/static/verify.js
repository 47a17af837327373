// Recomputes, from the record's bytes alone, the leaf and the way to the root that the seal signs: RFC 6962, by WebCrypto.
export function verifiable(place) {
  if (!place) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = "Verify this in your browser";
  const said = document.createElement("div");
  said.setAttribute("role", "status");
  place.replaceChildren(button, said);
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.replaceChildren(line("Verifying…"));
    try {
      said.replaceChildren(...(await verify(place.dataset)));
    } catch (fault) {
      said.replaceChildren(line(`It could not be verified: ${fault.message}`, false));
    }
    button.disabled = false;
  });
}

async function verify({ record, index, size, leaf, root, path, checkpoint }) {
  if (!globalThis.crypto?.subtle) throw new Error("this browser computes hashes only for pages that come over https.");
  const answer = await fetch(record, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`the record was not given (${answer.status}).`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const found = await hashed([0], bytes);
  const steps = path ? path.split(" ").map(decoded) : [];
  const top = await rootOf(found, Number(index), Number(size), steps);
  const [, sealedSize, sealedRoot] = checkpoint.split("\n");
  return [
    line(`The record’s ${bytes.length.toLocaleString("en-GB")} bytes give the leaf that the tree holds.`, encoded(found) === leaf),
    line(`The leaf and ${steps.length} more hashes give the root of the tree.`, encoded(top) === root),
    line(`The signed seal is on that root and on ${size} records.`, encoded(top) === sealedRoot && size === sealedSize),
  ];
}

async function rootOf(leaf, index, size, steps) {
  if (index >= size) throw new Error("the record lies outside the tree.");
  let [hash, node, last] = [leaf, index, size - 1];
  for (const step of steps) {
    if (last === 0) throw new Error("the way to the root is too long.");
    if (node % 2 === 1 || node === last) {
      hash = await hashed([1], step, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      hash = await hashed([1], hash, step);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw new Error("the way to the root is too short.");
  return hash;
}

async function hashed(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(parts.map((part) => new Uint8Array(part))).arrayBuffer()));
}

const decoded = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const encoded = (bytes) => btoa(String.fromCharCode(...bytes));

function line(text, holds) {
  const told = document.createElement("p");
  told.className = "govuk-body app-verdict";
  if (holds !== undefined) {
    told.classList.add(holds ? "app-verdict--holds" : "app-verdict--broken");
    told.append(holds ? "✔ " : "✘ Not so: ");
  }
  told.append(text);
  return told;
}
