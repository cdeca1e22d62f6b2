"""Les lots envisagés : ajouter_lot, modifier_lot, annuler_lot, et tout un tableau à la fois (poser_lots)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.projets.services.garde import prendre_la_fiche
from clauses.fond.socle.acte import annuler_ligne, enregistrer, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import ModifieEntreTemps, verrouiller
from clauses.fond.socle.erreurs import PageMuette, RefusMetier
from clauses.fond.socle.signature import service


@dataclass(frozen=True)
class LotSaisi:
    """Une ligne du tableau des lots. `lot_id` et `version` : le lot que l'on corrige ; `None` pour un nouveau."""

    numero: str
    intitule: str
    montant_ht: Decimal | None = None
    duree_mois: int | None = None
    metier: str = ""
    lot_id: UUID | None = None
    version: int | None = None

    def valeurs(self) -> dict[str, Any]:
        """Ce que la ligne dit du lot."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("lot_id", "version")}


class LotRefuse(Exception):
    """Un lot du tableau refusé : `rang`, sa place dans la saisie (à partir de 0) ; `cause`, ce qui l'a refusé."""

    def __init__(self, rang: int, cause: RefusMetier | ModifieEntreTemps) -> None:
        self.rang, self.cause = rang, cause
        super().__init__(str(cause))


@service
def ajouter_lot(projet: Projet, *, par: Acteur, **champs: Any) -> LotProjet:
    """Ajoute un lot, au numéro suivant si aucun n'est donné."""
    actuel = prendre_la_fiche(projet)
    if not champs.get("numero"):
        champs["numero"] = numero_suivant(actuel)
    return enregistrer(LotProjet(projet=actuel), champs)


@service
def modifier_lot(
    lot: LotProjet, *, par: Acteur, version_lue: int | None = None, motif: str = "", **champs: Any
) -> LotProjet:
    """Corrige un lot. Lève `ModifieEntreTemps` si quelqu'un l'a changé depuis `version_lue`."""
    prendre_la_fiche(lot.projet)
    actuel = prendre_ligne(lot, version_lue)
    return enregistrer(actuel, champs)


@service
def annuler_lot(lot: LotProjet, *, par: Acteur, motif: str) -> LotProjet:
    """Retire un lot de la fiche ; elle en garde un au moins."""
    prendre_la_fiche(lot.projet)
    sans_motif = "Dites pourquoi ce lot est annulé."
    return annuler_ligne(lot, motif, sans_motif, rejouable=True, verifier=_exiger_un_autre_lot)


def _exiger_un_autre_lot(lot: LotProjet) -> None:
    if lot.projet.lots.actifs().count() == 1:
        raise RefusMetier("C'est le seul lot de la fiche\u00a0: corrigez-le plutôt que de le retirer.")


@service
def poser_lots(projet: Projet, lignes: Sequence[LotSaisi], *, par: Acteur) -> list[LotProjet]:
    """Enregistre tout un tableau : les lots nommés sont corrigés, les autres créés, aucun retiré.

    Lève `LotRefuse` à la première ligne refusée, ou changée entre-temps ; rien n'est alors enregistré.
    """
    actuel = prendre_la_fiche(projet)
    connus = {lot.pk: lot for lot in actuel.lots.actifs().order_by("tri", "pk")}
    poses = []
    for rang, ligne in enumerate(lignes):
        try:
            poses.append(_poser(actuel, ligne, connus))
        except (RefusMetier, ModifieEntreTemps) as cause:
            raise LotRefuse(rang, cause) from cause
    return poses


def _poser(projet: Projet, ligne: LotSaisi, connus: dict[UUID, LotProjet]) -> LotProjet:
    if ligne.lot_id is None:
        return enregistrer(LotProjet(projet=projet), ligne.valeurs())
    lot = connus.get(ligne.lot_id)
    if lot is None:
        raise RefusMetier("Ce lot n'est plus sur la fiche\u00a0: rouvrez la page.")
    actuel = verrouiller(lot, ligne.version)
    voulu = ligne.valeurs()
    if all(getattr(actuel, nom) == valeur for nom, valeur in voulu.items()):
        return actuel
    if ligne.version is None:
        raise PageMuette({"version": str(actuel.version)})
    return enregistrer(actuel, voulu)


def numero_suivant(projet: Projet) -> str:
    """Le premier nombre libre après le plus grand numéro de lot."""
    numeros = projet.lots.actifs().order_by("numero").values_list("numero", flat=True)
    return str(max((int(n) for n in numeros if n.isdigit()), default=0) + 1)
