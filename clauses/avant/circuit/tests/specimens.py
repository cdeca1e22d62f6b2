"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Model, Q

from clauses.avant.circuit.models import Accord, Dossier, Remarque
from clauses.avant.circuit.tests import fabriques
from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.socle.tests.specimens import Histoire, Specimens
from clauses.suivi.marches.tests import fabriques as marches


def objets(histoire: Histoire) -> Iterator[Model]:
    """Une pièce en préparation, une remarque et un accord. Le marché de l'histoire, lui, est en cours."""
    marche = marches.marche(histoire.operation, etat="prepare", date_notification=None, date_debut=None)
    piece = fabriques.piece(marche)
    commun = {
        "dossier": creer(Dossier, marche=marche, chez_depuis=date(2026, 11, 1)),
        "piece": piece,
        "partie": "acheteur",
    }
    version = piece.versions.get()
    yield from (piece, version)
    yield creer(Remarque, **commun, version_lue=version, texte="Article 6", auteur="Essai")
    yield creer(Accord, **commun, version_accordee=version, par="Essai")


EN_CIRCUIT = Q(dossiers__isnull=False)
SPECIMENS = Specimens(
    sans_page={"accord_retirer"},  # un accord existe, ou non, selon les parcours passés avant
    sans_objet={"clore"},  # la démonstration n'a pas de dossier à clore
    # Le dossier de la démonstration est chez l'acheteur : un autre que lui est renvoyé au dossier.
    hors_tour={
        ("transmettre", "facilitatrice"),
        ("transmettre", "juriste"),
        ("transmettre", "responsable"),
        ("refuser", "juriste"),
        ("clore", "facilitatrice"),
        ("clore", "responsable"),
    },
    choix=dict.fromkeys(("accord", "clore", "dossier", "refuser", "reprendre", "transmettre"), EN_CIRCUIT),
    objets=objets,
)
