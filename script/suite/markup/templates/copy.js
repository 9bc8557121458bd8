// Lets commands be copied. Without it the page still says everything.
(function () {
  "use strict";
  document.documentElement.classList.add("js");
  for (const block of document.querySelectorAll("pre.command")) {
    if (!navigator.clipboard) break;
    const command = block.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(command);
      button.textContent = "copied";
      setTimeout(() => { button.textContent = "copy"; }, 1500);
    });
    block.append(button);
  }
})();
