"""Donner suite à une remarque, ou annuler une relecture déposée à tort."""

from clauses.avant.relecture.models import Relecture, SuiteDeRemarque
from clauses.fond.socle.acte import annuler_ligne, enregistrer, exiger_motif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import exiger_lues, verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service

Etat = SuiteDeRemarque.Etat


@service
def donner_suite(
    relecture: Relecture, cle: str, etat: str, *, par: Acteur, motif: str = "", lues: str | None = None
) -> SuiteDeRemarque:
    """Traite, écarte (avec son motif) ou remet à traiter une remarque. Deux fois la même n'en font qu'une.

    `lues` : la suite que l'on avait sous les yeux ; une autre donnée depuis lève `ModifieEntreTemps`.
    Lève `RefusMetier` si la remarque n'est plus dans la relecture, si l'état est inconnu, ou s'il manque le motif.
    """
    if etat not in Etat.values:
        raise RefusMetier("Choisissez une suite : traitée, écartée, ou à traiter.")
    if etat == Etat.ECARTEE:
        exiger_motif(motif, "Dites pourquoi la remarque est écartée.")
    verrouiller(relecture)
    if cle not in cles(relecture):
        raise RefusMetier("Cette remarque n'est plus dans la relecture\u00a0: rechargez la page.")
    suite = SuiteDeRemarque.objects.filter(relecture=relecture, cle=cle).first()
    if suite is not None and (suite.etat, suite.motif) == (etat, motif.strip()):
        return suite
    exiger_lues([suite] if suite else [], lues, de=relecture, quoi="la suite de cette remarque vient")
    suite = suite or SuiteDeRemarque(relecture=relecture, cle=cle)
    return enregistrer(suite, {"etat": etat, "motif": motif.strip(), "auteur": par.nom})


def cles(relecture: Relecture) -> set[str]:
    """Les clés de toutes les remarques de la relecture (une requête)."""
    toutes = {r["cle"] for r in relecture.entre_pieces if "cle" in r}
    for piece in relecture.pieces.order_by("rang"):
        toutes |= {r["cle"] for r in piece.remarques if "cle" in r}
    return toutes


@service
def annuler(relecture: Relecture, *, par: Acteur, motif: str) -> Relecture:
    """Retire la relecture des listes ; les fichiers restent, avec le motif."""
    return annuler_ligne(relecture, motif, "Dites pourquoi la relecture est annulée.", rejouable=True)
