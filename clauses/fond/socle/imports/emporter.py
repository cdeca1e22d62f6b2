"""Le rapport que l'on emporte : un classeur, une rangée par ligne du fichier, avec son sort, la remarque et le remède.

Les rangées s'écrivent l'une après l'autre et s'oublient : cent mille ne prennent pas plus de mémoire que cent. Aucun
texte n'y devient formule ni adresse ; un numéro de sécurité sociale y est masqué, où qu'il soit dans le fichier.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO

from django.utils import timezone

from clauses.fond.socle import grand_classeur
from clauses.fond.socle.apostrophes import soigner_texte
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.exports import Export, ecrire_lisez_moi
from clauses.fond.socle.grand_classeur import NOMBRE_MAX
from clauses.fond.socle.imports.origine import Origine, Rangee
from clauses.fond.socle.imports.rapport import (
    A_CONFIRMER,
    COLONNES,
    EN_MOTS,
    FUSIONNE,
    MODIFIE,
    REFUSE,
    Issue,
    Rapport,
    Verdict,
)
from clauses.fond.socle.valeurs import masquer_nir
from regles.typographie import accorder

FICHIER, COMPRIS = "Fichier\u00a0: ", "Compris\u00a0: "
MOTS_GARDES = 10_000
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
    """Un fichier et son rapport, appliqué ou non. `phrases` : ce qu'il faut en savoir (quand)."""

    rapport: Rapport
    origine: Origine
    phrases: Sequence[str] = ()
    est_applique: bool = False


def ecrire_le_rapport(sortie: IO[bytes], fichiers: Sequence[AEmporter], titre: str = "") -> None:
    """Écrit le classeur : « Lisez-moi », puis une feuille par fichier. Lève `RefusMetier` au-delà d'une feuille."""
    titre = titre or " ; ".join(fichier.rapport.nom_fichier for fichier in fichiers)
    phrases = [phrase for fichier in fichiers for phrase in _phrases(fichier, seul=len(fichiers) == 1)]
    legende = [masquer_nir(phrase) for phrase in (*phrases, *LEGENDE)]
    jour = timezone.localdate()
    lisez_moi = Export(f"Rapport {titre}", COLONNES, (), jour, legende=legende, avec_personnelles=True)
    if not any(fichier.origine.nomme_des_personnes for fichier in fichiers):
        lisez_moi = replace(lisez_moi, colonnes=[replace(colonne, personnelle=False) for colonne in COLONNES])
    noms = ["Lignes"] if len(fichiers) == 1 else [_nom_de_feuille(f, rang) for rang, f in enumerate(fichiers, 1)]
    feuilles = [_feuille(nom, fichier) for nom, fichier in zip(noms, fichiers, strict=True)]
    try:
        grand_classeur.ecrire(sortie, lambda classeur: ecrire_lisez_moi(classeur, lisez_moi), feuilles)
    except ValueError as erreur:
        raise RefusMetier(str(erreur)) from erreur


def _phrases(fichier: AEmporter, *, seul: bool) -> Iterable[str]:
    rapport = fichier.rapport
    comptes = ", ".join(_compte(issue, nombre) for issue, nombre in rapport.totaux.items() if nombre)
    ouvre = rapport.ce_qui_s_ouvre(est_applique=fichier.est_applique)
    dites = filter(None, (*fichier.phrases, f"{comptes or 'aucune ligne'}.", ouvre, *rapport.avertissements))
    for phrase in dites:
        yield phrase if seul else f"{rapport.nom_fichier} : {phrase}"


def _compte(issue: Issue, nombre: int) -> str:
    """« 2 créées », « 1 mise à jour », « 3 à confirmer »."""
    pluriel = {MODIFIE: "mises à jour", A_CONFIRMER: EN_MOTS[A_CONFIRMER]}.get(issue, f"{EN_MOTS[issue]}s")
    return accorder(nombre, EN_MOTS[issue], pluriel)


def _nom_de_feuille(fichier: AEmporter, rang: int) -> str:
    """31 caractères au plus, sans signe interdit, unique par son rang."""
    return f"{rang} {_HORS_FEUILLE.sub(' ', fichier.rapport.nom_fichier)}"[:31]


def _feuille(nom: str, fichier: AEmporter) -> grand_classeur.Feuille:
    origine = fichier.origine
    titres = [*(c.titre for c in COLONNES), *(f"{FICHIER}{intitule}" for intitule in origine.intitules)]
    titres += [f"{COMPRIS}{soigner_texte(champ)}" for champ in origine.champs]
    largeurs = [*(c.largeur for c in COLONNES), *(18 for _ in titres[len(COLONNES) :])]
    return grand_classeur.Feuille(nom, list(map(masquer_nir, titres)), largeurs, _Rangees(fichier).cases())


class _Rangees:
    """Les rangées d'un fichier, chacune avec ses verdicts."""

    def __init__(self, fichier: AEmporter) -> None:
        self.rapport, self.origine = fichier.rapport, fichier.origine
        self.verdicts: dict[Hashable, list[Verdict]] = defaultdict(list)
        for verdict in fichier.rapport.verdicts:
            self.verdicts[fichier.origine.cle(verdict)].append(verdict)
        self.mots: dict[str, str] = {}

    def cases(self) -> Iterator[list[object]]:
        largeur = len(self.origine.intitules)
        for rangee in self.origine.rangees():
            cases = [_masquee(valeur) for valeur in rangee.cases[:largeur]]
            cases += [None] * (largeur - len(cases))
            yield [*self._sort(rangee), *cases, *map(_masquee, rangee.compris)]

    def _sort(self, rangee: Rangee) -> list[object]:
        verdicts = self._verdicts(rangee)
        sort = _joints(EN_MOTS[v.issue] for v in verdicts) or LAISSEE
        attend_un_acte = any(v.issue in (REFUSE, A_CONFIRMER) for v in verdicts)
        remarque = _joints(self.origine.remarque(v) for v in verdicts) if verdicts else self._sans_verdict()
        return [
            rangee.numero,
            (sort,) if attend_un_acte else self._nos_mots(sort),
            *(
                masquer_nir(_joints(textes))
                for textes in zip(*((v.libelle, v.champ, v.valeur) for v in verdicts), strict=True)
            ),
            *([""] * (0 if verdicts else 3)),
            self._nos_mots(remarque),
            self._nos_mots(_joints(v.remede for v in verdicts)),
        ]

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

    def _nos_mots(self, texte: str) -> str:
        """En bonne typographie, une fois pour toutes celles qui reviennent."""
        soigne = self.mots.get(texte)
        if soigne is None:
            soigne = masquer_nir(soigner_texte(texte))
            if len(self.mots) < MOTS_GARDES:
                self.mots[texte] = soigne
        return soigne


def _masquee(valeur: object) -> object:
    """La case, sans numéro de sécurité sociale, fût-il écrit comme un nombre."""
    if type(valeur) is float and valeur >= NOMBRE_MAX and valeur.is_integer():
        valeur = str(int(valeur))
    elif type(valeur) is int and valeur >= NOMBRE_MAX:
        valeur = str(valeur)
    return masquer_nir(valeur) if type(valeur) is str and len(valeur) > 12 else valeur


def _joints(textes: Iterable[str]) -> str:
    """« créée ; fusionnée » : ce qu'une ligne à plusieurs sorts en dit, chaque chose une fois."""
    return " ; ".join(dict.fromkeys(texte for texte in textes if texte))
