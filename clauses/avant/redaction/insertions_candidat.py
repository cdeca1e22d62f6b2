"""Les tableaux que le candidat remplit : ses modalités, ses postes, qui il est, sa signature."""

from collections.abc import Sequence

from clauses.avant.redaction.contexte import Contexte
from clauses.avant.redaction.document import Bloc, ColonneDeTableau, Tableau
from clauses.avant.redaction.langage import polir

Colonne = ColonneDeTableau
MODALITES = (
    "Embauche directe : contrat à durée indéterminée ou déterminée, apprentissage, professionnalisation",
    "Mise à disposition : entreprise de travail temporaire d’insertion, association intermédiaire, groupement "
    "d’employeurs (GEIQ), entreprise de travail temporaire si la personne est éligible",
    "Sous-traitance ou cotraitance : entreprise, atelier ou chantier d’insertion, régie, entreprise adaptée, ESAT",
)


def modalites(c: Contexte) -> list[Bloc]:
    """Les modalités, à répartir par le candidat."""
    lot = (Colonne("Lot", 1),) if len(c.lots) > 1 else ()
    vide = ("",) if lot else ()
    lignes = tuple((polir(m), *vide, "", "") for m in MODALITES)
    colonnes = (
        Colonne("Modalité", 5),
        *lot,
        Colonne("Heures prévues", 2, est_nombre=True),
        Colonne("Partenaire envisagé", 3),
    )
    return [Tableau("Répartition prévue des heures", colonnes, lignes, est_a_remplir=True)]


def _a_remplir(
    legende: str, titres: Sequence[tuple[str, int]], lignes: Sequence[str], vides: int = 0, hauteur_mm: int = 9
) -> list[Bloc]:
    """Un tableau à remplir : des lignes nommées, ou `vides` lignes blanches."""
    colonnes = tuple(Colonne(titre, part) for titre, part in titres)
    blanc = ("",) * (len(colonnes) - 1)
    nommees = tuple((ligne, *blanc) for ligne in lignes)
    return [
        Tableau(
            legende,
            colonnes,
            nommees + (("", *blanc),) * vides,
            est_a_remplir=True,
            hauteur_mm=hauteur_mm,
            est_legende_tue=True,
        )
    ]


def correspondant(c: Contexte) -> list[Bloc]:
    return _a_remplir(
        "Correspondant insertion de l’entreprise",
        (("Renseignement", 2), ("À compléter", 5)),
        ("Nom et prénom", "Fonction", "Courriel", "Téléphone"),
    )


def candidat(c: Contexte) -> list[Bloc]:
    return _a_remplir(
        "Candidat",
        (("Renseignement", 2), ("À compléter", 5)),
        ("Dénomination", "SIRET", "Représenté par, en qualité de", "Seul, ou membres du groupement"),
    )


def signature(c: Contexte) -> list[Bloc]:
    return _a_remplir(
        "Signature du candidat",
        (("Renseignement", 2), ("À compléter", 5)),
        ("Fait à, le", "Nom et qualité du signataire", "Signature et cachet"),
        hauteur_mm=16,
    )


def postes(c: Contexte) -> list[Bloc]:
    titres = (("Poste ou tâches confiées", 4), ("Type de contrat", 3), ("Début prévu", 2), ("Heures", 1))
    return _a_remplir("Postes envisagés", titres, (), vides=4)


def reponse(c: Contexte) -> list[Bloc]:
    colonne = (Colonne("Réponse du candidat"),)
    return [Tableau("Réponse du candidat", colonne, (("",),), est_a_remplir=True, hauteur_mm=45, est_legende_tue=True)]


DU_CANDIDAT = (
    ("modalites", "répartition par modalité, à compléter", modalites),
    ("correspondant", "correspondant insertion, à compléter", correspondant),
    ("candidat", "identité du candidat, à compléter", candidat),
    ("signature", "signature, à compléter", signature),
    ("postes", "postes envisagés, à compléter", postes),
    ("reponse", "réponse libre, à compléter", reponse),
)
