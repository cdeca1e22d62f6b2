"""Des relectures d'essai, et la clause que dit la pièce d'essai."""

from decimal import Decimal
from typing import Any

from clauses.avant.relecture import services
from clauses.avant.relecture.models import Relecture
from clauses.fond.socle.acteur import Acteur
from clauses.suivi.marches.models import Clause, Lot
from clauses.suivi.marches.tests import fabriques as marches
from lecteur.tests.pieces import en_docx

ARTICLE = (
    "Le titulaire réalise une action d'insertion, qui est une condition d'exécution du marché : 1 000 heures de "
    "travail sont réservées à des personnes éloignées de l'emploi.",
    "Sont éligibles les demandeurs d'emploi de longue durée et les bénéficiaires du RSA.",
    "Le titulaire peut embaucher directement, recourir à la mise à disposition par une entreprise de travail "
    "temporaire d'insertion, ou sous-traiter à une entreprise d'insertion.",
    "Le titulaire transmet les justificatifs chaque mois, au plus tard le 15 du mois suivant.",
    "Pénalités : 60 € par heure d'insertion non réalisée ; 100 € par absence à une réunion de suivi ; 100 € par "
    "transmission manquante.",
    "La facilitatrice de la clause sociale est Anne Durand, anne.durand@exemple.test, 03 20 00 00 00.",
)


def piece_juste(*remplacements: tuple[str, str]) -> bytes:
    """L'article entier en DOCX ; `remplacements` : (ce qu'il disait, ce qu'il dit)."""
    textes = list(ARTICLE)
    for avant, apres in remplacements:
        assert any(avant in t for t in textes), avant
        textes = [t.replace(avant, apres) for t in textes]
    return en_docx(*textes, titre="Article 12 — Clause sociale d'insertion")


def clause_de_la_piece(lot: Lot, **champs: Any) -> Clause:
    """La clause que dit `piece_juste`."""
    base = {
        "publics": ["deld", "rsa"],
        "penalite_heure": Decimal(60),
        "penalite_absence": Decimal(100),
        "penalite_transmission": Decimal(100),
    }
    return marches.clause(lot, **{**base, **champs})


def relecture(par: Acteur, *fichiers: tuple[str, bytes], **cible: Any) -> Relecture:
    """Une relecture faite par le service, de la pièce juste à défaut."""
    return services.deposer(fichiers or (("CCAP.docx", piece_juste()),), par=par, **cible)
