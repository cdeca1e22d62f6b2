"""Les graphiques, dessinés par le serveur : le même SVG dans la page et dans le PDF.

Des données simples et figées entrent, un `Dessin` sort ; la mémoire (`lru_cache`) sert donc les deux lectures
d'un même bilan. Aucun style en ligne ni feuille : la politique de sécurité les refuse, et Typst n'en a pas
besoin. Décision et mesures : docs/decisions/0003-graphiques.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

from clauses.fond.socle.trace import (
    ACCENT,
    CHAUD,
    ENCRE,
    GRIS,
    Cadre,
    Toile,
    graduations,
    largeur_du_texte,
    mois_a_marquer,
)
from clauses.fond.socle.valeurs import en_date, en_date_longue, en_mois, en_nombre, en_pourcent

LARGEUR_BARRES = 600
_RIEN = SafeString("")
Releve = tuple[date, Decimal]


@dataclass(frozen=True)
class Prevision:
    """La fin probable : au mieux, au centre, au pire, à la date de fin."""

    au: date
    basse: Decimal
    centrale: Decimal
    haute: Decimal


@dataclass(frozen=True)
class Realisation:
    """Une opération ou un lot dans le temps. Toutes les séries sont cumulées, en heures, dans l'ordre des dates.

    `attendu` : la courbe prévue. `retenu` : les heures validées. `avec_a_decider` : retenu plus ce qui attend
    une décision. `engagement` : le dû à la fin. `au` : le jour de la lecture.
    """

    titre: str
    debut: date
    fin: date
    au: date
    engagement: Decimal
    attendu: tuple[Releve, ...]
    retenu: tuple[Releve, ...]
    avec_a_decider: tuple[Releve, ...] = ()
    prevision: Prevision | None = None


@dataclass(frozen=True)
class Part:
    """Une barre : son nom, sa valeur, et, s'il y en a une, la valeur due."""

    libelle: str
    valeur: Decimal
    due: Decimal | None = None


@dataclass(frozen=True)
class Barres:
    """Une répartition. `note` : ce qu'il faut savoir pour la lire (« plusieurs publics par personne »)."""

    titre: str
    parts: tuple[Part, ...]
    unite: str = "h"
    note: str = ""


@dataclass(frozen=True)
class Dessin:
    """Un graphique prêt à montrer : `{% graphique dessin %}`, ou `images` et `alternative` dans un PDF."""

    svg: SafeString
    titre: str
    alternative: str
    colonnes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    svg_etroit: SafeString = _RIEN  # le même, pour un téléphone : deux fois moins large, aux mêmes corps


@lru_cache(maxsize=256)
def courbe_de_realisation(r: Realisation) -> Dessin:
    """La courbe de réalisation : dû attendu, fait, en attente, prévision, aujourd'hui, engagement.

    Lève ValueError si la fin précède le début ou si une série n'est pas dans l'ordre des dates.
    """
    _verifier(r)
    derniere = max([r.fin, r.au, *(serie[-1][0] for serie in (r.attendu, r.retenu, r.avec_a_decider) if serie)])
    hauts = [valeur for serie in (r.attendu, r.retenu, r.avec_a_decider) for _, valeur in serie]
    if r.prevision:
        hauts.append(r.prevision.haute)
    marques = graduations(float(max([r.engagement, *hauts, Decimal(1)])))
    temps: dict[str, Any] = {"debut": r.debut, "fin": derniere, "maximum": marques[-1]}
    alternative = _raconter(r)
    large = _tracer(r, Cadre(760, 320, gauche=62, droite=118, haut=40, bas=34, **temps), marques, alternative)
    etroit = _tracer(r, Cadre(380, 320, gauche=50, droite=20, haut=66, bas=34, **temps), marques, alternative)
    colonnes, lignes = _tableau(r)
    return Dessin(large, r.titre, alternative, colonnes, lignes, etroit)


def _tracer(r: Realisation, cadre: Cadre, marques: Sequence[float], alternative: str) -> SafeString:
    classe = "courbe courbe-etroite" if cadre.est_etroit else "courbe"
    toile = Toile(cadre.largeur, cadre.hauteur, r.titre, alternative, classe=classe)
    _axes(toile, cadre, marques)
    _series(toile, cadre, r)
    _reperes(toile, cadre, r)
    _legende(toile, cadre, r)
    return toile.fermer()


def _verifier(r: Realisation) -> None:
    if r.fin <= r.debut:
        raise ValueError(f"La fin ({en_date(r.fin)}) doit suivre le début ({en_date(r.debut)}).")
    for nom, serie in (("attendu", r.attendu), ("retenu", r.retenu), ("à décider", r.avec_a_decider)):
        jours = [jour for jour, _ in serie]
        if jours != sorted(jours):
            raise ValueError(f"La série « {nom} » doit être dans l'ordre des dates.")


def _axes(toile: Toile, cadre: Cadre, marques: Sequence[float]) -> None:
    for valeur in marques:
        y = cadre.y(valeur)
        toile.ligne(cadre.gauche, y, cadre.bord_droit, y, couleur="#dde3e7" if valeur else "#7b878f")
        toile.texte(cadre.gauche - 8, y + 4, en_nombre(valeur), ancre="end", couleur=GRIS)
    toile.texte(cadre.gauche - 8, cadre.haut - 12, "heures", ancre="end", couleur=GRIS)
    for jour, mot in mois_a_marquer(cadre.debut, cadre.fin, au_plus=4 if cadre.est_etroit else 9):
        x = cadre.x(jour)
        toile.ligne(x, cadre.sol, x, cadre.sol + 5, couleur="#7b878f")
        toile.texte(x, cadre.sol + 20, mot, ancre="middle", couleur=GRIS)


def _series(toile: Toile, cadre: Cadre, r: Realisation) -> None:
    retenu = [cadre.point(j, v) for j, v in r.retenu]
    avec = [cadre.point(j, v) for j, v in r.avec_a_decider]
    if len(retenu) > 1:
        if len(avec) > 1:
            toile.surface(avec, cadre.sol, couleur="#9cc6cf")
        toile.surface(retenu, cadre.sol, couleur=ACCENT)
    if r.prevision and r.retenu:
        depart = cadre.point(*(r.avec_a_decider or r.retenu)[-1])
        x = cadre.x(r.prevision.au)
        bas, milieu, haut = (cadre.y(v) for v in (r.prevision.basse, r.prevision.centrale, r.prevision.haute))
        toile.polygone([depart, (x, haut), (x, bas)], couleur="#cfe2e6", opacite=0.75)
        toile.chemin([depart, (x, milieu)], couleur=ACCENT, epaisseur=2, tirets="2 4")
    toile.chemin([cadre.point(j, v) for j, v in r.attendu], couleur=ENCRE, epaisseur=1.8, tirets="7 4")


def _reperes(toile: Toile, cadre: Cadre, r: Realisation) -> None:
    y = cadre.y(r.engagement)
    toile.ligne(cadre.gauche, y, cadre.bord_droit, y, couleur=ENCRE, epaisseur=1.5)
    dessus = y - cadre.haut >= 14  # plus haut, elle toucherait le jour de la lecture
    toile.texte(
        cadre.gauche + 6, y - 6 if dessus else y + 16, f"engagement {en_nombre(r.engagement)}\u202fh", gras=True
    )
    if r.debut <= r.au <= cadre.fin:
        x = cadre.x(r.au)
        toile.ligne(x, cadre.haut, x, cadre.sol, couleur=CHAUD if _est_en_retard(r) else ENCRE, epaisseur=1)
        bord = largeur_du_texte(en_date(r.au)) / 2
        toile.texte(
            min(max(x, cadre.gauche + bord), cadre.bord_droit - bord), cadre.haut - 6, en_date(r.au), ancre="middle"
        )
    _etiquettes(toile, cadre, r)


def _etiquettes(toile: Toile, cadre: Cadre, r: Realisation) -> None:
    """À droite, la fin prévue et, dessous ou dessus, ses bornes ; jamais l'une sur l'autre. Étroit, le dessin n'a pas
    de marge pour elles : la phrase et le tableau les disent."""
    if r.prevision is None or not r.retenu or cadre.est_etroit:
        return
    part = f" ({en_pourcent(100 * r.prevision.centrale / r.engagement, decimales=0)})" if r.engagement else ""
    x = cadre.x(r.prevision.au) + 8
    y = cadre.y(r.prevision.centrale) + 4
    toile.texte(x, y, f"{en_nombre(r.prevision.centrale, decimales=0)}\u202fh{part}", gras=True, couleur=ACCENT)
    bornes = f"{en_nombre(r.prevision.basse, decimales=0)} à {en_nombre(r.prevision.haute, decimales=0)}"
    toile.texte(x, y + 16, bornes, couleur=GRIS)


def _legende(toile: Toile, cadre: Cadre, r: Realisation) -> None:
    x = 0.0 if cadre.est_etroit else float(cadre.gauche)
    entrees = [("retenu", ACCENT, "plein")]
    if r.avec_a_decider:
        entrees.append(("à décider", "#9cc6cf", "plein"))
    entrees.append(("attendu", ENCRE, "7 4"))
    if r.prevision:
        entrees.append(("prévision", ACCENT, "2 4"))
    for mot, couleur, trait in entrees:
        if trait == "plein":
            toile.rectangle(x, 4, 18, 11, couleur=couleur)
        else:
            toile.chemin([(x, 10), (x + 20, 10)], couleur=couleur, epaisseur=2, tirets=trait)
        toile.texte(x + 26, 14, mot)
        x += 26 + largeur_du_texte(mot) + 22


def _est_en_retard(r: Realisation) -> bool:
    attendu = [v for j, v in r.attendu if j <= r.au]
    return bool(attendu and r.retenu and r.retenu[-1][1] < attendu[-1])


def _raconter(r: Realisation) -> str:
    """Ce que montre le dessin, en une phrase : le texte de remplacement."""
    fait = r.retenu[-1][1] if r.retenu else Decimal(0)
    engagement = f"{en_nombre(r.engagement)}\u202fh d'engagement"
    texte = f"Au {en_date_longue(r.au)}, {en_nombre(fait)}\u202fh retenues sur {engagement}"
    attendu = [v for j, v in r.attendu if j <= r.au]
    if attendu:
        texte += f", pour {en_nombre(attendu[-1], decimales=0)}\u202fh attendues"
    if r.prevision:
        p = r.prevision
        texte += (
            f"\u202f; prévision au {en_date_longue(p.au)}\u00a0: {en_nombre(p.centrale, decimales=0)}\u202fh, "
            f"entre {en_nombre(p.basse, decimales=0)} et {en_nombre(p.haute, decimales=0)}"
        )
    return texte + "."


def _tableau(r: Realisation) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    series = [dict(r.attendu), dict(r.retenu), dict(r.avec_a_decider)]
    jours = sorted(set().union(*series))
    lignes = tuple(
        (en_mois(jour) if jour.day == 1 else en_date(jour), *(en_nombre(serie.get(jour)) for serie in series))
        for jour in jours
    )
    return ("Date", "Attendu (h)", "Retenu (h)", "Retenu et à décider (h)"), lignes


@lru_cache(maxsize=256)
def barres(b: Barres) -> Dessin:
    """Une répartition en barres horizontales : nom, barre, valeur et part ; un trait marque le dû."""
    total = sum((p.valeur for p in b.parts), Decimal(0))
    plus_haut = max([*(p.valeur for p in b.parts), *(p.due for p in b.parts if p.due is not None), Decimal(1)])
    gauche = min(max([largeur_du_texte(p.libelle) for p in b.parts] or [0]) + 12, 260)
    toile = Toile(LARGEUR_BARRES, 28 * len(b.parts) + 8, b.titre, _raconter_parts(b, total), classe="barres")
    echelle = (LARGEUR_BARRES - gauche - 130) / float(plus_haut)
    for rang, part in enumerate(b.parts):
        y = 4 + 28 * rang
        toile.texte(gauche - 8, y + 16, _raccourcir(part.libelle, gauche - 10), ancre="end")
        longueur = max(float(part.valeur) * echelle, 1 if part.valeur else 0)
        toile.rectangle(gauche, y + 3, longueur, 18, couleur=ACCENT)
        bout = longueur
        if part.due is not None:
            x = gauche + float(part.due) * echelle
            toile.ligne(x, y, x, y + 24, couleur=ENCRE, epaisseur=2)
            bout = max(bout, x - gauche)
        texte = f"{en_nombre(part.valeur)}\u202f{b.unite}"
        reference = part.due if part.due is not None else total
        if reference:
            texte += f" · {en_pourcent(100 * part.valeur / reference, decimales=0)}"
        toile.texte(gauche + bout + 8, y + 16, texte)
    en_tete, cases = _tableau_des_parts(b)
    return Dessin(toile.fermer(), b.titre, _raconter_parts(b, total), en_tete, cases)


def _tableau_des_parts(b: Barres) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """La colonne du dû n'existe que si une part en a un."""
    if any(p.due is not None for p in b.parts):
        lignes = tuple((p.libelle, en_nombre(p.valeur), en_nombre(p.due)) for p in b.parts)
        return ("Intitulé", f"Valeur ({b.unite})", f"Dû ({b.unite})"), lignes
    return ("Intitulé", f"Valeur ({b.unite})"), tuple((p.libelle, en_nombre(p.valeur)) for p in b.parts)


def _raconter_parts(b: Barres, total: Decimal) -> str:
    morceaux = [f"{p.libelle}\u00a0: {en_nombre(p.valeur)}\u202f{b.unite}" for p in b.parts]
    return f"{b.titre}. Total {en_nombre(total)}\u202f{b.unite}. {', '.join(morceaux)}. {b.note}".strip()


def _raccourcir(texte: str, place: float) -> str:
    while largeur_du_texte(texte) > place and len(texte) > 4:
        texte = texte[:-2].rstrip() + "…"
    return texte
