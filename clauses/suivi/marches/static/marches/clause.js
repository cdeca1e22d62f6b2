/* Le formulaire de la clause : ne montrer que le bloc de la formule choisie. Sans ce script, tous sont visibles. */
(() => {
  "use strict";
  const formulaire = document.querySelector("form[data-clause]");
  if (!formulaire) return;

  function montrer() {
    const choisie = formulaire.querySelector('input[name="formule"]:checked');
    for (const bloc of formulaire.querySelectorAll("[data-formule]")) {
      bloc.hidden = !choisie || bloc.dataset.formule !== choisie.value;
    }
  }

  function cocherLaListe(evenement) {
    for (const case_ of formulaire.querySelectorAll('input[name="publics_ccag"]')) {
      case_.checked = evenement.target.checked;
    }
  }

  formulaire.addEventListener("change", (evenement) => {
    if (evenement.target.name === "formule") montrer();
    if (evenement.target.name === "toute_la_liste") cocherLaListe(evenement);
    if (evenement.target.name === "publics_ccag" && !evenement.target.checked) {
      formulaire.querySelector('input[name="toute_la_liste"]').checked = false;
    }
  });
  montrer();
})();
