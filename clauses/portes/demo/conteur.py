"""Poser une scène de la démonstration par les services du métier : une opération, un marché, sa clause, un contrat."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clauses.fond.territoires.models import Departement
from clauses.portes.demo.distribution import Troupe, poser_une_personne
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.declarations.services.contrats import Rattachement, creer_contrat
from clauses.suivi.marches.models import Attribution, Lot, Marche, Operation
from clauses.suivi.marches.services import attributions, clauses, marches, operations
from clauses.suivi.participants.services import prononcer_eligibilite
from regles.calendrier import ajouter_mois

PUBLICS = ["deld", "rsa", "jeune", "senior", "boeth", "qpv", "refugie", "iae", "geiq"]
COMMUN: dict[str, Any] = {
    "publics": PUBLICS,
    "penalite_heure": Decimal(60),
    "penalite_absence": Decimal(100),
    "penalite_transmission": Decimal(100),
}


@dataclass
class Scene:
    """Un lot posé, son attribution principale, et les contrats qui y travaillent : (contrat, heures par mois).
    `silence` : les derniers mois que l'entreprise n'a pas transmis ; `a_valider` : ceux qui attendent encore.
    """

    lot: Lot
    attribution: Attribution
    contrats: list[tuple[ContratInsertion, Decimal]]
    silence: int = 0
    a_valider: int = 1


class Conteur:
    """Ce que les scènes ont en commun ; les mois se comptent depuis `repere` (un premier de mois)."""

    def __init__(self, troupe: Troupe, repere: date) -> None:
        self.troupe, self.repere = troupe, repere
        self.par = troupe.acteur("facilitatrice")
        self.scenes: dict[str, Scene] = {}

    def mois(self, ecart: int) -> date:
        """Le premier du mois, `ecart` mois après le repère (négatif : avant)."""
        return ajouter_mois(self.repere, ecart)

    def _operation(self, nom: str, donneur: str, commune: str, **champs: Any) -> Operation:
        return operations.creer(
            par=self.par,
            nom=nom,
            donneur_d_ordre=self.troupe.structures[donneur],
            commune=commune,
            departement=Departement.objects.get(pk="59"),
            **champs,
        )

    def _marche(self, operation: Operation, reference: str, objet: str, **champs: Any) -> Marche:
        return marches.creer(operation, par=self.par, reference=reference, objet=objet, **champs)

    def _clause(self, lot: Lot, **champs: Any) -> None:
        clauses.poser(lot, par=self.par, **{**COMMUN, **champs})

    def _attribuer(self, cle: str, lot: Lot, structure: str) -> None:
        (attribution,) = attributions.attribuer(
            lot, [attributions.Membre(self.troupe.structures[structure])], par=self.par
        )
        self.scenes[cle] = Scene(lot, attribution, [])

    def _contrat(
        self,
        scene: str,
        personne: str,
        employeur: str,
        depuis: int,
        heures: int,
        type_contrat: str,
        modalite: str,
        rome: str,
        *,
        fin: int | None = None,
        juger: bool = True,
        metier: str = "",
    ) -> None:
        cadre, debut = self.scenes[scene], self.mois(depuis) + timedelta(days=4)
        qui = poser_une_personne(self.troupe, personne, debut)
        if juger:
            prononcer_eligibilite(qui, debut, par=self.par)
        contrat = creer_contrat(
            par=self.par,
            rattachements=[Rattachement(cadre.lot, cadre.attribution)],
            participant=qui,
            employeur=self.troupe.structures[employeur],
            modalite=modalite,
            type_contrat=type_contrat,
            entreprise_utilisatrice=cadre.attribution.structure if modalite == "mise_a_disposition" else None,
            date_debut=debut,
            date_fin=ajouter_mois(self.mois(fin), 1) - timedelta(days=1) if fin is not None else None,
            motif_fin="embauche" if fin is not None else "",
            contrat_apres="oui" if fin is not None else "",
            code_rome=rome,
            metier=metier,
        )
        if heures:
            cadre.contrats.append((contrat, Decimal(heures)))
