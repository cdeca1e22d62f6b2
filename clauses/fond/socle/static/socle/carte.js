// Clause ouverte : les cartes. Sans tuiles, un fond uni et des cercles de distance suffisent à situer.
(() => {
  "use strict";
  const SANS_TABULATION = 40; // au-delà, la tabulation saute les points : la liste les dit tous
  const espaces = (km) => `${String(km).replace(".", ",")}\u202fkm`;

  function creer(balise, classe, texte) {
    const el = document.createElement(balise);
    if (classe) el.className = classe;
    if (texte) el.textContent = texte;
    return el;
  }

  const icone = (forme, teinte, nombre) => {
    const signe = creer("span", `carte-signe carte-${forme} carte-teinte-${teinte}`);
    const boite = creer("span", "carte-boite");
    boite.append(signe);
    if (nombre > 1) boite.append(creer("span", "carte-nombre", String(nombre)));
    return L.divIcon({ className: "carte-point", html: boite, iconSize: [24, 24], popupAnchor: [0, -10] });
  };

  function bulle(traits) {
    const liste = creer("ul", "carte-bulle");
    traits.forEach(({ properties: p }) => {
      const item = creer("li");
      const nom = p.url ? Object.assign(creer("a", "", p.libelle), { href: p.url }) : creer("strong", "", p.libelle);
      item.append(nom);
      if (p.detail) item.append(creer("span", "carte-detail", p.detail));
      liste.append(item);
    });
    return liste;
  }

  // Les points d'un même lieu (placés au centre de leur commune) n'en font qu'un, avec leur nombre.
  function grouper(traits) {
    const lieux = new Map();
    traits.forEach((t) => {
      const cle = t.geometry.coordinates.map((c) => c.toFixed(4)).join();
      lieux.set(cle, [...(lieux.get(cle) || []), t]);
    });
    return [...lieux.values()];
  }

  const lieu = (trait) => [trait.geometry.coordinates[1], trait.geometry.coordinates[0]];

  function cercles(carte, centre, rayon) {
    const pas = [1, 2, 5, 10, 20, 25, 50, 100, 200].find((p) => rayon / p <= 4) || rayon;
    const rayons = [];
    for (let r = pas; r < rayon - pas / 4; r += pas) rayons.push(r);
    let dernier;
    [...rayons, rayon].forEach((r) => {
      const options = { radius: r * 1000, interactive: false, fill: r === rayon, className: r === rayon ? "carte-rayon" : "carte-cercle" };
      dernier = L.circle(centre, options).addTo(carte);
      const nord = L.latLng(centre[0] + r / 111.195, centre[1]);
      L.marker(nord, { interactive: false, keyboard: false, icon: L.divIcon({ className: "carte-distance", html: creer("span", "", espaces(r)), iconSize: [60, 18] }) }).addTo(carte);
    });
    return dernier.getBounds();
  }

  // Sans fond de carte, chaque commune s'écrit une fois, à côté de son point ; un nom qui en couvrirait un autre se tait.
  function nommer(carte, groupes, repere) {
    const noms = new Map();
    [repere, ...groupes].forEach((g) => g.forEach((t) => { if (t.properties.lieu && !noms.has(t.properties.lieu)) noms.set(t.properties.lieu, lieu(t)); }));
    const montres = [...noms].map(([nom, place]) => L.tooltip({ permanent: true, direction: "right", offset: [12, 0], className: "carte-lieu" }).setLatLng(place).setContent(document.createTextNode(nom)).addTo(carte).getElement());
    const degager = () => {
      const pris = [];
      montres.forEach((el) => {
        el.hidden = false;
        const r = el.getBoundingClientRect();
        el.hidden = pris.some((p) => r.left < p.right && p.left < r.right && r.top < p.bottom && p.top < r.bottom);
        if (!el.hidden) pris.push(r);
      });
    };
    carte.on("zoomend", degager);
    degager();
  }

  function dessiner(cadre) {
    const donnees = JSON.parse(cadre.dataset.carte);
    cadre.replaceChildren();
    const carte = L.map(cadre, { zoomControl: false, scrollWheelZoom: false, zoomSnap: 0.25, minZoom: 2, maxZoom: 18 });
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(carte);
    carte.attributionControl.setPrefix(false);
    if (donnees.tuiles) L.tileLayer(donnees.tuiles, { attribution: donnees.credit, maxZoom: 19 }).addTo(carte);
    else carte.attributionControl.addAttribution("Sans fond de carte. Distances à vol d’oiseau, nord en haut.");
    L.control.scale({ imperial: false, position: "topright" }).addTo(carte);

    const traits = donnees.points.features;
    const groupes = grouper(traits);
    // La carte est cadrée avant que les points y entrent : aucun ne se place hors d'elle.
    const bornes = L.latLngBounds(traits.map(lieu));
    if (donnees.repere) {
      const centre = lieu(donnees.repere);
      carte.setView(centre, 9);
      carte.fitBounds(donnees.rayon_km ? cercles(carte, centre, donnees.rayon_km) : bornes.extend(centre), { padding: [8, 8] });
      L.marker(centre, { icon: icone("repere", 0, 1), title: donnees.repere.properties.libelle, zIndexOffset: 1000 })
        .bindPopup(bulle([donnees.repere])).addTo(carte);
    } else if (bornes.isValid()) carte.fitBounds(bornes, { padding: [24, 24], maxZoom: 12 });
    else carte.setView([46.6, 2.4], 5.5);
    groupes.forEach((groupe) => {
      const { forme, teinte, libelle } = groupe[0].properties;
      const titre = groupe.length > 1 ? `${groupe.length} structures ici` : libelle;
      L.marker(lieu(groupe[0]), { icon: icone(forme, teinte, groupe.length), title: titre, keyboard: groupes.length <= SANS_TABULATION })
        .bindPopup(() => bulle(groupe)).addTo(carte);
    });
    if (!donnees.tuiles) nommer(carte, groupes, donnees.repere ? [donnees.repere] : []);
    cadre.addEventListener("focusin", () => carte.scrollWheelZoom.enable());
    cadre.addEventListener("focusout", () => carte.scrollWheelZoom.disable());
  }

  const tout = () => document.querySelectorAll("[data-carte]:not(.leaflet-container)").forEach(dessiner);
  if (document.readyState === "complete") tout();
  else window.addEventListener("load", tout); // les feuilles de style donnent au cadre sa hauteur
})();
