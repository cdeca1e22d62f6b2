"""Des classeurs d'essai : les exports de l'outil du métier (personnes fictives), et de mauvais fichiers."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

ENTETES_CONTRATS = (
    "", "Age", "Sexe", "Niveau de qualification", "Commune", "Code Postal", "Prescripteur", "Contrat",
    "Motif de fin de contrat", "Contrat multiple", "Modalité", "Métier", "Appellation métier", "Employeur",
    "Entreprise utilisatrice", "Début contrat", "Fin contrat", "Contrat après", "Marché",
    "Collaborateur en charge du marché", "Opération", "Programme", "ANRU", "Maitre d ouvrage", "Nombre d heures",
    "Nombre d heures de formation", "Nombre d heures d accompagnement", "Nombre d heures valorisées",
    "Nombre de mois de chômage partiel", "Statut", "CUCS", "NPNRU", "Quartier",
    "Quartier Prioritaire de la politique de la Ville", "Site expérimental CUCS", "ZUS",
)  # fmt: skip  # la ligne de titres d'un classeur, dans son ordre
ENTETES_PARTICIPANTS = (
    "Dossier", "Nom", "Prénom", "Sexe", "Date de naissance", "Age", "Niveau de qualification", "Adresse",
    "Complément d'adresse", "Code Postal", "Commune", "Téléphone fixe", "Téléphone mobile", "Email", "Prescripteur",
    "Début période", "Fin période", "Situation à 6 mois", "Situation à 12 mois", "Situation à 18 mois",
    "Situation à 24 mois", "Motif fin de période", "Nombre de contrats", "Statut", "CUCS", "NPNRU", "Quartier",
    "Quartier Prioritaire de la politique de la Ville", "", "Site expérimental CUCS", "ZUS",
)  # fmt: skip  # la ligne de titres d'un classeur, dans son ordre
CONTRAT: Mapping[str, Any] = {
    "": 1,
    "Age": 34,
    "Sexe": "M",
    "Niveau de qualification": 3,
    "Commune": "Valenciennes",
    "Code Postal": "59300",
    "Prescripteur": "ADJUDICATAIRE / ATTRIBUTAIRE",
    "Contrat": "CTTi",
    "Modalité": "ETTI",
    "Métier": "N1104",
    "Appellation métier": "Manœuvre",
    "Employeur": "Escaut Intérim Insertion",
    "Entreprise utilisatrice": "Bâtisseurs de l'Escaut",
    "Début contrat": date(2026, 2, 9),
    "Fin contrat": date(2026, 6, 30),
    "Contrat après": "oui",
    "Marché": "Réhabilitation — gros œuvre",
    "Opération": "Réhabilitation Solitude",
    "Programme": "NPNRU du Valenciennois",
    "ANRU": "Oui",
    "Maitre d ouvrage": "Habitat des Trois-Canaux",
    "Nombre d heures": 412.5,
    "Nombre d heures de formation": 14,
    "Statut": "Demandeurs d’emploi de longue durée, Bénéficiaires du RSA en recherche d'emploi",
    "Quartier Prioritaire de la politique de la Ville": "oui",
}
PARTICIPANT: Mapping[str, Any] = {
    "Dossier": 4512,
    "Nom": "Inventée",
    "Prénom": "Inès",
    "Sexe": "F",
    "Date de naissance": date(1994, 3, 12),
    "Niveau de qualification": "CAP/BEP",
    "Adresse": "3 rue de l'Exemple",
    "Code Postal": "59300",
    "Commune": "Valenciennes",
    "Téléphone mobile": "06 00 00 00 00",
    "Email": "ines@exemple.test",
    "Prescripteur": "Mission locale des Deux-Rives",
    "Statut": "Jeunes de moins de 26 ans en recherche d'emploi, Autre",
    "Quartier Prioritaire de la politique de la Ville": "non",
}

Lignes = Iterable[Mapping[str, Any]]


def xlsx(entetes: Sequence[str], lignes: Lignes) -> bytes:
    """Un classeur XLSX : vrais nombres, vraies dates."""
    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie, {"strings_to_formulas": False}) as classeur:
        feuille, jour = classeur.add_worksheet("Export"), classeur.add_format({"num_format": "dd/mm/yyyy"})
        for place, nom in enumerate(entetes):
            feuille.write_string(0, place, nom)
        for rang, ligne in enumerate(lignes, 1):
            for place, nom in enumerate(entetes):
                valeur = ligne.get(nom)
                if isinstance(valeur, date):
                    feuille.write_datetime(rang, place, valeur, jour)
                elif isinstance(valeur, int | float | Decimal):
                    feuille.write_number(rang, place, valeur)
                elif valeur:
                    feuille.write_string(rang, place, valeur)
    return sortie.getvalue()


def en_csv(entetes: Sequence[str], lignes: Lignes, *, separateur: str = ";", encodage: str = "utf-8-sig") -> bytes:
    """Le même contenu en texte ; dates à la française, virgule décimale."""
    sortie = io.StringIO()
    plume = csv.writer(sortie, delimiter=separateur)
    plume.writerow(entetes)
    for ligne in lignes:
        plume.writerow([_ecrit(ligne.get(nom)) for nom in entetes])
    return sortie.getvalue().encode(encodage, "replace")


def _ecrit(valeur: Any) -> str:
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, float | Decimal):
        return str(valeur).replace(".", ",")
    return "" if valeur is None else str(valeur)


def contrats(*changements: Mapping[str, Any], entetes: Sequence[str] = ENTETES_CONTRATS) -> bytes:
    """Un export de contrats : une ligne par changement apporté au contrat d'essai."""
    return xlsx(entetes, [{**CONTRAT, **c} for c in changements])


def participants(*changements: Mapping[str, Any]) -> bytes:
    return xlsx(ENTETES_PARTICIPANTS, [{**PARTICIPANT, **c} for c in changements])


def protege_par_mot_de_passe() -> bytes:
    """L'en-tête d'un conteneur OLE chiffré, tel qu'un tableur l'écrit."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
