"""Partager les heures dues entre les membres d'un groupement : les parts font toujours le tout."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Annotated

from regles.exigences import CENT, FaitsIncoherents
from regles.references import CONVENTION_GROUPEMENT
from regles.saisie import PourCent
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import FINE, INSECABLE, euros, heures, nombre
from regles.vocabulaire import Dit, Heures

ZERO = Decimal(0)
# Ce que mesurent les poids, et comment un poids s'écrit.
BASES: dict[str, tuple[str, Callable[[Decimal], str]]] = {
    "parts": ("la part de chacun", nombre),
    "facturation": ("la facturation propre de chacun", euros),
    "heures": ("les heures travaillées par chacun", heures),
}


@dataclass(frozen=True, kw_only=True)
class Membre:
    """Un attributaire et son poids : sa part (en % ou en toute unité commune), ou son propre cumul HT."""

    nom: str
    poids: Decimal | None = None


@dataclass(frozen=True)
class Part:
    """Les heures d'un membre."""

    membre: str
    heures: Decimal
    poids: Decimal


@dataclass(frozen=True, kw_only=True)
class Repartition(Decision):
    """`valeur` est le tout ; la somme de `parts` lui est toujours exactement égale."""

    valeur: Annotated[Heures, Dit("Le volume partagé.", "total", "volume", nom="heures")]
    parts: tuple[Part, ...] = ()

    @property
    def par_membre(self) -> Annotated[dict[str, Decimal], Dit("Heures de chaque lot.", nom="lots")]:
        return {part.membre: part.heures for part in self.parts}

    def de(self, membre: str) -> Decimal:
        """Les heures de ce membre. Lève `KeyError` s'il n'est pas du groupement."""
        for part in self.parts:
            if part.membre == membre:
                return part.heures
        raise KeyError(membre)


def _reste_des_parts(parts: Sequence[Decimal]) -> Decimal:
    """Ce qui manque à des parts en % pour faire 100, et que l'arrondi de chacune explique (trois fois 33,33, trois fois
    33,3). Des parts entières sont exactes. Lève `FaitsIncoherents` au-delà, en disant l'écart."""
    total = sum(parts, ZERO)
    reste = CENT - total
    # Une part s'écarte d'un demi-pas, au plus, de ce qu'elle arrondit : le pas de la plus fine.
    decimales = max((-int(part.as_tuple().exponent) for part in parts), default=0)
    admis = Decimal(len(parts)) / 2 * Decimal(1).scaleb(-decimales) if decimales > 0 else ZERO
    if abs(reste) > admis:
        ecart = f"il manque {nombre(reste)}" if reste > 0 else f"il y a {nombre(-reste)} de trop"
        raise FaitsIncoherents(f"Les parts font {nombre(total)}{FINE}% au lieu de 100{FINE}%{INSECABLE}: {ecart}.")
    return reste


def completer_les_parts(parts: Sequence[Decimal]) -> tuple[tuple[Decimal, ...], str]:
    """(les parts, qui font 100 %, ce qu'il faut en dire). L'arrondi de chacune (trois fois 33,33) se tolère : le reste
    va à la plus forte, la dernière à égalité. Lève `FaitsIncoherents` au-delà, en disant l'écart."""
    reste = _reste_des_parts(parts)
    if not reste:
        return tuple(parts), ""
    total = CENT - reste
    rang = max(range(len(parts)), key=lambda i: (parts[i], i))
    verbe = "ajouté à" if reste > 0 else "ôté de"
    dit = (
        f"Les parts font {nombre(total)}{FINE}%{INSECABLE}: l'arrondi ({nombre(abs(reste))}) est {verbe} la plus forte."
    )
    return (*parts[:rang], parts[rang] + reste, *parts[rang + 1 :]), dit


def _poids(membres: tuple[Membre, ...]) -> tuple[list[Decimal], tuple[str, ...]]:
    """Les poids, jamais négatifs ; parts égales quand personne n'en a, et on le dit."""
    avis = tuple(
        f"« {m.nom} » a un poids négatif (avoirs supérieurs aux factures){INSECABLE}: sa part est nulle."
        for m in membres
        if m.poids is not None and m.poids < 0
    )
    poids = [max(ZERO, m.poids or ZERO) for m in membres]
    en_pour_cent = any(isinstance(m.poids, PourCent) for m in membres)
    if en_pour_cent and (reste := _reste_des_parts(poids)):
        total = f"{nombre(CENT - reste)}{FINE}%"
        avis += (f"Les parts font {total}{INSECABLE}: chacun a la sienne au prorata de ce total.",)
    if any(poids):
        sans = [m.nom for m in membres if m.poids is None]
        if sans:
            avis += (f"Sans part connue, donc à zéro{INSECABLE}: {', '.join(sans)}.",)
        return poids, avis
    return [Decimal(1)] * len(membres), (*avis, "Aucune part n'est connue : le partage est fait à égalité.")


def _plus_forts_restes(total: Decimal, poids: list[Decimal], precision: Decimal) -> list[Decimal]:
    """Chaque part arrondie en dessous, puis un pas de plus aux plus forts restes, dans l'ordre donné."""
    somme = sum(poids, ZERO)
    exactes = [total * p / somme for p in poids]
    parts = [(x / precision).to_integral_value(rounding=ROUND_FLOOR) * precision for x in exactes]
    ordre = sorted(range(len(parts)), key=lambda i: (parts[i] - exactes[i], i))
    reste = total - sum(parts, ZERO)
    for indice in ordre:
        if reste <= 0:
            break
        pas = min(precision, reste)
        parts[indice] += pas
        reste -= pas
    parts[ordre[0]] += reste
    return parts


@regle(CONVENTION_GROUPEMENT, depuis=date(2014, 1, 1), rend="parts", aussi=("repartition", "partage", "groupement"))
def repartir(
    total: Decimal,
    membres: tuple[Membre, ...],
    *,
    precision: Decimal = Decimal("0.01"),
    selon: str = "parts",
    sans_nom: Decimal = ZERO,
) -> Repartition:
    """Partage des heures entre membres, aux plus forts restes ; `selon` : « parts », « facturation » ou « heures ».
    `sans_nom` : ce qui, dans leurs poids, n'est à personne et s'y partage selon leurs parts."""
    if total < 0:
        raise ValueError("On ne partage pas un volume d'heures négatif.")
    if not membres:
        raise ValueError("Il n'y a aucun membre entre qui partager.")
    if precision <= 0:
        raise ValueError("La précision du partage doit être supérieure à zéro.")
    if len({m.nom for m in membres}) != len(membres):
        raise ValueError("Deux membres portent le même nom : le partage serait ambigu.")
    poids, avis = _poids(membres)
    somme = sum(poids, ZERO)
    valeurs = _plus_forts_restes(total, poids, precision)
    base, mesure = BASES[selon]
    motif = (
        f"Partage de {heures(total)} selon {base}, au pas de {heures(precision)}, "
        "les restes allant aux plus forts (la somme des parts est le tout)."
    )
    if sans_nom:
        motif += f" Sans attributaire{INSECABLE}: {mesure(sans_nom)}, partagés selon la part de chacun."
    detail = tuple(
        LigneDeCalcul(m.nom, f"{heures(total)} × {mesure(p)} ÷ {mesure(somme)}", v)
        for m, p, v in zip(membres, poids, valeurs, strict=True)
    )
    return Repartition(
        valeur=total,
        motif=motif,
        references=(CONVENTION_GROUPEMENT,),
        detail=detail,
        avertissements=avis,
        parts=tuple(Part(m.nom, v, p) for m, p, v in zip(membres, poids, valeurs, strict=True)),
    )
