"""Les équivalents temps plein : ce que vaut un ETP quand la pièce le dit, et ceux qui ne sont pas d'insertion."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lecteur.extraction import voisinage as autour
from lecteur.extraction.grandeurs import HEURES_PAR, Duree, Grandeurs, grandeurs
from lecteur.extraction.zones import Bloc, Zone

UN_AN = (Decimal(1400), Decimal(1900))  # heures : ce que peut valoir un ETP sur un an
UN_MOIS = (Decimal(151), Decimal(152))
_SEPARE = re.compile(r"\blots?\b|tranches?\b|\bt[foc] ?\d?\b|\bannees?\b|periode|phase|reconduction")
_PAR_ETP = re.compile(
    r"\)? ?(?:de travail )?(?:annuelles? |par an )?(?:par|pour|/) ?(?:(?:un|1|chaque) )?(?:etp|equivalent)"
)
# « L'équipe compte 14 ETP » : tout l'effectif de l'entreprise, non l'effort d'insertion.
_EFFECTIF = re.compile(
    r"\b(?:effectifs?|equipes?|moyens humains|masse salariale)\b(?:(?!insertion)[^.;\d]){0,60}$"
    r"|\b(?:entreprise|societe|titulaire|prestataire|candidat|structure|service|agence|acheteur|collectivite)s?\b"
    r"(?:(?!insertion)[^.;\d]){0,25}\b(?:compt|dispos|compren|est compose|emploie (?:au total|actuellement|deja))\w*"
    r"(?:(?!insertion)[^.;\d]){0,30}$"
)


def valeur_dite(blocs: Sequence[Bloc]) -> Decimal | None:
    """Les heures d'un ETP, quand la clause les écrit d'une seule façon (« un ETP étant compté pour 1 600 heures »)."""
    dites = set()
    for bloc in blocs:
        if bloc.zone is not Zone.DEHORS and ("etp" in bloc.texte or "temps plein" in bloc.texte):
            mesures = grandeurs(bloc.texte)
            dites |= {d.quantite for d in mesures.durees if _dit_un_etp(d, bloc.texte, mesures)}
    return dites.pop() if len(dites) == 1 else None


def _dit_un_etp(duree: Duree, texte: str, mesures: Grandeurs) -> bool:
    un_an = duree.unite == "heure" and UN_AN[0] <= duree.quantite <= UN_AN[1]
    return un_an and bool(_PAR_ETP.match(texte[duree.fin :]) or est_une_equivalence(duree, texte, mesures))


def a_la_valeur_dite(durees: list[Duree], valeur: Decimal | None) -> list[Duree]:
    """Les mêmes durées, chaque ETP compté pour ce que la pièce en dit."""
    if valeur is None:
        return durees
    return [
        replace(d, heures_par_unite=d.heures / d.quantite * valeur / HEURES_PAR["etp"]) if d.unite == "etp" else d
        for d in durees
    ]


def est_de_tout_l_effectif(duree: Duree, avant: str, apres: str) -> bool:
    return duree.unite == "etp" and bool(_EFFECTIF.search(avant)) and "insertion" not in apres[:40]


def est_une_equivalence(duree: Duree, texte: str, mesures: Grandeurs) -> bool:
    """« 1 ETP = 1 607 h » dit une équivalence ; « 1 ETP, soit 1 607 h, est réservé à l'insertion », un volume."""
    mensuel = re.search(r"\bmois\b|mensuel|temps plein|\betp\b", texte)
    if duree.unite == "heure" and mensuel and UN_MOIS[0] <= duree.quantite <= UN_MOIS[1]:
        return True
    un_an = duree.unite == "heure" and UN_AN[0] <= duree.quantite <= UN_AN[1]
    des_etp = any(d.unite == "etp" for d in mesures.durees)
    if un_an and des_etp and (autour.SUR_LA_BASE.search(texte[: duree.debut]) or _PAR_ETP.match(texte[duree.fin :])):
        return True
    if not autour.EQUIVALENCE.search(texte) or (len(mesures.durees) == 2 and autour.UN_ETP_DU.search(texte)):
        return False
    if duree.unite != "etp":
        return un_an
    dite = autour.EQUIVALENCE.match(texte, duree.debut) or autour.VAUT.search(texte[: duree.debut])
    seule = sum(d.unite == "etp" for d in mesures.durees) == 1
    return duree.quantite == 1 and (seule or bool(dite and not _SEPARE.search(dite[0])))
