"""Ce qu'une ligne d'un classeur ouvre, ou ce à quoi elle se rattache, en une phrase du rapport."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from clauses.fond.socle.imports.rapport import montrable
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.structures.models import Structure
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.marches.models import Lot, Marche, Operation, Programme
from clauses.suivi.participants.models import Participant
from regles.typographie import majuscule, typographie

OUVRE: Mapping[type[ModeleMetier], str] = {
    Operation: "opération",
    Marche: "marché",
    Lot: "lot",
    Programme: "programme",
    Structure: "structure",
    Participant: "personne",
}


class Lieu(NamedTuple):
    """Où va un contrat : le lot, son marché, son opération et l'acheteur, par leurs noms."""

    lot: str
    marche: str
    operation: str
    donneur: str


def dire_un_contrat(neuves: Sequence[ModeleMetier], contrat: ContratInsertion, lieu: Lieu, employeur: str) -> str:
    """« Ouvre l'opération « … » de « … », son marché et son lot 1 ; nouvel employeur « … » ; nouvelle personne. »"""
    chez = f"« {montrable(lieu.operation)} » de « {montrable(lieu.donneur)} »"
    genres = {type(fiche) for fiche in neuves}
    if Operation in genres:
        nomme = "" if lieu.marche[:250] == lieu.operation else f" « {montrable(lieu.marche)} »"
        morceaux = [f"ouvre l'opération {chez}, son marché{nomme} et son lot {lieu.lot}"]
    elif Marche in genres:
        morceaux = [f"ouvre le marché « {montrable(lieu.marche)} » et son lot {lieu.lot} dans l'opération {chez}"]
    else:
        morceaux = [f"rattaché au lot {lieu.lot} du marché « {montrable(lieu.marche)} », opération {chez}"]
    if contrat.employeur_id not in {fiche.pk for fiche in neuves}:
        morceaux.append(f"employeur connu « {montrable(employeur)} »")
    roles = {
        contrat.employeur_id: "nouvel employeur",
        contrat.entreprise_utilisatrice_id: "nouvelle entreprise utilisatrice",
    }
    morceaux += _nommer(neuves, roles)
    morceaux.append("nouvelle personne" if Participant in genres else "personne connue")
    return _phrase(morceaux)


def dire_les_fiches(neuves: Sequence[ModeleMetier]) -> str:
    """Les fiches neuves d'une ligne qui n'ouvre pas de contrat ; vide s'il n'y en a pas."""
    personne = ["nouvelle personne"] if any(isinstance(fiche, Participant) for fiche in neuves) else []
    return _phrase([*personne, *_nommer(neuves, {})])


def _nommer(neuves: Sequence[ModeleMetier], roles: Mapping[UUID | None, str]) -> list[str]:
    """Chaque programme et chaque structure neuve, par ce que la ligne en fait."""
    operations = (fiche for fiche in neuves if isinstance(fiche, Operation))
    personnes = (fiche for fiche in neuves if isinstance(fiche, Participant))
    connus = {
        **{personne.prescripteur_id: "nouveau prescripteur" for personne in personnes},
        **{operation.donneur_d_ordre_id: "nouveau donneur d'ordre" for operation in operations},
        **roles,
    }
    mots = []
    for fiche in neuves:
        if isinstance(fiche, Programme):
            mots.append(f"nouveau programme « {montrable(fiche.nom)} »")
        elif isinstance(fiche, Structure):
            mots.append(f"{connus.get(fiche.pk, 'nouvelle structure')} « {montrable(fiche.nom)} »")
    return mots


def _phrase(morceaux: Sequence[str]) -> str:
    return typographie(f"{majuscule(' ; '.join(morceaux))}.") if morceaux else ""
