"""Les lots que la pièce ne désigne que par leur corps d'état : « Plâtrerie : 120 h ; Peinture : 70 h »."""

import re
from dataclasses import dataclass, replace

from lecteur.extraction.grandeurs import Grandeurs
from lecteur.extraction.mentions import NOM_DE_METIER, Mention
from lecteur.extraction.zones import Bloc, Zone

_HEURES = r"\d[\d ]* ?(?:h\b|heures?)"
_NOM = rf"(?<![a-z])(?P<nom>{NOM_DE_METIER})"
_AVANT_SES_HEURES = re.compile(rf"{_NOM} ?[:=(-] ?(?={_HEURES})")
_APRES_SES_HEURES = re.compile(rf"{_HEURES} (?:pour|en|au titre d[eu]) (?:l[ea]s? |l')?{_NOM}")
_DECLARE = re.compile(rf"\blot ?(?:n ?° ?)?(?P<lot>\d{{1,2}}) ?[:.-]* ?{_NOM}")
_LIGNE = re.compile(
    rf"(?:[^:]*(?:insertion|heures?)[^:]*: ?)?\W*(?P<nom>[a-z][a-z ,'/-]{{2,50}}?)(?:[:=-]|\() ?{_HEURES}\W*"
)
_LOT = re.compile(r"\blots?\b")
_DE_LA_CLAUSE = re.compile(
    r"insertion|total|ensemble|volume|nombre|minimum|maximum|engagement|clause|objectif|annee"
    r"|periode|phase|reconduction|tranche|marche|duree|heures|soit|plancher|plafond|lire|effort|quota"
)


@dataclass(frozen=True)
class CorpsDEtat:
    """`dits` : combien de fois le texte donne des heures à un corps d'état ; `lignes` : à un nom quelconque.
    `numeros` : le numéro du lot, quand la pièce le dit ailleurs."""

    dits: int
    lignes: int
    numeros: dict[str, str]

    @classmethod
    def de(cls, blocs: list[Bloc]) -> "CorpsDEtat":
        sans_lot = [b.texte for b in blocs if not _LOT.search(b.texte)]
        dits = sum(len([*_AVANT_SES_HEURES.finditer(t), *_APRES_SES_HEURES.finditer(t)]) for t in sans_lot)
        lignes = sum(b.zone is not Zone.DEHORS and _est_une_ligne(b.texte) for b in blocs)
        return cls(dits, lignes, {_nom(m): m["lot"].lstrip("0") for b in blocs for m in _DECLARE.finditer(b.texte)})

    def completer(self, texte: str, mesures: Grandeurs) -> Grandeurs:
        """Les grandeurs, ses corps d'état pris pour des lots si la pièce en chiffre deux au moins."""
        if self.dits < 2 or mesures.lots or _LOT.search(texte):
            return mesures
        lus = (*_AVANT_SES_HEURES.finditer(texte), *_APRES_SES_HEURES.finditer(texte))
        noms = [Mention((self.numeros.get(_nom(m), _nom(m)),), *m.span("nom")) for m in lus]
        return replace(mesures, lots=tuple(sorted(noms, key=lambda m: m.debut)))

    def est_d_un_inconnu(self, texte: str, mesures: Grandeurs) -> bool:
        """« Fumisterie : 40 h » parmi des corps d'état connus : un lot, dont le nom n'est pas sûr."""
        return not (mesures.lots or mesures.tranches) and self.dits + self.lignes > 1 and _est_une_ligne(texte)


def _est_une_ligne(texte: str) -> bool:
    lu = _LIGNE.fullmatch(texte)
    return bool(lu) and not _LOT.search(texte) and not _DE_LA_CLAUSE.search(lu["nom"])


def _nom(lu: re.Match[str]) -> str:
    return re.sub(r"\bouvre\b", "oeuvre", lu["nom"].strip(" -,"))
