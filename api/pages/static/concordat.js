import { initAll } from "./vendor/govuk-frontend/govuk-frontend.min.js";
import { replay } from "./replay.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
replay(document.querySelector("[data-moment]"));
