// Clause ouverte : chercher dans les lots d'un contrat, rangés par opération. Sans ce fichier, la liste se parcourt.
(() => {
  "use strict";

  const liste = document.getElementById("id_lots");
  if (!liste || liste.querySelectorAll(".form-check").length < 6) return;
  const LETTRES = { œ: "oe", æ: "ae", ß: "ss", ł: "l", ø: "o", đ: "d", ı: "i" };
  const replier = (texte) => texte.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/[œæßłøđı]/g, (lettre) => LETTRES[lettre]).replace(/[^\p{L}\p{N}]+/gu, " ");

  const champ = document.createElement("input");
  Object.assign(champ, { type: "search", className: "form-control", autocomplete: "off" });
  champ.placeholder = "Opération, lot ou entreprise";
  champ.setAttribute("aria-label", "Chercher dans les lots");
  champ.setAttribute("aria-controls", "id_lots");
  liste.before(champ);

  // Un lot coché reste montré ; une opération se cache quand aucun de ses lots n'est montré.
  champ.addEventListener("input", () => {
    const mots = replier(champ.value).split(" ").filter(Boolean);
    let titre = null;
    for (const ligne of liste.children) {
      if (!ligne.matches(".form-check")) {
        titre = ligne;
        titre.hidden = true;
        continue;
      }
      const texte = replier(`${titre?.textContent ?? ""} ${ligne.textContent}`);
      ligne.hidden = !ligne.querySelector("input").checked && !mots.every((mot) => texte.includes(mot));
      if (titre && !ligne.hidden) titre.hidden = false;
    }
  });

  // Entrée cherche, et n'enregistre pas le contrat à moitié rempli.
  champ.addEventListener("keydown", (ev) => { if (ev.key === "Enter") ev.preventDefault(); });
})();
