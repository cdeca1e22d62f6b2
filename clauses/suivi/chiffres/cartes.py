"""Les cinq chiffres en cartes : partout le même ordre, les mêmes noms, les mêmes précisions."""

from collections.abc import Callable
from datetime import date

from clauses.fond.socle.composants import Chiffre
from clauses.fond.socle.valeurs import en_date_longue, en_heures, en_nombre, en_pourcent
from clauses.suivi.chiffres.cinq_chiffres import CinqChiffres

Adresse = Callable[[str], str]


def cartes_des_heures_dues(chiffres: CinqChiffres, jour: date, pourquoi: Adresse) -> list[Chiffre]:
    """Engagement, exigible, attendu. `pourquoi(chiffre)` : l'adresse de son calcul, ou « »."""
    du = chiffres.du
    if du is None:
        return []
    prevu = chiffres.dont_prevu
    cartes = [
        Chiffre(
            "Engagement", en_nombre(chiffres.engagement), "h", url_pourquoi=pourquoi("engagement"),
            precision=f"dont {en_heures(prevu)} prévues" if prevu else "dues à la fin",
            aide="Les heures dues à la fin, telles qu'on les connaît aujourd'hui.",
        ),
        Chiffre(
            "Exigible", en_nombre(chiffres.exigible), "h", f"au {en_date_longue(jour)}",
            url_pourquoi=pourquoi("exigible"), aide="Les heures dues à ce jour selon la formule.",
        ),
    ]  # fmt: skip
    if du.attendu is not None:
        cartes.append(
            Chiffre(
                "Attendu", en_nombre(chiffres.attendu, decimales=0), "h", "sur la courbe prévue",
                url_pourquoi=pourquoi("attendu"), aide="Où l'on devrait en être à ce jour.",
            )
        )  # fmt: skip
    return cartes


def cartes_des_heures_faites(chiffres: CinqChiffres, lignes: Adresse) -> list[Chiffre]:
    """Déclaré, retenu. `lignes(chiffre)` : l'adresse des lignes derrière lui, ou « »."""
    taux = chiffres.realisation.valeur
    return [
        Chiffre(
            "Déclaré", en_nombre(chiffres.declare), "h", "à valider", url=lignes("declare"),
            aide="Les heures transmises qui attendent une décision.",
        ),
        Chiffre(
            "Retenu", en_nombre(chiffres.retenu), "h",
            f"{en_pourcent(taux)} de l'engagement" if taux is not None else "validées",
            url=lignes("retenu"), ton="alerte" if chiffres.est_en_retard else "accent",
            aide="Les heures validées, qui comptent.",
        ),
    ]  # fmt: skip


def cinq_cartes(chiffres: CinqChiffres, jour: date, pourquoi: Adresse, lignes: Adresse) -> list[Chiffre]:
    return [*cartes_des_heures_dues(chiffres, jour, pourquoi), *cartes_des_heures_faites(chiffres, lignes)]
