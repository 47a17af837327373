// Recomputes, from the record's bytes alone, the leaf and the way to the root that the seal signs (RFC 6962), and checks the log's
// signature on the seal (C2SP signed-note, Ed25519): all by WebCrypto.
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

async function verify({ record, index, size, leaf, root, path, checkpoint, keys }) {
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
    await signature(checkpoint, keys.split(" ")),
  ];
}

// A seal is a text, a blank line, and a line for each signature: a name, and in base64 the first 4 bytes that tell its key and 64 more.
async function signature(note, keys) {
  const end = note.lastIndexOf("\n\n") + 1;
  const text = new TextEncoder().encode(note.slice(0, end));
  for (const written of note.slice(end).matchAll(/^\u2014 (\S+) (\S+)$/gm)) {
    const bytes = decoded(written[2]);
    const id = [...bytes.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const start = `${written[1]}+${id}+`;
    const known = keys.find((key) => key.startsWith(start));
    if (known === undefined) continue;
    const signed = await isSigned(text, bytes.slice(4), decoded(known.slice(start.length)).slice(1));
    if (signed === undefined) {
      return line("Whether the seal’s signature is the log’s was not checked: this browser has no Ed25519. concordat verify has.");
    }
    return line(`The seal’s signature is that of the log’s key ${written[1]}+${id}, as it stands below.`, signed);
  }
  return line("The seal is signed by a key of the log that stands below.", false);
}

async function isSigned(text, signature, key) {
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  } catch (fault) {
    if (fault.name === "NotSupportedError") return undefined;
    throw fault;
  }
  return crypto.subtle.verify("Ed25519", imported, signature, text);
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
