"""Une scène partagée : un lot sous clause, son titulaire, deux personnes éligibles, le mois d'octobre 2026."""

from dataclasses import dataclass
from datetime import date

from clauses.fond.comptes.models import Appartenance
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.structures.models import StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.models import ContratInsertion, DeclarationMensuelle
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.marches.models import Attribution, Lot
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.tests import fabriques as participants

OCTOBRE, SEPTEMBRE = date(2026, 10, 1), date(2026, 9, 1)


@dataclass
class Scene:
    porteuse: StructurePorteuse
    lot: Lot
    attribution: Attribution
    yacine: ContratInsertion
    ines: ContratInsertion
    octobre: DeclarationMensuelle
    facilitateur: Appartenance
    titulaire: Appartenance

    @property
    def equipe(self) -> Acteur:
        return self.facilitateur.en_acteur()

    @property
    def entreprise(self) -> Acteur:
        return self.titulaire.en_acteur()

    @property
    def interim(self) -> Appartenance:
        """Un compte de l'ETTI qui emploie Inès."""
        return comptes.employeur(self.ines.employeur)


def personne(chez: StructurePorteuse, prenom: str, nom: str, *, eligible: bool = True) -> object:
    qui = participants.participant(chez, prenom=prenom, nom=nom)
    if eligible:
        participants.eligibilite(qui)
    return qui


def planter(echeance: date = date(2026, 12, 15), **clause: object) -> Scene:
    """Yacine est employé par le titulaire, Inès par une ETTI. `echeance` : par défaut, le délai court encore."""
    porteuse = structures.porteuse(f"Porteuse d'essai {structures.siret_fictif(next(structures._suite))}")
    lot, attribution = marches.lot_clause(porteuse, **clause)
    yacine = fabriques.contrat(personne(porteuse, "Yacine", "Fictif"), lot, attribution=attribution)
    ines = fabriques.contrat(
        personne(porteuse, "Inès", "Inventée"),
        lot,
        attribution=attribution,
        employeur=structures.etti(porteuse),
        entreprise_utilisatrice=attribution.structure,
        modalite="mise_a_disposition",
        type_contrat="ctti",
    )
    return Scene(
        porteuse,
        lot,
        attribution,
        yacine,
        ines,
        octobre=fabriques.declaration(attribution, OCTOBRE, echeance=echeance),
        facilitateur=comptes.facilitateur(porteuse),
        titulaire=comptes.titulaire(attribution.structure),
    )
