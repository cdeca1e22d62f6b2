"""Les mots d'un contrat dans l'export : sa modalité, son type, sa fin, ce qui l'a suivi."""

from datetime import date

from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.valeurs import CelluleInvalide, cle_de_texte, en_date, lire_date, lire_oui_non
from clauses.suivi.declarations.imports import formats, vocabulaire
from clauses.suivi.declarations.models import ContratInsertion

SANS_FIN = 2900  # une année que l'on n'écrit que pour dire « jamais »


def modalite(cellules: Cellules) -> tuple[str, str]:
    texte = cellules.texte(formats.MODALITE, obligatoire=True)
    lue = vocabulaire.modalite(cle_de_texte(texte))
    if lue is None:
        raise LigneRefusee(
            formats.MODALITE,
            texte,
            "cette modalité n'est pas connue.",
            f"Écrire l'une de celles-ci : {vocabulaire.modalites_admises()}.",
        )
    return lue


def type_de_contrat(cellules: Cellules) -> str:
    texte = cellules.texte(formats.TYPE)
    trouve = vocabulaire.type_de_contrat(cle_de_texte(texte))
    if trouve is None:
        dit = f"« {texte} » n'est pas reconnu" if texte else "n'est pas renseigné"
        cellules.remarquer(f"Le type de contrat {dit} : noté « Autre ».")
    return trouve or str(ContratInsertion.TypeContrat.AUTRE)


def motif_de_fin(cellules: Cellules) -> str:
    cle = cellules.cle(formats.MOTIF_FIN)
    return (vocabulaire.motif_de_fin(cle) or str(ContratInsertion.MotifFin.AUTRE)) if cle else ""


def contrat_apres(cellules: Cellules) -> str:
    reponse = oui_non(cellules, formats.APRES)
    return "" if reponse is None else "oui" if reponse else "non"


def oui_non(cellules: Cellules, champ: str) -> bool | None:
    try:
        return lire_oui_non(cellules.brute(champ))
    except CelluleInvalide as erreur:
        cellules.remarquer(f"{champ} : {erreur.message} Laissé de côté.")
        return None


def fin(cellules: Cellules, limite: date) -> date | None:
    """La fin du contrat ; vide, et dit, si le fichier écrit « sans fin » à sa façon (31/12/9999, 31/12/2099)."""
    valeur = cellules.brute(formats.FIN_CONTRAT)
    try:
        lue = lire_date(valeur, maximum=date.max)
    except CelluleInvalide:
        lue = None
    if lue is not None and (lue.year >= SANS_FIN or (lue.year >= 2099 and (lue.month, lue.day) == (12, 31))):
        cellules.remarquer(f"{formats.FIN_CONTRAT} : « {en_date(lue)} » veut dire sans fin ; laissée vide.")
        return None
    return cellules.date(formats.FIN_CONTRAT, maximum=limite)
