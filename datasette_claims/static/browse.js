// Comfort only: beside the list the filters stand open, on a phone behind their button.
const facets = document.getElementById("facets");
if (facets) {
  const wide = matchMedia("(min-width: 60rem)");
  const fit = () => {
    facets.open = wide.matches;
    facets.classList.toggle("beside", wide.matches);
  };
  wide.addEventListener("change", fit);
  // Datasette closes every open <details> that a click falls outside of.
  facets.addEventListener("toggle", () => {
    if (wide.matches) facets.open = true;
  });
  facets.querySelector(".show-found a")?.addEventListener("click", () => { facets.open = wide.matches; });
  fit();
}
