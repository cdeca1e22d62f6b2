"""Où l'on en est, et où l'on va : réalisation (jamais plafonnée) et prévision à la fin, avec sa fourchette."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.calendrier import UN_JOUR, ajouter_mois, dernier_du_mois, mois_de_la_periode, premier_du_mois
from regles.parametres import MOIS_DU_RYTHME, MOIS_MINIMUM_PREVISION
from regles.references import DOCTRINE_SUIVI
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import INSECABLE, arrondir, heures, mois_en_mots, nombre
from regles.vocabulaire import Dit, Heures, Mois, Pourcentage

ZERO = Decimal(0)


@dataclass(frozen=True)
class HeuresDuMois:
    """Le total retenu d'un mois ; un mois à zéro se donne aussi, quand on sait qu'il est à zéro."""

    mois: Annotated[Mois, Dit("Le mois.")]
    heures: Annotated[Heures, Dit("Heures retenues du mois.", "retenues")]


@dataclass(frozen=True, kw_only=True)
class FaitsPrevision:
    """Les mois connus, la fin prévue. Un mois absent entre deux mois connus vaut zéro."""

    mois: Annotated[
        tuple[HeuresDuMois, ...],
        Dit("Les mois connus ; un trou vaut zéro.", "mois connus", "heures par mois", table=("mois", "heures")),
    ]
    fin: Annotated[date | None, Dit("Fin du marché.", "fin du marché")] = None
    mois_du_rythme: Annotated[int, Dit("Combien de derniers mois font le rythme.")] = MOIS_DU_RYTHME
    mois_minimum: Annotated[int, Dit("En dessous, pas de prévision.")] = MOIS_MINIMUM_PREVISION


@dataclass(frozen=True, kw_only=True)
class Prevision(Decision):
    """`valeur`, `basse` et `haute` : heures à la fin ; toutes `None` quand on ne sait pas prévoir."""

    valeur: Annotated[Heures | None, Dit("Heures à la fin.", nom="prevision")]
    basse: Annotated[Heures | None, Dit("Bas de la fourchette.")] = None
    haute: Annotated[Heures | None, Dit("Haut de la fourchette.")] = None
    rythme_mensuel: Annotated[Heures | None, Dit("Rythme.", "rythme")] = None
    realise: Annotated[Heures, Dit("Déjà retenu.")] = ZERO


@dataclass(frozen=True, kw_only=True)
class Realisation(Decision):
    """`valeur` : pourcentage réalisé, jamais plafonné ; `None` quand rien n'est dû. `reste` ≥ 0."""

    valeur: Annotated[Pourcentage | None, Dit("Pourcentage réalisé.", "pourcentage", "taux de réalisation", nom="taux")]
    reste: Annotated[Heures, Dit("Heures restant à faire (jamais négatif).", "reste à faire")] = ZERO
    unite: str = "%"


@regle(DOCTRINE_SUIVI, depuis=date(2014, 1, 1), rend="taux", aussi=("taux de réalisation", "taux"))
def realisation(
    dues: Annotated[Heures, Dit("Heures dues.", "heures dues", "objectif", "engagement")],
    retenues: Annotated[Heures, Dit("Heures retenues.", "heures retenues", "heures faites", "faites")],
    decimales: Annotated[int, Dit("Décimales du pourcentage.", "arrondi")] = 2,
) -> Realisation:
    """Pourcentage des heures dues qui sont faites, calculé, jamais plafonné à 100 %."""
    reste = max(ZERO, dues - retenues)
    if dues == 0:
        motif = "Aucune heure n'est due\u00a0: il n'y a pas de pourcentage à calculer."
        return Realisation(valeur=None, motif=motif, references=(DOCTRINE_SUIVI,), reste=reste)
    taux = arrondir(retenues * 100 / dues, Decimal(1).scaleb(-decimales))
    ligne = LigneDeCalcul("Réalisation", f"{heures(retenues)} ÷ {heures(dues)}", taux, "%")
    motif = f"{heures(retenues)} retenues pour {heures(dues)} dues, sans plafond à 100{INSECABLE}%."
    return Realisation(valeur=taux, motif=motif, references=(DOCTRINE_SUIVI,), detail=(ligne,), reste=reste)


def _par_mois(faits: FaitsPrevision) -> dict[date, Decimal]:
    """Du premier au dernier mois connus, sans trou (zéro par défaut), plusieurs lignes d'un mois sommées."""
    sommes: dict[date, Decimal] = {}
    for ligne in faits.mois:
        cle = premier_du_mois(ligne.mois)
        sommes[cle] = sommes.get(cle, ZERO) + ligne.heures
    if not sommes:
        return {}
    return {m: sommes.get(m, ZERO) for m in mois_de_la_periode(min(sommes), max(sommes))}


def mois_restants(dernier_connu: date, fin: date) -> Decimal:
    """Mois après le dernier connu, jusqu'à la fin comprise ; le dernier, entamé, au prorata de ses jours."""
    debut = ajouter_mois(premier_du_mois(dernier_connu), 1)
    if fin < debut:
        return ZERO
    entiers = (fin.year - debut.year) * 12 + fin.month - debut.month
    fraction = Decimal((fin - premier_du_mois(fin) + UN_JOUR).days) / Decimal(dernier_du_mois(fin).day)
    return entiers + fraction


def _sans_prevision(motif: str, realise: Decimal) -> Prevision:
    motif = motif.replace(" :", f"{INSECABLE}:")
    return Prevision(valeur=None, motif=motif, references=(DOCTRINE_SUIVI,), realise=realise)


@regle(DOCTRINE_SUIVI, depuis=date(2014, 1, 1), rend="prevision", aussi=("trajectoire future", "projection"))
def prevision(faits: FaitsPrevision) -> Prevision:
    """Heures à la fin au rythme des derniers mois, avec sa fourchette ; trop peu de mois : pas de prévision."""
    if faits.mois_du_rythme < 1 or faits.mois_minimum < 1:
        raise ValueError("Une prévision demande au moins un mois de rythme.")
    mois = _par_mois(faits)
    realise = sum(mois.values(), ZERO)
    if faits.fin is None:
        return _sans_prevision("Pas de prévision : la date de fin du marché manque.", realise)
    if len(mois) < faits.mois_minimum:
        connus = f"{len(mois)} mois {'connu' if len(mois) < 2 else 'connus'}"
        motif = f"Pas de prévision : {connus}, il en faut au moins {faits.mois_minimum}."
        return _sans_prevision(motif, realise)
    derniers = list(mois.values())[-faits.mois_du_rythme :]
    n = Decimal(len(derniers))
    rythme = sum(derniers, ZERO) / n
    variance = sum(((h - rythme) ** 2 for h in derniers), ZERO) / (n - 1) if n > 1 else ZERO
    restants = mois_restants(max(mois), faits.fin)
    ecart = (variance * (restants + restants * restants / n)).sqrt()
    centre = realise + rythme * restants
    dernier = mois_en_mots(max(mois))
    motif = (
        f"Moyenne des {len(derniers)} derniers mois (jusqu'à {dernier}), prolongée jusqu'à la fin. La "
        "fourchette est d'un écart type du total à venir, l'incertitude du rythme comprise : environ deux "
        "chances sur trois si les mois à venir ressemblent aux derniers. Ce n'est pas un engagement."
    )
    detail = (
        LigneDeCalcul("Déjà retenu", f"{len(mois)} mois", realise),
        LigneDeCalcul("Rythme mensuel", f"moyenne de {len(derniers)} mois", arrondir(rythme)),
        LigneDeCalcul("Reste à courir", f"après {dernier}", arrondir(restants), "mois"),
        LigneDeCalcul("Écart", f"√(s² × (r + r² ÷ {nombre(n)}))", arrondir(ecart)),
    )
    return Prevision(
        valeur=arrondir(centre),
        motif=motif.replace(" :", f"{INSECABLE}:"),
        references=(DOCTRINE_SUIVI,),
        detail=detail,
        basse=arrondir(max(realise, centre - ecart)),
        haute=arrondir(centre + ecart),
        rythme_mensuel=arrondir(rythme),
        realise=realise,
    )
