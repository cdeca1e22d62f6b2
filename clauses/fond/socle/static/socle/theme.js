// Clause ouverte : ce qui rend le site plus rapide au clavier. Tout marche sans ce fichier.
(() => {
  "use strict";

  const enSaisie = (el) => el.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const lignes = () => [...document.querySelectorAll("[data-ligne]")].filter((el) => el.offsetParent !== null);
  let active = null;

  function activer(ligne) {
    if (!ligne) return;
    if (active) active.classList.remove("ligne-active");
    active = ligne;
    active.classList.add("ligne-active");
    const cible = active.querySelector("a, button, input") || active;
    if (cible === active) active.tabIndex = -1;
    cible.focus({ preventScroll: true });
    active.scrollIntoView({ block: "nearest" });
  }

  function voisine(pas) {
    const toutes = lignes();
    const rang = active ? toutes.indexOf(active) : -1;
    activer(toutes[Math.min(Math.max(rang + pas, 0), toutes.length - 1)]);
  }

  const ouvrir = (id) => document.getElementById(id)?.showModal?.();

  const gestes = {
    "/": () => document.querySelector("[data-recherche]")?.focus(),
    "?": () => ouvrir("aide-clavier"),
    j: () => voisine(1),
    k: () => voisine(-1),
    x: () => active?.querySelector("input[type=checkbox]")?.click(),
    Enter: (ev) => (ev.target === active ? active.querySelector("a")?.click() : null),
  };

  document.addEventListener("keydown", (ev) => {
    if (ev.ctrlKey || ev.metaKey || ev.altKey || enSaisie(ev.target) || document.querySelector("dialog[open]")) return;
    // Un bouton de la ligne active l'emporte sur un bouton de la page : « v » valide la ligne, « V » l'ensemble.
    const touche = `[data-touche="${CSS.escape(ev.key)}"]`;
    const bouton = active?.querySelector(touche) || document.querySelector(touche);
    if (bouton) { ev.preventDefault(); bouton.click(); return; }
    const geste = gestes[ev.key];
    if (geste && ev.key !== "Enter") { ev.preventDefault(); geste(ev); } else if (geste) geste(ev);
  });

  // Un clic ou une tabulation dans une ligne la rend active.
  document.addEventListener("focusin", (ev) => {
    const ligne = ev.target.closest("[data-ligne]");
    if (!ligne || ligne === active) return;
    if (active) active.classList.remove("ligne-active");
    active = ligne;
    active.classList.add("ligne-active");
  });

  // Confirmer, puis empêcher le double envoi. Le bouton se désactive après l'envoi, pour que sa valeur parte.
  function demander(form, bouton) {
    const fenetre = document.getElementById("fenetre-confirmation");
    if (!fenetre?.showModal) return window.confirm(form.dataset.confirmer) ? form.requestSubmit(bouton) : undefined;
    fenetre.querySelector("p").textContent = form.dataset.confirmer;
    fenetre.querySelector("[data-verbe]").textContent = bouton?.textContent.trim() || "Continuer";
    fenetre.addEventListener("close", () => {
      if (fenetre.returnValue !== "oui") return;
      form.dataset.confirme = "oui";
      form.requestSubmit(bouton);
    }, { once: true });
    fenetre.returnValue = "non";
    fenetre.showModal();
    return undefined;
  }

  document.addEventListener("submit", (ev) => {
    const form = ev.target;
    if (form.method === "dialog") return;
    const bouton = ev.submitter;
    if (form.dataset.confirmer && !form.dataset.confirme) { ev.preventDefault(); demander(form, bouton); return; }
    if (form.method !== "post" || bouton?.hasAttribute("data-telecharge")) return; // la page reste : un fichier en sort
    if (form.dataset.envoye) { ev.preventDefault(); return; }
    form.dataset.envoye = "oui";
    setTimeout(() => { if (bouton && !ev.defaultPrevented) bouton.disabled = true; }, 0);
  });
  const liberer = () => {
    document.querySelectorAll("form[data-envoye]").forEach((form) => {
      delete form.dataset.envoye;
      delete form.dataset.confirme;
      form.querySelectorAll("button[disabled]").forEach((b) => { b.disabled = false; });
    });
  };
  window.addEventListener("pageshow", (ev) => { if (ev.persisted) liberer(); });
  document.addEventListener("htmx:afterRequest", liberer);

  // Cases à cocher : tout choisir, et le compte dans la barre d'actions.
  function compter(id) {
    document.querySelectorAll(`[data-barre-actions="${CSS.escape(id)}"]`).forEach((barre) => {
      const n = document.querySelectorAll(`input[type=checkbox][form="${CSS.escape(id)}"]:checked`).length;
      barre.querySelector("[data-compte]").textContent = n === 0 ? "Cochez les lignes, puis choisissez l’acte." : n === 1 ? "1 ligne cochée" : `${n} lignes cochées`;
      barre.querySelectorAll("[data-singulier]").forEach((b) => {
        b.disabled = n === 0;
        b.textContent = n > 1 ? b.dataset.pluriel.replace("{n}", n) : b.dataset.singulier;
      });
    });
  }
  document.addEventListener("change", (ev) => {
    if (ev.target.matches("[data-tout]")) {
      ev.target.closest("table").querySelectorAll("tbody input[type=checkbox]").forEach((c) => { c.checked = ev.target.checked; });
      document.querySelectorAll("[data-barre-actions]").forEach((b) => compter(b.dataset.barreActions));
    } else if (ev.target.matches("input[type=checkbox][form]")) {
      compter(ev.target.getAttribute("form"));
    }
  });

  // Les menus ouverts se referment au clic dehors et à Échap.
  const fermer = (sauf) => document.querySelectorAll("details.menu[open]").forEach((m) => { if (m !== sauf) m.open = false; });
  document.addEventListener("click", (ev) => fermer(ev.target.closest("details.menu")));
  document.addEventListener("keydown", (ev) => {
    const menu = ev.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // Un tableau écrit à la main devient des blocs au téléphone comme les autres : chaque case y dit sa colonne.
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row" };
  function nommerLesCases(racine) {
    racine.querySelectorAll(".tableau:not(.mois-lignes, .tableau-serre, :has([data-titre]))").forEach((table) => {
      if (table.closest(".verdict")) return;
      const titres = [...table.querySelectorAll("thead tr > *")].map((t) => t.querySelector(".visually-hidden") ? "" : t.textContent.trim().replace(/\s+/g, " ").replace(/ (h|€|%|mois)$/, " ($1)"));
      table.querySelectorAll(":is(tbody, tfoot) tr").forEach((rang) => {
        if (rang.cells.length === titres.length) [...rang.cells].forEach((c, i) => { if (c.tagName === "TD" && titres[i]) c.dataset.titre = titres[i]; });
        [...rang.cells].forEach((c) => c.classList.toggle("sans-contenu", !c.children.length && !c.textContent.trim()));
      });
      [table, ...table.querySelectorAll("thead, tbody, tfoot, tr")].forEach((n) => n.setAttribute("role", ROLES[n.tagName]));
      table.querySelectorAll("th, td").forEach((c) => c.setAttribute("role", c.tagName === "TD" ? "cell" : c.scope === "row" ? "rowheader" : "columnheader"));
    });
  }
  document.addEventListener("htmx:load", (ev) => nommerLesCases(ev.target));

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-ouvre]").forEach((b) => {
      b.hidden = false;
      b.addEventListener("click", () => ouvrir(b.dataset.ouvre));
    });
    document.querySelectorAll("[data-barre-actions]").forEach((b) => compter(b.dataset.barreActions));
    nommerLesCases(document);
    document.querySelector("[data-focus]")?.focus();
  });
})();
