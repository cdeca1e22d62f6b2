"""Choisir l'instrument d'un lot envisagé : le conseil se note à côté, et s'en écarter se dit."""

from clauses.avant.opportunite.faits import dossier_de
from clauses.avant.opportunite.models import ChoixDInstrument
from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.projets.services.garde import prendre_la_fiche
from clauses.fond.socle.acte import enregistrer, exiger_actif, exiger_motif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.signature import service


@service
def suivre_le_conseil(projet: Projet, *, par: Acteur) -> list[ChoixDInstrument]:
    """Retient l'instrument conseillé pour chaque lot qui n'a pas encore de choix ; rend ces choix.

    Un lot pour lequel rien n'est conseillé reste à choisir : se passer de clause se décide lot par lot.
    """
    dossier = dossier_de(prendre_la_fiche(projet))
    return [
        enregistrer(ChoixDInstrument(lot_projet=lot), {"instrument": conseil, "recommande": conseil, "motif": ""})
        for lot, conseil in dossier.conseils_a_suivre
    ]


@service
def choisir(
    lot: LotProjet, *, par: Acteur, instrument: str, motif: str = "", version_lue: int | None = None
) -> ChoixDInstrument:
    """Retient `instrument` pour ce lot. Lève `RefusMetier` si l'on s'écarte du conseil sans dire pourquoi."""
    projet = prendre_la_fiche(lot.projet)
    exiger_actif(lot, "Ce lot a été retiré de la fiche : il n'y a plus rien à y choisir.")
    recommande = dossier_de(projet).conseil_du_lot(lot).instrument
    if instrument != recommande:
        exiger_motif(motif, "Ce n'est pas l'instrument conseillé : dites pourquoi vous le préférez.")
    choix = ChoixDInstrument.objects.filter(lot_projet=lot).first()
    choix = verrouiller(choix, version_lue) if choix else ChoixDInstrument(lot_projet=lot)
    return enregistrer(choix, {"instrument": instrument, "recommande": recommande, "motif": motif.strip()})
