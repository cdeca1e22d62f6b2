"""Le rapport que l'on emporte : un classeur, une rangée par ligne du fichier, avec son sort, la remarque et le remède.

Les rangées s'écrivent l'une après l'autre et s'oublient : cent mille ne prennent pas plus de mémoire que cent. Aucun
texte n'y devient formule ni adresse ; un numéro de sécurité sociale y est masqué, où qu'il soit dans le fichier.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from clauses.fond.socle.apostrophes import soigner_texte
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.exports import EN_TETE, LIGNES_AU_PLUS, Export, ecrire_lisez_moi, ouvrir_classeur
from clauses.fond.socle.imports.origine import Origine, Rangee
from clauses.fond.socle.imports.rapport import COLONNES, EN_MOTS, FUSIONNE, REFUSE, Rapport, Verdict
from clauses.fond.socle.valeurs import masquer_nir, sans_inecrivables

FICHIER, COMPRIS = "Fichier : ", "Compris : "
TEXTE_MAX = 32_000  # ce qu'une case de tableur garde
NOMBRE_MAX = 10**11  # au-delà, un tableur l'écrit en puissances de dix : un SIRET s'écrit comme un texte
LAISSEE = "laissée"
NON_CHOISIE = "Ni écrite ni refusée : elle n'a pas été choisie, ou n'est qu'un exemple."
NON_GARDEE = "Lue et acceptée ; le fichier est trop long pour que sa remarque soit gardée."
LEGENDE = (
    f"Une ligne du fichier par rangée, dans son ordre. « {FICHIER}… » : ce que le fichier écrit, tel quel.",
    f"« {COMPRIS}… » : ce que l'import en lit ; vide, rien n'y est écrit ou lisible.",
)
_HORS_FEUILLE = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class AEmporter:
    """Un fichier et son rapport. `phrases` : ce qu'il faut en savoir (appliqué, quand)."""

    rapport: Rapport
    origine: Origine
    phrases: Sequence[str] = ()


def ecrire_le_rapport(sortie: IO[bytes], fichiers: Sequence[AEmporter], titre: str = "") -> None:
    """Écrit le classeur : « Lisez-moi », puis une feuille par fichier. Lève `RefusMetier` au-delà d'une feuille."""
    classeur = ouvrir_classeur(sortie)
    titre = titre or " ; ".join(fichier.rapport.nom_fichier for fichier in fichiers)
    phrases = [phrase for fichier in fichiers for phrase in _phrases(fichier, seul=len(fichiers) == 1)]
    legende = (*phrases, *LEGENDE)
    ecrire_lisez_moi(
        classeur,
        Export(f"Rapport {titre}", COLONNES, (), timezone.localdate(), legende=legende, avec_personnelles=True),
    )
    for rang, fichier in enumerate(fichiers, 1):
        nom = "Lignes" if len(fichiers) == 1 else _nom_de_feuille(fichier.rapport.nom_fichier, rang)
        _Feuille(classeur, nom, fichier).ecrire()
    classeur.close()


def _phrases(fichier: AEmporter, *, seul: bool) -> Iterable[str]:
    rapport = fichier.rapport
    comptes = ", ".join(f"{EN_MOTS[issue]} : {nombre}" for issue, nombre in rapport.totaux.items() if nombre)
    for phrase in (*fichier.phrases, f"{comptes or 'aucune ligne'}.", *rapport.avertissements):
        yield phrase if seul else f"{rapport.nom_fichier} : {phrase}"


def _nom_de_feuille(nom: str, rang: int) -> str:
    """31 caractères au plus, sans signe interdit, unique par son rang."""
    return f"{rang} {_HORS_FEUILLE.sub(' ', nom)}"[:31]


class _Feuille:
    """La feuille d'un fichier, écrite rangée par rangée."""

    def __init__(self, classeur: Workbook, nom: str, fichier: AEmporter) -> None:
        self.rapport, self.origine = fichier.rapport, fichier.origine
        self.feuille: Worksheet = classeur.add_worksheet(nom)
        self.entete = classeur.add_format(EN_TETE)
        self.texte = classeur.add_format({"num_format": "@"})
        self.jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
        self.instant = classeur.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self.alerte = classeur.add_format({"num_format": "@", "bg_color": "#FBE3E0", "bold": True})
        self.verdicts: dict[Hashable, list[Verdict]] = defaultdict(list)
        for verdict in fichier.rapport.verdicts:
            self.verdicts[fichier.origine.cle(verdict)].append(verdict)
        self.mots: dict[str, str] = {}

    def ecrire(self) -> None:
        origine = self.origine
        titres = [*(c.titre for c in COLONNES), *(f"{FICHIER}{nom}" for nom in origine.intitules)]
        titres += [f"{COMPRIS}{champ}" for champ in origine.champs]
        largeurs = [*(c.largeur for c in COLONNES), *(18 for _ in titres[len(COLONNES) :])]
        for place, titre in enumerate(titres):
            self.feuille.set_column(place, place, largeurs[place])
            self._texte(0, place, titre, self.entete)
        self.feuille.freeze_panes(1, 2)
        rang = 0
        for rangee in origine.rangees():
            rang += 1
            if rang > LIGNES_AU_PLUS:
                raise RefusMetier(f"Le rapport dépasse {LIGNES_AU_PLUS} lignes : découper le fichier.")
            self._rangee(rang, rangee)
        self.feuille.autofilter(0, 0, rang, len(titres) - 1)

    def _rangee(self, rang: int, rangee: Rangee) -> None:
        verdicts = self._verdicts(rangee)
        self.feuille.write_number(rang, 0, rangee.numero)
        est_refusee = any(v.issue == REFUSE for v in verdicts)
        self._nos_mots(
            rang, 1, _joints(EN_MOTS[v.issue] for v in verdicts) or LAISSEE, self.alerte if est_refusee else None
        )
        self._texte(rang, 2, _joints(v.libelle for v in verdicts))
        self._texte(rang, 3, _joints(v.champ for v in verdicts))
        self._texte(rang, 4, _joints(v.valeur for v in verdicts))
        remarque = _joints(self.origine.remarque(v) for v in verdicts) if verdicts else self._sans_verdict()
        self._nos_mots(rang, 5, remarque)
        self._nos_mots(rang, 6, _joints(v.remede for v in verdicts))
        place = len(COLONNES)
        for valeur in rangee.cases:
            if valeur != "" and valeur is not None:
                self._valeur(rang, place, valeur)
            place += 1
        place = len(COLONNES) + len(self.origine.intitules)
        for valeur in rangee.compris:
            if valeur != "" and valeur is not None:
                self._valeur(rang, place, valeur)
            place += 1

    def _verdicts(self, rangee: Rangee) -> list[Verdict]:
        if rangee.avec is not None and rangee.avec != rangee.numero:
            siens = self.verdicts.get(rangee.cle)
            libelle = siens[0].libelle if siens else ""
            return [Verdict(rangee.numero, FUSIONNE, libelle, f"Réunie à la ligne {rangee.avec}.")]
        if siens := self.verdicts.get(rangee.cle):
            return siens
        issue = self.rapport.au_dela.get(rangee.numero)
        return [Verdict(rangee.numero, issue, motif=NON_GARDEE)] if issue else []

    def _sans_verdict(self) -> str:
        return NON_GARDEE if self.rapport.totaux.total() > len(self.rapport.verdicts) else NON_CHOISIE

    def _nos_mots(self, rang: int, place: int, texte: str, forme: Format | None = None) -> None:
        if texte:
            soigne = self.mots.get(texte)
            if soigne is None:
                soigne = soigner_texte(texte)
                if len(self.mots) < 10_000:
                    self.mots[texte] = soigne
            self._texte(rang, place, soigne, forme)

    def _texte(self, rang: int, place: int, texte: str, forme: Format | None = None) -> None:
        if texte:
            propre = texte if texte.isprintable() else sans_inecrivables(texte)
            self.feuille.write_string(rang, place, masquer_nir(propre)[:TEXTE_MAX], forme or self.texte)

    def _valeur(self, rang: int, place: int, valeur: object) -> None:
        """Une case du fichier, ou ce qui en est compris : nombre, date ou texte, jamais autre chose."""
        if isinstance(valeur, bool):
            self._texte(rang, place, "oui" if valeur else "non")
        elif isinstance(valeur, int | float | Decimal) and -NOMBRE_MAX < valeur < NOMBRE_MAX:
            self.feuille.write_number(rang, place, valeur)
        elif isinstance(valeur, dt.datetime) and valeur.year >= 1900:
            self.feuille.write_datetime(rang, place, valeur.replace(tzinfo=None), self.instant)
        elif isinstance(valeur, dt.date) and valeur.year >= 1900:
            self.feuille.write_datetime(rang, place, valeur, self.jour)
        else:
            self._texte(rang, place, _en_texte(valeur))


def _en_texte(valeur: object) -> str:
    return str(int(valeur)) if isinstance(valeur, float) and valeur.is_integer() else str(valeur)


def _joints(textes: Iterable[str]) -> str:
    """« créée ; fusionnée » : ce qu'une ligne à plusieurs sorts en dit, chaque chose une fois."""
    return " ; ".join(dict.fromkeys(texte for texte in textes if texte))
