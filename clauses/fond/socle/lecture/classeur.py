"""Lire un classeur (XLSX, XLSM, XLSB, XLS, ODS) avec calamine."""

from collections.abc import Sequence
from itertools import islice
from typing import BinaryIO

import python_calamine as calamine

from .entetes import LIGNES_EXPLOREES, Attentes, score
from .erreurs import FichierIllisible

_REMEDE = "L'ouvrir dans un tableur et l'enregistrer au format .xlsx."


def ouvrir(flux: BinaryIO, nom: str) -> calamine.CalamineWorkbook:
    """Le classeur ouvert ; lève `FichierIllisible` s'il est protégé ou abîmé."""
    flux.seek(0)
    try:
        return calamine.CalamineWorkbook.from_filelike(flux)
    except calamine.PasswordError as erreur:
        raise FichierIllisible(
            nom,
            "le classeur est protégé par un mot de passe.",
            "L'ouvrir, retirer le mot de passe, puis l'enregistrer.",
        ) from erreur
    except calamine.CalamineError as erreur:
        raise FichierIllisible(nom, "le classeur est abîmé ou d'un format inconnu.", _REMEDE) from erreur
    except BaseException as erreur:
        _relancer_si_etranger(erreur)
        raise FichierIllisible(nom, "le classeur est abîmé.", _REMEDE) from erreur


def _relancer_si_etranger(erreur: BaseException) -> None:
    """Une panique de la bibliothèque (Rust) hérite de BaseException : elle seule est traduite."""
    if type(erreur).__name__ != "PanicException":
        raise erreur


def choisir_feuille(
    classeur: calamine.CalamineWorkbook, feuille: str | None, attentes: Attentes, nom: str
) -> calamine.CalamineSheet:
    """La feuille nommée, sinon la première visible qui porte les intitulés attendus."""
    if feuille is not None:
        if feuille not in classeur.sheet_names:
            presentes = ", ".join(f"« {n} »" for n in classeur.sheet_names)
            raise FichierIllisible(
                nom, f"il n'y a pas de feuille « {feuille} » (feuilles : {presentes}).", "Renommer la feuille."
            )
        return _charger(classeur, feuille, nom)
    meilleure, note = None, -1
    # Sans colonne exigée, une page de garde ne suffit pas : on regarde toutes les feuilles.
    suffit = len(attentes.exigees) or len(attentes.facultatives)
    for metadonnees in classeur.sheets_metadata:
        if metadonnees.typ != calamine.SheetTypeEnum.WorkSheet or (
            metadonnees.visible != calamine.SheetVisibleEnum.Visible
        ):
            continue
        candidate = _charger(classeur, metadonnees.name, nom)
        if candidate.start is None:
            continue
        reconnues = score(premieres_lignes(candidate), attentes)[0]
        if reconnues > note:
            meilleure, note = candidate, reconnues
        if reconnues >= suffit:
            break
    if meilleure is None:
        raise FichierIllisible(nom, "aucune feuille visible ne contient de données.", "Vérifier le classeur.")
    return meilleure


def feuilles_non_lues(
    classeur: calamine.CalamineWorkbook, choisie: calamine.CalamineSheet, attentes: Attentes, nom: str
) -> tuple[str, ...]:
    """Ce qu'il faut dire des autres feuilles visibles qui portent ces intitulés : leurs lignes ne sont pas lues."""
    note = score(premieres_lignes(choisie), attentes)[0]
    if note < 2:
        return ()
    autres = [
        f"« {lue.name} »"
        for lue in classeur.sheets_metadata
        if lue.typ == calamine.SheetTypeEnum.WorkSheet
        and lue.visible == calamine.SheetVisibleEnum.Visible
        and lue.name != choisie.name
        and 2 * score(premieres_lignes(_charger(classeur, lue.name, nom)), attentes)[0] >= note
    ]
    if not autres:
        return ()
    remede = "enregistrer chacune dans son fichier pour l'importer"
    return (
        f"Seule la feuille « {choisie.name} » est lue ; d'autres lui ressemblent ({', '.join(autres)}) : {remede}.",
    )


def _charger(classeur: calamine.CalamineWorkbook, feuille: str, nom: str) -> calamine.CalamineSheet:
    try:
        return classeur.get_sheet_by_name(feuille)
    except calamine.CalamineError as erreur:
        raise FichierIllisible(nom, f"la feuille « {feuille} » est abîmée.", _REMEDE) from erreur
    except BaseException as erreur:
        _relancer_si_etranger(erreur)
        raise FichierIllisible(nom, f"la feuille « {feuille} » est abîmée.", _REMEDE) from erreur


def premieres_lignes(feuille: calamine.CalamineSheet) -> list[Sequence[object]]:
    """Les lignes où chercher l'en-tête."""
    return list(islice(feuille.iter_rows(), LIGNES_EXPLOREES))
