"""Ce qui se prépare dans le pays de mesure : les pièces et leur circuit, les fiches projet. Sans quoi l'accueil
d'un facilitateur serait plus léger que le vrai."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from clauses.avant.circuit.models import Accord, Dossier, Remarque, Tour
from clauses.avant.projets.models import Projet
from clauses.avant.redaction.models import Piece, VersionDePiece
from clauses.fond.comptes.models import Utilisateur
from clauses.fond.structures.models import Structure, StructurePorteuse
from clauses.suivi.marches.models import Clause, Lot, Marche, Operation

EN_PREPARATION = 5  # une opération sur cinq a un marché de plus, dont les pièces sont en circuit
NATURES = (Piece.Nature.CCAP, Piece.Nature.RC, Piece.Nature.AE)
VERSIONS = 3
PROJETS = 8  # par facilitateur
PAQUET = 200  # les versions sont lourdes


def preparer(operations: Sequence[Operation], jour: date, hasard: random.Random) -> None:
    """Un marché en préparation pour une opération sur cinq."""
    choisies = operations[::EN_PREPARATION]
    marches = Marche.objects.bulk_create(
        Marche(porteuse=o.porteuse, operation=o, objet=f"{o.nom}, suite", nature_achat="travaux", etat="prepare")
        for o in choisies
    )
    lots = Lot.objects.bulk_create(Lot(marche=m, numero="1", intitule="Lot à venir") for m in marches)
    Clause.objects.bulk_create(Clause(lot=lot, formule="fixe", heures=700, publics=["deld"]) for lot in lots)
    versions = _rediger(marches, hasard)
    _faire_circuler(marches, versions, jour, hasard)


def _rediger(marches: Sequence[Marche], hasard: random.Random) -> list[VersionDePiece]:
    """Trois pièces par marché, trois versions par pièce, d'un poids de vraies pièces ; rend les dernières."""
    pieces = Piece.objects.bulk_create(Piece(marche=m, nature=nature) for m in marches for nature in NATURES)
    faits = {f"Ce que disait le marché, point {n}": f"une valeur de vingt mots au plus, la {n}e" for n in range(40)}
    versions = VersionDePiece.objects.bulk_create(
        (
            VersionDePiece(
                piece=piece,
                rang=rang,
                origine="engendree",
                nom_fichier="piece.docx",
                contenu=hasard.randbytes(12_000),
                empreinte="0" * 64,
                texte="Le titulaire réserve des heures de travail à l'insertion. " * 150,
                faits=faits,
                auteur="Mesure",
            )
            for piece in pieces
            for rang in range(1, VERSIONS + 1)
        ),
        batch_size=PAQUET,
    )
    return versions[VERSIONS - 1 :: VERSIONS]


def _faire_circuler(
    marches: Sequence[Marche], versions: Sequence[VersionDePiece], jour: date, hasard: random.Random
) -> None:
    """Un circuit par marché : chez le facilitateur, chez l'acheteur, ou accordé ; avec accords, remarques et tours."""
    dossiers = Dossier.objects.bulk_create(
        Dossier(
            marche=marche,
            chez_depuis=jour - timedelta(days=hasard.randint(1, 40)),
            **hasard.choice(
                (
                    {"etat": "en_redaction", "chez": "facilitateur"},
                    {
                        "etat": "en_relecture",
                        "chez": "acheteur",
                        "echeance": jour + timedelta(days=hasard.randint(-9, 9)),
                    },
                    {"etat": "accorde", "chez": "personne"},
                )
            ),
        )
        for marche in marches
    )
    tours = Tour.objects.bulk_create(
        Tour(dossier=d, rang=1, geste="transmission", de="facilitateur", vers="acheteur", par="Mesure")
        for d in dossiers
    )
    liens = []
    accords, remarques = [], []
    par_marche = len(NATURES)
    for n, (dossier, tour) in enumerate(zip(dossiers, tours, strict=True)):
        for version in versions[n * par_marche : (n + 1) * par_marche]:
            sur = {"dossier": dossier, "piece": version.piece}
            liens.append(Tour.versions.through(tour_id=tour.pk, versiondepiece_id=version.pk))
            remarques.append(
                Remarque(**sur, version_lue=version, texte="À préciser.", partie="acheteur", auteur="Mesure")
            )
            parties = ("facilitateur", "acheteur") if dossier.etat == "accorde" else ("facilitateur",)
            accords += [Accord(**sur, version_accordee=version, partie=partie, par="Mesure") for partie in parties]
    Tour.versions.through.objects.bulk_create(liens)
    Accord.objects.bulk_create(accords)
    Remarque.objects.bulk_create(remarques)


def projeter(
    porteuse: StructurePorteuse,
    comptes: Sequence[Utilisateur],
    donneurs: Sequence[Structure],
    jour: date,
    hasard: random.Random,
) -> None:
    """Des fiches projet à étudier, ou que le lancement presse."""
    Projet.objects.bulk_create(
        Projet(
            porteuse=porteuse,
            donneur_d_ordre=donneurs[n % len(donneurs)],
            facilitateur=compte,
            nom=f"Projet {n}",
            nature_achat="travaux",
            etat=hasard.choice(("soumis", "a_l_etude", "brouillon")),
            etat_depuis=jour,
            date_lancement=jour + timedelta(days=hasard.randint(-10, 60)),
        )
        for compte in comptes
        for n in range(PROJETS)
    )
