import { initAll } from "./vendor/govuk-frontend/govuk-frontend.min.js";
import { replay } from "./replay.js";
import { verifiable } from "./verify.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
replay(document.querySelector("[data-moment]"));
verifiable(document.querySelector("[data-verify]"));
