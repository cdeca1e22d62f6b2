"""La liste des relectures."""

from typing import Any

from django.urls import reverse

from clauses.avant.relecture.models import Relecture
from clauses.avant.relecture.presentation.fiche import etat_en_pastille
from clauses.avant.relecture.presentation.mots import phrase_des_comptes
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Action, Page, Vide
from clauses.fond.socle.tableau import Tableau
from regles.typographie import accorder


def _objet(relecture: Relecture) -> str:
    if relecture.lot is not None:
        return str(relecture.lot)
    return str(relecture.marche or relecture.projet or "Sans lot")


COLONNES = (
    Colonne("titre", "Pièces", largeur=40),
    Colonne("objet", "Comparées à", largeur=34, lire=_objet),
    Colonne("etat", "Point le plus grave", "etat", lire=lambda r: "", montrer=etat_en_pastille),
    Colonne("bilan", "Ce qui a été trouvé", lire=lambda r: phrase_des_comptes(r.comptes) if r.relue_le else ""),
    Colonne("cree_le", "Déposées le", "date"),
    Colonne("demandee_par", "Par"),
)


def page_de_liste(acteur: Acteur, combien: int) -> Page:
    phrase = f"{accorder(combien, 'relecture')}." if combien else ""
    return Page("Relectures", phrase, actions=actes(acteur))


def actes(acteur: Acteur) -> list[Action]:
    if not peut(acteur, "relecture.deposer"):
        return []
    return [Action("Relire une pièce", reverse("relecture:deposer"), style="principale", icone="upload")]


def tableau(relectures: list[Relecture]) -> Tableau:
    return Tableau(COLONNES, relectures, legende="Relectures", url=lambda r: reverse("relecture:fiche", args=[r.pk]))


def vide(acteur: Acteur, filtre: dict[str, Any]) -> Vide:
    if any(filtre.values()):
        return Vide("Aucune relecture ne correspond", "Effacez un filtre pour en voir d'autres.")
    boutons = actes(acteur)
    return Vide(
        "Aucune pièce relue",
        "Déposez un CCAP, un règlement ou un acte d'engagement\u00a0: la clause y est cherchée et comparée "
        "à celle du lot.",
        action=boutons[0] if boutons else None,
        icone="file-earmark",
    )
