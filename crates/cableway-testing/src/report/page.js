"use strict";
const filter = document.getElementById("filter");
const boxes = [...filter.querySelectorAll("input")];
const cases = [...document.querySelectorAll("article")];
const show = () => {
  const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  let shown = 0;
  for (const one of cases) {
    one.hidden = !wanted.has(one.dataset.status);
    shown += one.hidden ? 0 : 1;
  }
  document.getElementById("shown").textContent = `${shown} of ${cases.length} shown`;
};
filter.hidden = false;
filter.addEventListener("change", show);
show();
