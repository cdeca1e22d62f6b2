"""Les colonnes de dates qu'un tableur américain a écrites mois d'abord : « 02/13/2026 ».

Lues jour d'abord, les autres y sont fausses sans que rien le montre : « 02/09/2026 » y est le 9 février. On ne devine
pas : la case est refusée, et dit pourquoi.
"""

import re
from collections.abc import Iterable

from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.lecture import Ligne

_CHIFFRES = re.compile(r"\s*(\d{1,2})\s?[/\-.]\s?(\d{1,2})\s?[/\-.]\s?(?:\d{4}|\d{2})\b")
_REMEDE = "Mettre la colonne au format AAAA-MM-JJ, ou écrire chaque date jour d'abord (JJ/MM/AAAA)."


class MoisDAbord:
    """`champs` : les colonnes de dates à regarder. Un parcours des lignes ; seuls les textes peuvent tromper."""

    def __init__(self, lignes: Iterable[Ligne], champs: Iterable[str]) -> None:
        champs = tuple(champs)
        americaines, francaises = dict[str, str](), set[str]()
        for ligne in lignes:
            for champ in champs:
                if (lus := _deux_nombres(ligne.cellules.get(champ))) is None:
                    continue
                premier, second = lus
                if premier > 12:
                    francaises.add(champ)
                elif second > 12:
                    americaines.setdefault(champ, str(ligne.cellules[champ]).strip())
        # Une colonne qui écrit aussi des jours d'abord n'a qu'une faute de frappe, que sa ligne dira.
        self.exemples = {champ: exemple for champ, exemple in americaines.items() if champ not in francaises}

    def refuser(self, ligne: Ligne) -> None:
        """Lève `LigneRefusee` pour une date que l'on ne sait pas lire dans ce sens ou dans l'autre."""
        for champ, exemple in self.exemples.items():
            lus = _deux_nombres(ligne.cellules.get(champ))
            if lus is not None and lus[0] != lus[1] and max(lus) <= 12:
                motif = f"jour ou mois d'abord ? La colonne écrit ailleurs le mois d'abord («\u00a0{exemple}\u00a0»)."
                raise LigneRefusee(champ, ligne.cellules[champ], motif, _REMEDE)


def _deux_nombres(valeur: object) -> tuple[int, int] | None:
    trouve = _CHIFFRES.match(valeur) if type(valeur) is str else None
    return (int(trouve[1]), int(trouve[2])) if trouve else None
