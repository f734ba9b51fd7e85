// What the console does beyond plain pages: GOV.UK components, the queue's news, and the parts
// of the decision form that a choice needs. Without this file every page works all the same.
import { initAll } from "./built/govuk-frontend.min.js";

initAll();

const QUEUE_EVERY = 15000;
const PROGRESS_EVERY = 3000;
const PROGRESS_TRIES = 60;

// Say what is new without moving anything under the officer's hand.
function followQueue(news) {
  let tag = null;
  let said = "";

  async function look() {
    if (document.hidden) return;
    const headers = { Accept: "application/json" };
    if (tag) headers["If-None-Match"] = tag;
    let answer;
    try {
      answer = await fetch(news.dataset.changes, { headers, cache: "no-store" });
    } catch {
      return; // The next look may find the network again.
    }
    if (answer.status === 401) {
      clearInterval(timer);
      window.location.reload();
      return;
    }
    if (answer.status !== 200) return;
    tag = answer.headers.get("ETag");
    const changes = await answer.json();
    mark(changes.gone);
    if (changes.message === said) return;
    said = changes.message;
    news.textContent = "";
    if (!said) return;
    const text = document.createElement("span");
    text.textContent = said + " ";
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = window.location.href;
    link.textContent = news.dataset.reload;
    news.append(text, link);
  }

  function mark(gone) {
    for (const id of gone) {
      const row = document.querySelector(`[data-case="${Number(id)}"]`);
      if (!row || row.classList.contains("app-queue__item--gone")) continue;
      row.classList.add("app-queue__item--gone");
      const tagged = document.createElement("strong");
      tagged.className = "govuk-tag govuk-tag--grey";
      tagged.textContent = news.dataset.decided;
      row.querySelector(".app-queue__tags").append(tagged);
    }
  }

  const timer = setInterval(look, QUEUE_EVERY);
  document.addEventListener("visibilitychange", look);
}

// Show how far a takedown is while it runs.
function followProgress(place) {
  const news = document.getElementById("progress-news");
  let tries = 0;

  async function look() {
    const section = place.querySelector("[data-running]");
    if (!section || section.dataset.running !== "yes" || tries > PROGRESS_TRIES) return;
    if (!document.hidden) {
      tries += 1;
      try {
        const answer = await fetch(section.dataset.address, { cache: "no-store" });
        if (answer.status === 200) {
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          const fresh = page.querySelector("[data-running]");
          if (fresh && fresh.textContent !== section.textContent) {
            section.replaceWith(document.importNode(fresh, true));
            const steps = fresh.querySelectorAll(".app-steps__step > span");
            news.textContent = steps[steps.length - 1].textContent;
          }
        }
      } catch {
        // The next look may find the network again.
      }
    }
    setTimeout(look, PROGRESS_EVERY);
  }

  setTimeout(look, PROGRESS_EVERY);
}

// Show only the parts of the decision form that the choice needs; nothing typed is dropped.
function followChoice(form) {
  const parts = form.querySelectorAll("[data-part]");

  function show() {
    const chosen = form.querySelector("input[name=action]:checked");
    const needs = chosen ? chosen.dataset.needs.split(" ") : [];
    for (const part of parts) part.hidden = !needs.includes(part.dataset.part);
  }

  form.addEventListener("change", show);
  show();
}

const news = document.getElementById("queue-news");
if (news) followQueue(news);
const progress = document.getElementById("progress");
if (progress) followProgress(progress);
for (const form of document.querySelectorAll("[data-decision]")) followChoice(form);
