"""Les particularités de ses écrans, et un objet de chacun de ses modèles."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Model, Q

from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.socle.tests.specimens import Histoire, Specimens
from clauses.suivi.declarations.models import DeclarationMensuelle, ImportHeures, LigneHeures
from clauses.suivi.declarations.tests import fabriques
from clauses.suivi.marches.models import Operation
from clauses.suivi.marches.tests.specimens import RAPPORT

OCTOBRE = date(2026, 10, 1)


def objets(histoire: Histoire) -> Iterator[Model]:
    attribution, lot = histoire.attribution, histoire.lot
    contrat = fabriques.contrat(histoire.personne, lot, employeur=histoire.employeur, attribution=attribution)
    declaration = fabriques.declaration(attribution, OCTOBRE, etat="soumise")
    yield from (contrat, declaration, fabriques.ligne(contrat, lot, OCTOBRE, declaration=declaration))
    fichier = {"nom_fichier": "x.csv", "contenu": b"x", "empreinte": "0" * 64, "rapport": RAPPORT}
    yield creer(ImportHeures, porteuse=histoire.porteuse, **fichier)


ATTENDUE = Q(etat=DeclarationMensuelle.Etat.ATTENDUE)
SOUMISE = Q(etat=DeclarationMensuelle.Etat.SOUMISE)
SPECIMENS = Specimens(
    sans_page={
        "acte_lignes",
        "contrat_repondre",
        "exporter",
        "import_appliquer",
        "import_suivi",
        "import_verdicts",
        "ouvrir",
        "refuser",
        "valider",
        "valider_lignes",
        "valider_tout",
    },
    morceaux={("acte_lignes", "acte"): ("refuser",)},
    modeles={"exporter": Operation, "operation": Operation},
    choix={
        "corriger": SOUMISE,
        "fiche": SOUMISE,
        "ligne": Q(etat=LigneHeures.Etat.VALIDEE),
        "neant": ATTENDUE,
        "rouvrir": Q(etat=DeclarationMensuelle.Etat.VALIDEE),
        "saisir": ATTENDUE,
    },
    objets=objets,
)
