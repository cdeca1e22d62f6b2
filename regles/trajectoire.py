"""Où l'on en est, et où l'on va : réalisation (jamais plafonnée) et prévision à la fin, avec sa fourchette."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.calendrier import UN_JOUR, ajouter_mois, dernier_du_mois, mois_de_la_periode, premier_du_mois
from regles.parametres import MOIS_DU_RYTHME, MOIS_MINIMUM_PREVISION
from regles.references import DOCTRINE_SUIVI
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import INSECABLE, accorder, arrondir, heures, mois_en_mots, nombre
from regles.vocabulaire import Dit, Heures, Mois, Pourcentage

ZERO = Decimal(0)


@dataclass(frozen=True)
class HeuresDuMois:
    """Le total déclaré d'un mois, retenu ou à décider ; un mois à zéro se donne aussi, quand on le sait."""

    mois: Annotated[Mois, Dit("Le mois.")]
    heures: Annotated[Heures, Dit("Heures déclarées du mois, retenues ou à décider.", "retenues", "declarees")]


TOUS_LES_MOIS = Dit("Les mois connus ; un trou vaut zéro.", "mois connus", "heures par mois", table=("mois", "heures"))
LA_FIN = Dit("Fin du marché.", "fin du marché")


@dataclass(frozen=True, kw_only=True)
class LotAPrevoir:
    """Un lot, ses mois et sa propre fin."""

    nom: Annotated[str, Dit("Nom du lot.", "lot")] = ""
    mois: Annotated[tuple[HeuresDuMois, ...], TOUS_LES_MOIS] = ()
    fin: Annotated[date | None, LA_FIN] = None


@dataclass(frozen=True, kw_only=True)
class FaitsPrevision:
    """Les mois connus, la fin prévue. Un mois absent entre deux mois connus vaut zéro. `lots` : ceux d'une opération,
    prévus chacun jusqu'à sa fin. `au` : le jour du calcul ; seuls les mois finis ce jour-là font le rythme."""

    mois: Annotated[tuple[HeuresDuMois, ...], TOUS_LES_MOIS] = ()
    fin: Annotated[date | None, LA_FIN] = None
    lots: Annotated[tuple[LotAPrevoir, ...], Dit("Lots à prévoir, chacun jusqu'à sa fin.")] = ()
    au: Annotated[date | None, Dit("Jour du calcul : seuls les mois finis font le rythme.", "jour", "date")] = None
    mois_du_rythme: Annotated[int, Dit("Combien de derniers mois font le rythme.")] = MOIS_DU_RYTHME
    mois_minimum: Annotated[int, Dit("En dessous, pas de prévision.")] = MOIS_MINIMUM_PREVISION


@dataclass(frozen=True, kw_only=True)
class Prevision(Decision):
    """`valeur`, `basse` et `haute` : heures à la fin ; toutes `None` quand on ne sait pas prévoir."""

    valeur: Annotated[Heures | None, Dit("Heures à la fin.", nom="prevision")]
    basse: Annotated[Heures | None, Dit("Bas de la fourchette.")] = None
    haute: Annotated[Heures | None, Dit("Haut de la fourchette.")] = None
    rythme_mensuel: Annotated[Heures | None, Dit("Rythme.", "rythme")] = None
    realise: Annotated[Heures, Dit("Déjà déclaré, retenu ou à décider.")] = ZERO
    ecart: Heures | None = None
    trop_recents: Annotated[int, Dit("Lots trop récents, comptés pour leurs seules heures connues.")] = 0


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
    if dues < 0 or retenues < 0:
        raise ValueError("Des heures dues ou retenues ne peuvent pas être négatives.")
    reste = max(ZERO, dues - retenues)
    if dues == 0:
        motif = "Aucune heure n'est due\u00a0: il n'y a pas de pourcentage à calculer."
        return Realisation(valeur=None, motif=motif, references=(DOCTRINE_SUIVI,), reste=reste)
    taux = arrondir(retenues * 100 / dues, Decimal(1).scaleb(-decimales))
    ligne = LigneDeCalcul("Réalisation", f"{heures(retenues)} ÷ {heures(dues)}", taux, "%")
    motif = f"{heures(retenues)} retenues pour {heures(dues)} dues, sans plafond à 100{INSECABLE}%."
    return Realisation(valeur=taux, motif=motif, references=(DOCTRINE_SUIVI,), detail=(ligne,), reste=reste)


def _par_mois(lignes: Iterable[HeuresDuMois], au: date | None) -> dict[date, Decimal]:
    """Les mois finis, du premier au dernier connus, sans trou (zéro par défaut), plusieurs lignes d'un mois sommées."""
    sommes: dict[date, Decimal] = {}
    for ligne in lignes:
        cle = premier_du_mois(ligne.mois)
        if au is None or dernier_du_mois(cle) <= au:
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
    """Heures à la fin au rythme des derniers mois finis, lot par lot, et leur fourchette ; trop peu de mois : rien."""
    if faits.mois_du_rythme < 1 or faits.mois_minimum < 1:
        raise ValueError("Une prévision demande au moins un mois de rythme.")
    if len(faits.lots) > 1:
        return _ensemble([(lot.nom, _du_lot(lot, faits)) for lot in faits.lots])
    seul = faits.lots[0] if faits.lots else LotAPrevoir(mois=faits.mois, fin=faits.fin)
    return _du_lot(seul, faits)


def _du_lot(lot: LotAPrevoir, faits: FaitsPrevision) -> Prevision:
    """Un mois en cours ne fait pas le rythme, mais ses heures sont faites : la fin n'est jamais en dessous."""
    mois, realise = _par_mois(lot.mois, faits.au), sum((ligne.heures for ligne in lot.mois), ZERO)
    if lot.fin is None:
        return _sans_prevision("Pas de prévision : la date de fin du marché manque.", realise)
    if faits.au is not None and lot.fin <= faits.au:
        motif = f"L'exécution est finie{INSECABLE}: ce qui est déclaré est ce qui est fait."
        return _prevue(realise, ZERO, realise, motif)
    if len(mois) < faits.mois_minimum:
        connus = accorder(len(mois), "mois fini et connu", "mois finis et connus")
        motif = f"Pas de prévision : {connus}, il en faut au moins {faits.mois_minimum}."
        return _sans_prevision(motif, realise)
    derniers = list(mois.values())[-faits.mois_du_rythme :]
    n = Decimal(len(derniers))
    rythme = sum(derniers, ZERO) / n
    variance = sum(((h - rythme) ** 2 for h in derniers), ZERO) / (n - 1) if n > 1 else ZERO
    restants = mois_restants(max(mois), lot.fin)
    ecart = (variance * (restants + restants * restants / n)).sqrt()
    finis, dernier = sum(mois.values(), ZERO), mois_en_mots(max(mois))
    motif = (
        f"Moyenne des {len(derniers)} derniers mois finis (jusqu'à {dernier}), déclarés, prolongée jusqu'à la fin. La "
        "fourchette est d'un écart type du total à venir, l'incertitude du rythme comprise : environ deux "
        "chances sur trois si les mois à venir ressemblent aux derniers. Ce n'est pas un engagement."
    )
    detail = (
        LigneDeCalcul("Déjà déclaré", accorder(len(mois), "mois fini", "mois finis"), finis),
        LigneDeCalcul("Rythme mensuel", f"moyenne de {len(derniers)} mois", arrondir(rythme)),
        LigneDeCalcul("Reste à courir", f"après {dernier}", arrondir(restants), "mois"),
        LigneDeCalcul("Écart", f"√(s² × (r + r² ÷ {nombre(n)}))", arrondir(ecart)),
    )
    centre = max(realise, finis + rythme * restants)
    return _prevue(centre, ecart, realise, motif, detail, arrondir(rythme))


def _ensemble(lots: Sequence[tuple[str, Prevision]]) -> Prevision:
    """La somme de celles des lots, menés à part : leurs écarts se composent en racine de la somme des carrés. Un lot
    trop récent n'y est que pour ce qu'il a déjà fait, et se dit."""
    prevus = [(nom, p) for nom, p in lots if p.valeur is not None]
    realise = sum((p.realise for _, p in lots), ZERO)
    if not prevus:
        return _sans_prevision(lots[0][1].motif, realise)
    recents = [nom for nom, p in lots if p.valeur is None]
    centre = sum((p.realise if p.valeur is None else p.valeur for _, p in lots), ZERO)
    ecart = sum(((p.ecart or ZERO) ** 2 for _, p in prevus), ZERO).sqrt()
    motif = "Somme des lots, chacun au rythme de ses derniers mois finis, jusqu'à sa fin. Ce n'est pas un engagement."
    if recents:
        motif += f" Pas encore de rythme pour {', '.join(recents)} : n'y compte que ce qui est déjà déclaré."
    detail = tuple(LigneDeCalcul(nom, "", p.realise if p.valeur is None else p.valeur) for nom, p in lots)
    return replace(_prevue(centre, ecart, realise, motif, detail), trop_recents=len(recents))


def _prevue(
    centre: Decimal,
    ecart: Decimal,
    realise: Decimal,
    motif: str,
    detail: tuple[LigneDeCalcul, ...] = (),
    rythme: Decimal | None = None,
) -> Prevision:
    return Prevision(
        valeur=arrondir(centre),
        motif=motif.replace(" :", f"{INSECABLE}:"),
        references=(DOCTRINE_SUIVI,),
        detail=detail,
        basse=arrondir(max(realise, centre - ecart)),
        haute=arrondir(centre + ecart),
        rythme_mensuel=rythme,
        realise=realise,
        ecart=ecart,
    )
