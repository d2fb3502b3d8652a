// Comfort only: what the form leads to by a page of its own is offered below it while one types.
const WAIT = 150; // milliseconds

for (const form of document.querySelectorAll("form.find-value")) {
  const field = form.elements._find;
  const offered = form.querySelector(".offered");
  const list = offered.querySelector("ul");
  const status = offered.querySelector("[role=status]");
  let timer;
  let asked = 0;

  const close = () => {
    clearTimeout(timer);
    asked += 1;
    offered.hidden = true;
    list.replaceChildren();
  };

  const item = (value) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    const name = document.createElement("bdi");
    const number = document.createElement("span");
    link.href = value.href;
    name.className = "name";
    name.textContent = value.label;
    number.className = "n";
    number.textContent = value.claims.toLocaleString("en");
    if (value.chosen) {
      link.className = "chosen";
      link.setAttribute("aria-current", "true");
    }
    link.append(name, " ", number);
    line.append(link);
    return line;
  };

  const look = async () => {
    const mine = ++asked;
    const query = new URLSearchParams(new FormData(form));
    let answer;
    try {
      answer = await (await fetch(claimsAddress(`${offered.dataset.values}?${query}`))).json();
    } catch {
      return; // the button still leads to the page
    }
    if (mine !== asked || !answer.ok) return;
    list.replaceChildren(...answer.values.map(item));
    const found = answer.values.length;
    status.textContent = found ? claimsWords(answer.more ? "{n} and more found" : "{n} found", {n: found}) : claimsWords("Nothing fits");
    status.classList.toggle("visually-hidden", found > 0);
    offered.hidden = false;
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (field.value.trim().length < 2) close();
    else timer = setTimeout(look, WAIT);
  });

  form.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape" && !offered.hidden) {
      close();
      field.focus();
    } else if (event.key === "ArrowDown" && at < links.length - 1) {
      links[at + 1].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (links[at - 1] ?? field).focus();
    } else {
      return;
    }
    event.preventDefault();
  });
}
