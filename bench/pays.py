"""Un pays inventé : des structures porteuses, des opérations, des lignes d'heures, en nombre.

Tout est écrit par lots, signé, journalisé, avec les contraintes de la base : le volume est vrai, l'histoire non.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from bench.avant import preparer, projeter
from clauses.fond.comptes.models import Appartenance, Utilisateur
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import signer
from clauses.fond.structures.fictif import siret_fictif
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.suivi.declarations.models import (
    AffectationLot,
    ContratInsertion,
    DeclarationMensuelle,
    LigneHeures,
)
from clauses.suivi.marches.models import Attribution, Clause, Lot, Marche, Operation
from clauses.suivi.participants.models import Eligibilite, Participant
from regles.calendrier import ajouter_mois

PORTEUSES = 20
FACILITATEURS = 4
MOT_DE_PASSE = "Mesure-des-pages-42!"
PAQUET = 5_000
ACTEUR = Acteur.systeme("mesure")


@dataclass(frozen=True)
class Taille:
    """Combien d'opérations, et de lignes par opération."""

    operations: int
    lignes: int

    @property
    def lignes_par_operation(self) -> int:
        return max(1, self.lignes // self.operations)


def engendrer(taille: Taille, jour: date) -> None:
    """Remplit la base jusqu'à la taille voulue ; une base déjà à cette taille n'est pas touchée."""
    if Operation.objects.count() >= taille.operations:
        return
    hasard = random.Random(42)
    with signer(ACTEUR, "pays de mesure"):
        porteuses = _porteuses()
        par_porteuse = -(-taille.operations // len(porteuses))
        for porteuse in porteuses:
            peupler(porteuse, par_porteuse, taille.lignes_par_operation, jour, hasard)


def _porteuses() -> list[StructurePorteuse]:
    porteuses = StructurePorteuse.objects.bulk_create(
        StructurePorteuse(nom=f"Porteuse de mesure {n}", sigle=f"P{n:02d}") for n in range(PORTEUSES)
    )
    mot_de_passe = make_password(MOT_DE_PASSE)
    for rang, porteuse in enumerate(porteuses):
        comptes = Utilisateur.objects.bulk_create(
            Utilisateur(courriel=f"mesure{rang}-{n}@exemple.test", nom=f"Mesure {n}", password=mot_de_passe)
            for n in range(FACILITATEURS)
        )
        Appartenance.objects.bulk_create(
            Appartenance(utilisateur=compte, role="facilitateur", porteuse=porteuse, acceptee_le=timezone.now())
            for compte in comptes
        )
    return porteuses


def peupler(porteuse: StructurePorteuse, combien: int, lignes: int, jour: date, hasard: random.Random) -> None:
    """Le répertoire, les opérations et les lignes d'une porteuse ; elle a déjà ses comptes."""
    rang = StructurePorteuse.objects.filter(nom__lt=porteuse.nom).count()
    structures = Structure.objects.bulk_create(
        Structure(porteuse=porteuse, nom=f"Structure {n}", siret=siret_fictif(rang * 1000 + n + 100)) for n in range(30)
    )
    comptes = list(Utilisateur.objects.filter(appartenances__porteuse=porteuse).order_by("courriel"))
    operations = Operation.objects.bulk_create(
        Operation(
            porteuse=porteuse,
            nom=f"Opération {rang}-{n}",
            donneur_d_ordre=structures[n % 5],
            facilitateur=comptes[n % len(comptes)],
        )
        for n in range(combien)
    )
    debut = ajouter_mois(jour.replace(day=1), -18)
    marches = _marches(operations, debut)
    lots = Lot.objects.bulk_create(
        (Lot(marche=m, numero=str(n), intitule=f"Lot {n}") for m in marches for n in (1, 2)), batch_size=PAQUET
    )
    Clause.objects.bulk_create(
        (Clause(lot=lot, formule="fixe", heures=Decimal(1200), publics=["deld", "rsa"]) for lot in lots),
        batch_size=PAQUET,
    )
    attributions = Attribution.objects.bulk_create(
        (Attribution(lot=lot, structure=structures[5 + n % 25]) for n, lot in enumerate(lots)), batch_size=PAQUET
    )
    _declarer(porteuse, attributions, lignes // 4 or 1, debut, hasard)
    preparer(operations, jour, hasard)
    projeter(porteuse, comptes, structures[:5], jour, hasard)


def _marches(operations: Sequence[Operation], debut: date) -> list[Marche]:
    return Marche.objects.bulk_create(
        Marche(
            porteuse_id=operation.porteuse_id,
            operation=operation,
            objet=operation.nom,
            nature_achat="travaux",
            montant_ht=Decimal(800_000),
            date_notification=debut,
            date_debut=debut,
            duree_mois=30,
            etat="en_cours",
        )
        for operation in operations
    )


def _declarer(
    porteuse: StructurePorteuse, attributions: list[Attribution], mois: int, debut: date, hasard: random.Random
) -> None:
    """Deux contrats par lot, chacun `mois` lignes ; neuf sur dix sont validées, les dernières attendent. Une personne
    sur dix n'a pas d'éligibilité prononcée ; un lot sur trois a des mois à valider ou en retard."""
    personnes = Participant.objects.bulk_create(
        (
            Participant(
                porteuse=porteuse,
                nom=f"Fictif{n}",
                prenom="Mesure",
                sexe=hasard.choice("FHH"),
                date_naissance=date(hasard.randint(1965, 2005), 1 + n % 12, 1 + n % 28),
                qpv=hasard.choice(("oui", "non")),
                niveau=hasard.choice(("infra3", "niveau3", "niveau4")),
            )
            for n in range(2 * len(attributions))
        ),
        batch_size=PAQUET,
    )
    Eligibilite.objects.bulk_create(
        (
            Eligibilite(
                participant=personne,
                date_entree=debut,
                est_eligible=True,
                version_regle="mesure",
                criteres=hasard.sample(["deld", "rsa", "qpv"], 2),
            )
            for n, personne in enumerate(personnes)
            if n % 10
        ),
        batch_size=PAQUET,
    )
    contrats = _embaucher(personnes, attributions, debut, hasard)
    declarations = _attendre(attributions, ajouter_mois(debut, mois - 1), hasard)
    lignes = _lignes(contrats, attributions, mois, debut, declarations, hasard)
    LigneHeures.objects.bulk_create(lignes, batch_size=PAQUET)


def _attendre(
    attributions: Sequence[Attribution], dernier: date, hasard: random.Random
) -> dict[UUID, DeclarationMensuelle]:
    """{lot: son dernier mois déclaré} : un lot sur trois l'a transmis, et doit le suivant."""
    recue = timezone.make_aware(datetime.combine(ajouter_mois(dernier, 1), datetime.min.time()))
    transmises = DeclarationMensuelle.objects.bulk_create(
        DeclarationMensuelle(
            lot=a.lot,
            attribution=a,
            mois=dernier,
            echeance=ajouter_mois(dernier, 1),
            etat="soumise",
            soumise_le=recue + timedelta(days=hasard.randint(0, 9)),
        )
        for a in attributions[::3]
    )
    DeclarationMensuelle.objects.bulk_create(
        DeclarationMensuelle(
            lot=a.lot, attribution=a, mois=ajouter_mois(dernier, 1), echeance=ajouter_mois(dernier, 2), etat="attendue"
        )
        for a in attributions[::3]
    )
    return {d.lot_id: d for d in transmises}


def _embaucher(
    personnes: list[Participant], attributions: list[Attribution], debut: date, hasard: random.Random
) -> list[ContratInsertion]:
    contrats = ContratInsertion.objects.bulk_create(
        (
            ContratInsertion(
                participant=personne,
                employeur=attributions[n // 2].structure,
                date_debut=debut,
                modalite=hasard.choice(("embauche_directe", "mise_a_disposition")),
                type_contrat=hasard.choice(("cdd", "ctti")),
            )
            for n, personne in enumerate(personnes)
        ),
        batch_size=PAQUET,
    )
    AffectationLot.objects.bulk_create(
        (
            AffectationLot(contrat=contrat, lot=attributions[n // 2].lot, attribution=attributions[n // 2])
            for n, contrat in enumerate(contrats)
        ),
        batch_size=PAQUET,
    )
    return contrats


def _lignes(
    contrats: Sequence[ContratInsertion],
    attributions: Sequence[Attribution],
    mois: int,
    debut: date,
    declarations: Mapping[UUID, DeclarationMensuelle],
    hasard: random.Random,
) -> Iterator[LigneHeures]:
    calendrier = [ajouter_mois(debut, n) for n in range(mois)]
    for n, contrat in enumerate(contrats):
        for rang, premier in enumerate(calendrier):
            heures = Decimal(hasard.randint(20, 120))
            validee = rang < mois * 9 // 10
            lot = attributions[n // 2].lot
            yield LigneHeures(
                contrat=contrat,
                lot=lot,
                mois=premier,
                heures_travaillees=heures,
                declaration=declarations.get(lot.pk) if rang == mois - 1 else None,
                etat="validee" if validee else "soumise",
                retenu_travail=heures if validee else 0,
                source="import",
            )
