"""Les colonnes des trois classeurs reconnus, leurs autres écritures, et la reconnaissance d'un fichier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from clauses.fond.socle.lecture import FichierIllisible, Tableau, lire_tableau
from clauses.suivi.declarations.models import ImportHeures

Modele = ImportHeures.Modele
Source = bytes | str | Path | BinaryIO

# Notre classeur « heures du mois »
CLE, MOIS = "Clé de la ligne", "Mois"
TRAVAILLEES, FORMATION = "Heures travaillées", "Heures de formation"
ACCOMPAGNEMENT, OBSERVATION = "Heures d'accompagnement", "Observation"
NOM, PRENOM, EMPLOYEUR, SIRET = "Nom", "Prénom", "Employeur", "SIRET de l'employeur"
OPERATION, MARCHE, LOT = "Opération", "Marché", "Lot"
DEBUT, FIN = "Début du contrat", "Fin du contrat"

# L'outil du métier
DOSSIER, NAISSANCE, AGE, SEXE, NIVEAU = "Dossier", "Date de naissance", "Age", "Sexe", "Niveau de qualification"
COMMUNE, CODE_POSTAL, PRESCRIPTEUR = "Commune", "Code Postal", "Prescripteur"
TYPE, MOTIF_FIN, MODALITE = "Contrat", "Motif de fin de contrat", "Modalité"
METIER, APPELLATION, UTILISATRICE = "Métier", "Appellation métier", "Entreprise utilisatrice"
DEBUT_CONTRAT, FIN_CONTRAT, APRES = "Début contrat", "Fin contrat", "Contrat après"
COLLABORATEUR, PROGRAMME, ANRU = "Collaborateur en charge du marché", "Programme", "ANRU"
MAITRE_OUVRAGE, HEURES = "Maitre d ouvrage", "Nombre d heures"
HEURES_FORMATION, HEURES_ACCOMPAGNEMENT = "Nombre d heures de formation", "Nombre d heures d accompagnement"
VALORISEES, STATUT, QUARTIER = "Nombre d heures valorisées", "Statut", "Quartier"
QPV = "Quartier Prioritaire de la politique de la Ville"
SIRET_UTILISATRICE, SIRET_MAITRE_OUVRAGE = "SIRET de l'entreprise utilisatrice", "SIRET du maître d'ouvrage"
DATES = (DEBUT_CONTRAT, FIN_CONTRAT)
FIXE, MOBILE, COURRIEL = "Téléphone fixe", "Téléphone mobile", "Email"


@dataclass(frozen=True)
class Format:
    """Un modèle de classeur. `signature` : les colonnes qui le font reconnaître ; `alias` : un intitulé d'un
    autre modèle → le sien (« Heures travaillées » dans un export de contrats)."""

    modele: Modele
    exigees: Sequence[str]
    facultatives: Sequence[str]
    signature: frozenset[str]
    alias: Mapping[str, str] = field(default_factory=dict)

    @property
    def connues(self) -> frozenset[str]:
        return frozenset((*self.exigees, *self.facultatives))


MENSUEL = Format(
    Modele.MENSUEL,
    exigees=(CLE, MOIS, TRAVAILLEES),
    facultatives=(
        FORMATION,
        ACCOMPAGNEMENT,
        OBSERVATION,
        NOM,
        PRENOM,
        EMPLOYEUR,
        SIRET,
        OPERATION,
        MARCHE,
        LOT,
        DEBUT,
        FIN,
    ),
    signature=frozenset({CLE}),
)
CONTRATS = Format(
    Modele.CONTRATS,
    exigees=(EMPLOYEUR, MODALITE, DEBUT_CONTRAT, MARCHE, HEURES),
    facultatives=(
        DOSSIER, NOM, PRENOM, NAISSANCE, AGE, SEXE, NIVEAU, COMMUNE, CODE_POSTAL, PRESCRIPTEUR, TYPE, MOTIF_FIN,
        METIER, APPELLATION, UTILISATRICE, FIN_CONTRAT, APRES, COLLABORATEUR, OPERATION, PROGRAMME, ANRU,
        MAITRE_OUVRAGE, HEURES_FORMATION, HEURES_ACCOMPAGNEMENT, VALORISEES, STATUT, QUARTIER, QPV, LOT, SIRET,
        SIRET_UTILISATRICE, SIRET_MAITRE_OUVRAGE,
    ),
    signature=frozenset({EMPLOYEUR, DEBUT_CONTRAT}),
    alias={
        DEBUT: DEBUT_CONTRAT, FIN: FIN_CONTRAT, TRAVAILLEES: HEURES, FORMATION: HEURES_FORMATION,
        ACCOMPAGNEMENT: HEURES_ACCOMPAGNEMENT,
    },
)  # fmt: skip  # les colonnes par voisinage dans le classeur
PARTICIPANTS = Format(
    Modele.PARTICIPANTS,
    exigees=(NOM, PRENOM),
    facultatives=(
        DOSSIER,
        SEXE,
        NAISSANCE,
        NIVEAU,
        CODE_POSTAL,
        COMMUNE,
        FIXE,
        MOBILE,
        COURRIEL,
        PRESCRIPTEUR,
        STATUT,
        QUARTIER,
        QPV,
    ),
    signature=frozenset({NOM, PRENOM}),
)
FORMATS = (MENSUEL, CONTRATS, PARTICIPANTS)  # dans l'ordre où on les essaie

SYNONYMES: dict[str, Sequence[str]] = {
    CLE: ("Cle", "Clé", "Identifiant de la ligne"),
    TRAVAILLEES: ("Heures travaillées (h)", "Heures travail", "Travail"),
    FORMATION: ("Heures de formation (h)", "Heures formation"),
    ACCOMPAGNEMENT: ("Heures d'accompagnement (h)", "Heures accompagnement"),
    NOM: ("Nom de famille", "Nom d'usage"),
    DOSSIER: ("N° dossier", "Numéro de dossier", "Numero dossier"),
    NAISSANCE: ("Né le", "Née le", "Né(e) le", "Naissance"),
    NIVEAU: ("Niveau de formation", "Niveau"),
    CODE_POSTAL: ("CP",),
    TYPE: ("Type de contrat",),
    MOTIF_FIN: ("Motif de fin", "Motif fin de contrat"),
    METIER: ("Code ROME", "ROME"),
    DEBUT_CONTRAT: ("Date de début", "Date début contrat"),
    FIN_CONTRAT: ("Date de fin", "Date fin contrat"),
    APRES: ("Contrat après ?",),
    COLLABORATEUR: ("Collaborateur en charge", "Facilitateur"),
    MAITRE_OUVRAGE: ("MOA", "Donneur d'ordre", "Maîtrise d'ouvrage"),
    HEURES: ("Nombre d'heures", "Nb heures", "Heures"),
    STATUT: ("Statuts", "Publics", "Public"),
    QPV: ("QPV",),
    LOT: ("Numéro de lot", "N° lot"),
    SIRET: ("SIRET employeur", "SIRET"),
    FIXE: ("Téléphone", "Tél. fixe"),
    MOBILE: ("Portable", "Tél. mobile"),
    COURRIEL: ("Courriel", "Mail", "Adresse électronique"),
}
_TOUTES = tuple(dict.fromkeys(nom for f in FORMATS for nom in (*f.exigees, *f.facultatives)))


@dataclass(frozen=True)
class Classeur:
    """Un fichier reconnu : son format, son tableau, ce qu'il faut en dire."""

    format: Format
    tableau: Tableau
    avertissements: tuple[str, ...]


def ouvrir(source: Source, nom: str, gardees: bytes | None = None) -> Classeur:
    """Reconnaît le fichier à son contenu ; `gardees` : voir `lire_tableau`. Lève `FichierIllisible` s'il est
    abîmé, étranger ou incomplet."""
    tableau = lire_tableau(
        BytesIO(source) if isinstance(source, bytes) else source,
        nom_fichier=nom,
        entetes_facultatives=_TOUTES,
        synonymes=SYNONYMES,
        gardees=gardees,
    )
    presentes = set(tableau.entetes)
    for essai in FORMATS:
        alias = {autre: nom for autre, nom in essai.alias.items() if nom not in presentes}
        entetes = tuple(alias.get(nom, nom) for nom in tableau.entetes)
        if essai.signature <= set(entetes):
            tableau = replace(tableau, entetes=entetes)
            _verifier_presence(tableau, essai)
            return Classeur(essai, tableau, (*tableau.avertissements, *_ignorees(tableau, essai)))
    raise FichierIllisible(
        nom,
        "ses colonnes ne sont ni celles de l'export des contrats, ni celles de l'export des participants, "
        "ni celles de notre classeur d'heures.",
        f"On reconnaît un export de contrats à « {EMPLOYEUR} » et « {DEBUT_CONTRAT} », de participants à « {NOM} » "
        f"et « {PRENOM} », le nôtre à « {CLE} ».",
    )


def _verifier_presence(tableau: Tableau, attendu: Format) -> None:
    manquantes = [f"« {nom} »" for nom in attendu.exigees if nom not in tableau.entetes]
    if manquantes:
        pluriel = "les colonnes" if len(manquantes) > 1 else "la colonne"
        raise FichierIllisible(
            tableau.nom_fichier,
            f"{attendu.modele.label.lower()} : il manque {pluriel} {', '.join(manquantes)}.",
            "Les ajouter, ou les renommer, dans la ligne d'en-tête.",
        )


def _ignorees(tableau: Tableau, attendu: Format) -> tuple[str, ...]:
    """Ce qui n'est pas repris, dit une fois. Une colonne sans titre ni sens (numéro de ligne) ne se dit pas."""
    noms = [nom for nom in tableau.entetes if nom not in attendu.connues and not nom.startswith("(colonne ")]
    if not noms:
        return ()
    return (f"Colonnes non reprises\u00a0: {', '.join(noms)}.",)
