"""Les exports : une liste de colonnes donne le classeur XLSX, le CSV, le tableau à l'écran et leur documentation.

Un texte venu d'une personne n'est jamais une formule : le classeur l'écrit comme texte, le CSV le précède
d'une apostrophe. Les colonnes personnelles n'existent que pour qui en a le droit. Nos mots (titres, explications,
libellés) sortent en typographie française ; ce que quelqu'un a saisi, tel quel.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.text import slugify
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from clauses.fond.socle.apostrophes import soigner_texte
from clauses.fond.socle.colonnes import Colonne, a_l_export, documentation, en_jour, nombre_de
from clauses.fond.socle.fichiers import a_enregistrer
from clauses.fond.socle.tableau import Tableau, Tri
from clauses.fond.socle.valeurs import en_date, en_date_longue

__all__ = ["Colonne", "Export", "Tableau", "Tri", "en_csv", "en_xlsx", "reponse_csv", "reponse_xlsx"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMATS = {
    "heures": "#,##0.00",
    "euros": "#,##0.00",
    "pourcent": '0.0" %"',
    "entier": "#,##0",
    "date": "dd/mm/yyyy",
    "mois": "mmmm yyyy",
    "siret": "@",
    "texte": "@",
    "etat": "@",
    "mots": "@",
}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
EN_TETE = {
    "bold": True,
    "bg_color": "#E4F0F2",
    "font_color": "#073944",
    "bottom": 1,
    "text_wrap": True,
    "valign": "top",
}
_DANGEREUX = ("=", "+", "-", "@", "\t", "\r")
LIGNES_AU_PLUS = 1_048_000  # la limite d'une feuille de tableur, en-tête déduit


@dataclass(frozen=True)
class Export:
    """Ce que l'on exporte. `lignes` peut être un itérateur (`queryset.iterator()`) : il n'est lu qu'une fois.

    `filtres` et `legende` : une phrase par élément, reprises dans la feuille « Lisez-moi ».
    `avec_personnelles` : l'acteur a le droit de voir les données de personnes.
    """

    titre: str
    colonnes: Sequence[Colonne]
    lignes: Iterable[Any]
    extrait_le: date | datetime
    filtres: Sequence[str] = ()
    legende: Sequence[str] = ()
    avec_personnelles: bool = False
    source: str = "Clause ouverte"
    visibles: list[Colonne] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "visibles", a_l_export(self.colonnes, avec_personnelles=self.avec_personnelles))

    def nom_de_fichier(self, extension: str) -> str:
        return nom_de_fichier(self.titre, self.extrait_le, extension)


def nom_de_fichier(titre: str, jour: date | datetime, extension: str) -> str:
    """« bilan-solitude-2026-11-24.xlsx »."""
    return f"{slugify(titre)}-{en_jour(jour).isoformat()}.{extension}"


def en_xlsx(export: Export) -> bytes:
    """Le classeur : « Lisez-moi », puis les données (en-tête figé, filtre, vrais nombres et vraies dates).

    À mémoire constante : une ligne écrite est oubliée. Lève ValueError au-delà d'une feuille de tableur.
    """
    sortie = io.BytesIO()
    classeur = ouvrir_classeur(sortie)
    classeur.set_properties({"title": soigner_texte(export.titre), "company": export.source})
    ecrire_lisez_moi(classeur, export)
    _donnees(classeur, export)
    classeur.close()
    return sortie.getvalue()


def ouvrir_classeur(sortie: IO[bytes]) -> Workbook:
    """Un classeur à mémoire constante, où aucun texte ne devient formule, adresse ni nombre."""
    return xlsxwriter.Workbook(sortie, _OPTIONS)


def ecrire_mots(feuille: Worksheet, rang: int, place: int, texte: str, forme: Format | None = None) -> None:
    """Une case à nos mots, en typographie française : un titre, une explication, un libellé."""
    feuille.write_string(rang, place, soigner_texte(texte), forme)


def ecrire_lisez_moi(classeur: Workbook, export: Export) -> None:
    """La feuille qui dit ce que l'on lit : le titre, les phrases, chaque colonne."""
    feuille = classeur.add_worksheet("Lisez-moi")
    titre = classeur.add_format({"bold": True, "font_size": 15, "font_color": "#0B4F5E"})
    gras = classeur.add_format({"bold": True, "bottom": 1, "bottom_color": "#A3C8CF"})
    repli = classeur.add_format({"text_wrap": True, "valign": "top"})
    feuille.set_column(0, 0, 34)
    feuille.set_column(1, 1, 30)
    feuille.set_column(2, 2, 70)
    feuille.hide_gridlines(2)
    rang = 0
    for texte, forme in [
        (export.titre, titre),
        (f"Données au {en_date_longue(en_jour(export.extrait_le))}, extraites de {export.source}.", None),
        *[(f"Filtre\u00a0: {filtre}", None) for filtre in export.filtres],
        *[(phrase, None) for phrase in export.legende],
    ]:
        ecrire_mots(feuille, rang, 0, texte, forme)
        rang += 1
    if not export.filtres:
        ecrire_mots(feuille, rang, 0, "Aucun filtre\u00a0: toutes les lignes.")
        rang += 1
    rang += 1
    for place, mot in enumerate(("Colonne", "Contenu", "Explication")):
        ecrire_mots(feuille, rang, place, mot, gras)
    for ligne in documentation(export.visibles):
        rang += 1
        ecrire_mots(feuille, rang, 0, ligne["titre"], repli)
        genre = ligne["genre"] + (" (donnée personnelle)" if ligne["personnelle"] else "")
        ecrire_mots(feuille, rang, 1, genre, repli)
        ecrire_mots(feuille, rang, 2, ligne["aide"], repli)


def _donnees(classeur: Workbook, export: Export) -> None:
    feuille = classeur.add_worksheet("Données")
    entete = classeur.add_format(EN_TETE)
    formes = [classeur.add_format({"num_format": _FORMATS[c.genre]}) for c in export.visibles]
    for place, colonne in enumerate(export.visibles):
        feuille.set_column(place, place, colonne.largeur)
        ecrire_mots(feuille, 0, place, colonne.titre_complet, entete)
    feuille.freeze_panes(1, 1)
    rang = 0
    for ligne in export.lignes:
        rang += 1
        if rang > LIGNES_AU_PLUS:
            raise ValueError(f"L'export dépasse {LIGNES_AU_PLUS} lignes : restreindre les filtres.")
        for place, colonne in enumerate(export.visibles):
            _ecrire(feuille, (rang, place), colonne, ligne, formes[place])
    if export.visibles:
        feuille.autofilter(0, 0, rang, len(export.visibles) - 1)
    feuille.activate()


def _ecrire(feuille: Worksheet, case: tuple[int, int], colonne: Colonne, ligne: Any, forme: Format) -> None:
    valeur = colonne.valeur(ligne)
    if valeur is None or valeur == "":
        return
    if colonne.est_numerique:
        feuille.write_number(*case, nombre_de(valeur), forme)
    elif colonne.genre in ("date", "mois"):
        feuille.write_datetime(*case, en_jour(valeur), forme)
    else:
        feuille.write_string(*case, _texte_brut(valeur, colonne, ligne), forme)


def _texte_brut(valeur: Any, colonne: Colonne, ligne: Any) -> str:
    """Le texte d'une case : un SIRET garde ses seuls chiffres, un état son libellé, nos mots leur typographie."""
    if colonne.genre == "siret":
        return str(valeur)
    texte = colonne.texte(ligne)
    return soigner_texte(texte) if colonne.est_de_nous else texte


def en_csv(export: Export) -> bytes:
    """Le CSV qu'un tableur français ouvre d'un double clic : UTF-8 avec marque, « ; », virgule décimale."""
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    plume.writerow([neutraliser(soigner_texte(c.titre_complet)) for c in export.visibles])
    plume.writerows(_lignes_csv(export))
    return ("\ufeff" + tampon.getvalue()).encode()


def _lignes_csv(export: Export) -> Iterator[list[str]]:
    for ligne in export.lignes:
        yield [_case_csv(colonne, ligne) for colonne in export.visibles]


def _case_csv(colonne: Colonne, ligne: Any) -> str:
    valeur = colonne.valeur(ligne)
    if valeur is None or valeur == "":
        return ""
    if colonne.est_numerique:
        return f"{nombre_de(valeur)}".replace(".", ",")
    if colonne.genre == "date":
        return en_date(en_jour(valeur))
    if colonne.genre == "mois":
        jour = en_jour(valeur)
        return f"{jour.month:02}/{jour.year:04}"
    return neutraliser(_texte_brut(valeur, colonne, ligne))


def neutraliser(texte: str) -> str:
    """Un texte qu'un tableur prendrait pour une formule est précédé d'une apostrophe ; le reste est inchangé."""
    return f"'{texte}" if texte.startswith(_DANGEREUX) else texte


def reponse_xlsx(export: Export) -> HttpResponse:
    """Le classeur à télécharger."""
    return a_enregistrer(en_xlsx(export), export.nom_de_fichier("xlsx"), XLSX)


def reponse_csv(export: Export) -> HttpResponse:
    """Le CSV à télécharger."""
    return a_enregistrer(en_csv(export), export.nom_de_fichier("csv"), CSV)
