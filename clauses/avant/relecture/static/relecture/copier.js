// Copier la phrase à écrire. Sans ce fichier, elle se sélectionne : rien d'autre n'en dépend.
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-copie]").forEach((bouton) => {
      bouton.hidden = false;
      bouton.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(bouton.dataset.copie).textContent.trim());
        bouton.textContent = "Copié";
        setTimeout(() => { bouton.textContent = "Copier"; }, 2000);
      });
    });
  });
})();
