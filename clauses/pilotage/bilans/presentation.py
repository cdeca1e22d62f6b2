"""Ce que la page du bilan montre : des cartes, des tableaux, des liens vers les lignes."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from clauses.fond.socle.composants import Chiffre
from clauses.fond.socle.valeurs import en_heures, en_nombre, en_pourcent
from clauses.pilotage.bilans.bilan import Bilan
from clauses.pilotage.bilans.repartitions import Case, Repartition
from clauses.suivi.chiffres.cartes import cinq_cartes
from regles.parametres import SEUIL_DE_PUBLICATION
from regles.typographie import typographie

MASQUE = "masqué"
RECOUPE = (
    "Une personne, ou un contrat, peut compter dans plusieurs lignes\u00a0; le total ne compte chacun qu'une fois."
)


def cartes(bilan: Bilan, *, ouvre_les_lignes: bool) -> list[Chiffre]:
    """Les cinq chiffres, toujours dans cet ordre et sous ces noms."""
    chiffres, cle = bilan.chiffres, bilan.operation.pk

    def lignes(quoi: str) -> str:
        adresse = reverse("bilans:lignes", args=[cle])
        return f"{adresse}?{urlencode({'chiffre': quoi})}" if ouvre_les_lignes else ""

    def pourquoi(quoi: str) -> str:
        return reverse("bilans:pourquoi", args=[cle, quoi])

    return cinq_cartes(chiffres, bilan.jour, pourquoi, lignes)


def cartes_des_personnes(bilan: Bilan) -> list[Chiffre]:
    """Publié, un nombre de personnes inférieur à cinq ne s'y dit pas, ni celui de leurs contrats."""
    ecoule = bilan.trajectoire.temps_ecoule
    # Publiés, ces nombres se taisent comme les totaux des tableaux : ils diraient la case de qui est seul dans le sien.
    tus = bilan.publier and 0 < bilan.personnes < SEUIL_DE_PUBLICATION
    precision = "moins de cinq personnes" if tus else "avec des heures retenues"
    return [
        Chiffre("Reste à faire", en_nombre(bilan.chiffres.reste), "h"),
        *(
            Chiffre(titre, MASQUE if tus else en_nombre(combien), precision=precision)
            for titre, combien in (("Personnes", bilan.personnes), ("Contrats", bilan.contrats))
        ),
        Chiffre(
            "ETP",
            en_nombre(bilan.etp, decimales=2),
            precision=f"années de {en_heures(bilan.heures_par_etp)}, cumulées depuis le début",
        ),
        Chiffre("Temps écoulé", en_pourcent(ecoule, decimales=0) if ecoule is not None else "—"),
    ]


def phrase_des_masquees(repartitions: Iterable[Repartition]) -> str:
    """« Par sexe, par âge… : masqué » pour les répartitions dont aucune case ne peut se montrer, ou rien."""
    titres = [r.dimension.titre for r in repartitions if r.cases and r.est_toute_masquee]
    if not titres:
        return ""
    noms = ", ".join([titres[0], *(titre[:1].lower() + titre[1:] for titre in titres[1:])])
    return typographie(f"{noms} : masqué, car chaque case compte moins de cinq personnes ou en trahirait une.")


def tableau_de_repartition(repartition: Repartition, lien: Callable[[str, str], str]) -> dict[str, Any]:
    """Une répartition prête à écrire ; `lien(dimension, valeur)` ouvre les lignes, ou rend une chaîne vide."""
    dimension = repartition.dimension
    return {
        "titre": dimension.titre,
        "tete": dimension.titre.removeprefix("Par ").capitalize(),
        "code": dimension.code,
        "note": typographie(dimension.note),
        "recoupe": RECOUPE if repartition.se_recoupe else "",
        "masque": _note_du_masque(repartition),
        "total": _ligne(repartition.total, ""),
        "lignes": [
            _ligne(case, "" if case.est_masquee else lien(dimension.code, case.valeur)) for case in repartition.cases
        ],
    }


def _note_du_masque(repartition: Repartition) -> str:
    if not repartition.a_du_masque:
        return ""
    if repartition.dimension.se_masque:
        return "Les cases de moins de cinq personnes sont masquées."
    return "Un nombre de personnes inférieur à cinq ne se dit pas, ni les contrats qui le donneraient."


def _ligne(case: Case, url: str) -> dict[str, str]:
    if case.est_masquee:
        return {"libelle": case.libelle, "heures": MASQUE, "part": "", "personnes": "", "contrats": "", "url": ""}
    return {
        "libelle": case.libelle,
        "heures": en_nombre(case.heures),
        "part": en_pourcent(case.part) if case.part is not None else "—",
        "personnes": MASQUE if case.personnes is None else en_nombre(case.personnes),
        "contrats": MASQUE if case.contrats is None else en_nombre(case.contrats),
        "url": url,
    }


def tableau_des_lots(bilan: Bilan) -> list[dict[str, Any]]:
    """Chaque lot : dû, exigible, attendu, à décider, retenu, reste ; les attributaires dessous, par leur part."""
    return [
        {
            "lot": fiche.lot,
            "nom": str(fiche.lot),
            "engagement": fiche.engagement,
            "exigible": fiche.exigible,
            "attendu": fiche.attendu,
            "a_decider": fiche.heures.a_decider,
            "retenu": fiche.heures.retenu,
            "sans_clause": fiche.obligation is None,
        }
        for fiche in bilan.chiffres.lots
    ]
