"""Les cinq chiffres en cartes : partout le même ordre, les mêmes noms, les mêmes précisions."""

from collections.abc import Callable
from datetime import date

from clauses.fond.socle.composants import Chiffre
from clauses.fond.socle.valeurs import en_date_longue, en_heures, en_nombre, en_pourcent
from clauses.suivi.chiffres.cinq_chiffres import CinqChiffres
from regles.socle import Decision

Adresse = Callable[[str], str]


def cartes_des_heures_dues(chiffres: CinqChiffres, jour: date, pourquoi: Adresse) -> list[Chiffre]:
    """Engagement, exigible s'il y en a, attendu. `pourquoi(chiffre)` : l'adresse de son calcul, ou « »."""
    du = chiffres.du
    if du is None:
        return []
    tous = (
        (
            "engagement",
            du.engagement,
            dues_a_la_fin(chiffres),
            "Les heures dues à la fin, telles qu'on les connaît aujourd'hui.",
        ),
        ("exigible", du.exigible, f"au {en_date_longue(jour)}", "Les heures dues à ce jour selon la formule."),
        ("attendu", du.attendu, "sur la courbe prévue", "Où l'on devrait en être à ce jour."),
    )
    dits = [ligne for ligne in tous if ligne[0] != "exigible" or ligne[1].valeur]
    return [_due(code, decision, precision, aide, pourquoi(code)) for code, decision, precision, aide in dits]


def dues_a_la_fin(chiffres: CinqChiffres) -> str:
    """Ce que dit la carte de l'engagement, du mot de LA phrase (« sur 500 h dues ») ; ce qui n'est qu'estimé se dit."""
    if not chiffres.dont_prevu:
        return "dues à la fin"
    source = "le montant estimé du marché" if chiffres.est_estime else "des prévisions"
    if chiffres.dont_prevu == chiffres.engagement:
        return f"dues à la fin, d'après {source}"
    return f"dues à la fin, dont {en_heures(chiffres.dont_prevu)} d'après {source}"


def _due(code: str, decision: Decision, precision: str, aide: str, pourquoi: str) -> Chiffre:
    """Un chiffre qui manque s'écrit « — » : son calcul dit pourquoi. Une courbe prévue ne se dit pas au centième."""
    valeur = en_nombre(decision.valeur, decimales=0 if code == "attendu" else 2)
    unite = "" if decision.valeur is None else "h"
    return Chiffre(code.capitalize(), valeur, unite, precision, url_pourquoi=pourquoi, aide=aide)


def cartes_des_heures_faites(chiffres: CinqChiffres, lignes: Adresse) -> list[Chiffre]:
    """À décider, retenu. `lignes(chiffre)` : l'adresse des lignes derrière lui, ou « »."""
    taux = chiffres.realisation.valeur
    return [
        Chiffre(
            "À décider",
            en_nombre(chiffres.a_decider),
            "h",
            _chez_qui(chiffres),
            url=lignes("a_decider"),
            aide="Les heures déclarées qui attendent une décision\u00a0: à valider, ou à corriger par le déclarant.",
        ),
        Chiffre(
            "Retenu",
            en_nombre(chiffres.retenu),
            "h",
            f"{en_pourcent(taux)} de l'engagement" if taux is not None else "validées",
            url=lignes("retenu"),
            ton="alerte" if chiffres.est_en_retard else "accent",
            aide="Les heures validées, qui comptent.",
        ),
    ]


def _chez_qui(chiffres: CinqChiffres) -> str:
    """« 328,5 h à valider, 49 h à corriger » ; un seul des deux se dit sans chiffre, c'est celui de la carte."""
    a_corriger = chiffres.heures.a_corriger
    a_valider = chiffres.a_decider - a_corriger
    if a_valider and a_corriger:
        return f"{en_heures(a_valider)} à valider, {en_heures(a_corriger)} à corriger"
    return "à corriger par le déclarant" if a_corriger else "déclarées, à valider"


def cinq_cartes(chiffres: CinqChiffres, jour: date, pourquoi: Adresse, lignes: Adresse) -> list[Chiffre]:
    return [*cartes_des_heures_dues(chiffres, jour, pourquoi), *cartes_des_heures_faites(chiffres, lignes)]
