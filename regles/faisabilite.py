"""Un volume se peut-il ? Faisable, tendu ou irréaliste, avec ses raisons chiffrées et ce qu'il faut faire.

Les seuils sont des repères d'usage, dits comme tels : le facilitateur reste juge.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Annotated

from regles.parametres import (
    DUREE_POUR_RECRUTER,
    DUREE_TROP_COURTE,
    ECART_AUX_COMPARABLES,
    FOURNISSEURS_PROCHES,
    HEURES_PAR_MOIS,
    PART_DU_CHANTIER_IRREALISTE,
    PART_DU_CHANTIER_TENDUE,
    REALISATION_DES_COMPARABLES,
    TAUX_USUEL_MAXIMUM,
    TAUX_USUEL_MINIMUM,
    VOLUME_MINIMUM_LOT,
)
from regles.references import CALIBRAGE_ARRONDI, CALIBRAGE_REPERES, CALIBRAGE_TAUX_USUELS
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import INSECABLE, accorder, arrondir, heures, nombre, soigner
from regles.vocabulaire import Dit, Duree, Heures, Jour, Montant, Parmi, Pourcentage

ZERO, CENT, CENT_MILLE = Decimal(0), Decimal(100), Decimal(100_000)
DIXIEME = Decimal("0.1")


class Niveau(IntEnum):
    """Ce que pèse une raison ; le verdict est la plus lourde."""

    FAISABLE = 0
    TENDU = 1
    IRREALISTE = 2


VERDICTS = {Niveau.FAISABLE: "faisable", Niveau.TENDU: "tendu", Niveau.IRREALISTE: "irréaliste"}
_CODES_DES_VERDICTS = {niveau.name.lower(): (verdict,) for niveau, verdict in VERDICTS.items()}
RAISONS = dict.fromkeys(
    ("part_du_travail", "duree", "volume", "taux", "offre", "demande", "realisation", "sans_clause"), ()
)


@dataclass(frozen=True, kw_only=True)
class Comparable:
    """Un marché de la base : heures demandées par 100 000 € HT, et part réalisée de ce qui était attendu."""

    nom: Annotated[str, Dit("Le marché.", "marché")] = ""
    heures_par_100k: Annotated[Heures | None, Dit("Heures demandées par 100 000 € HT.", "demandées")] = None
    realisation: Annotated[Pourcentage | None, Dit("Réalisé, en % de ce qui était attendu.")] = None


def heures_par_100k(
    engagement: Decimal, possible: Decimal, assiette_ht: Decimal | None, montant_ht: Decimal | None
) -> Decimal | None:
    """Les heures qu'un marché demande par 100 000 € HT, les heures et les euros étant ceux de la même durée.

    `assiette_ht` : les montants facturés, commandés ou prévus qui font devoir `engagement`. Sans elle, tout le marché :
    les heures `possible` (options, reconductions) s'ajoutent, puisque `montant_ht` les comprend. `None` : un chiffre
    manque.
    """
    demandees, base = (engagement + possible, montant_ht) if assiette_ht is None else (engagement, assiette_ht)
    return demandees * CENT_MILLE / base if demandees and base else None


@dataclass(frozen=True, kw_only=True)
class FaitsFaisabilite:
    """Le volume et ce qu'on sait autour. `None` : on ne sait pas, et le verdict le dit.

    `travail` : toutes les heures du marché ; `effectif` : personnes présentes à la fois sur le site ;
    `fournisseurs` : structures d'insertion ou du handicap qui peuvent y répondre, dans `rayon_km` ; celles de tous
    métiers (intérim, mise à disposition) y sont comptées, et dites à part.
    """

    heures: Annotated[Heures, Dit("Le volume.", "volume")]
    duree_mois: Annotated[Duree | None, Dit("Durée.", "durée")] = None
    montant_ht: Annotated[Montant | None, Dit("Montant estimé.")] = None
    travail: Annotated[Heures | None, Dit("Toutes les heures du marché.", "heures travaillées")] = None
    effectif: Annotated[Decimal | None, Dit("Personnes présentes à la fois sur le site.")] = None
    taux: Annotated[Pourcentage | None, Dit("Taux d'insertion.", "taux d'insertion")] = None
    fournisseurs: Annotated[int | None, Dit("Structures proches, du métier ou de tous.", "offre locale")] = None
    fournisseurs_tous_metiers: Annotated[int, Dit("Celles, parmi elles, qui sont de tous métiers.")] = 0
    rayon_km: Annotated[int | None, Dit("Rayon de recherche, en km.", "rayon")] = None
    comparables: Annotated[tuple[Comparable, ...], Dit("Marchés comparables.", seul="heures_par_100k")] = ()
    refus: Annotated[str, Dit("La méthode a conclu à l'absence de clause.")] = ""


@dataclass(frozen=True)
class Raison:
    """Une raison : ce que l'on constate, avec ses chiffres, et ce qu'il y a à faire."""

    code: str
    niveau: Niveau
    constat: str
    conseil: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "constat", soigner(self.constat))
        object.__setattr__(self, "conseil", soigner(self.conseil))


@dataclass(frozen=True, kw_only=True)
class DecisionFaisabilite(Decision):
    """`niveau` est le verdict ; `raisons`, de la plus lourde à la plus légère ; `ignore` : ce qui manque."""

    niveau: Niveau = Niveau.FAISABLE
    raisons: tuple[Raison, ...] = ()
    ignore: tuple[str, ...] = ()

    @property
    def verdict(self) -> Annotated[str, Parmi(_CODES_DES_VERDICTS), Dit("Le verdict.", "niveau")]:
        return VERDICTS[self.niveau]

    @property
    def pesantes(
        self,
    ) -> Annotated[
        tuple[Annotated[str, Parmi(RAISONS)], ...],
        Dit("Les raisons qui pèsent (tendues ou irréalistes).", nom="raisons"),
    ]:
        return tuple(raison.code for raison in self.raisons if raison.niveau > Niveau.FAISABLE)

    @property
    def conseil(self) -> Annotated[str, Dit("Un passage de ce qu'il faut faire.")]:
        return " ".join(raison.conseil for raison in self.raisons)


def _pourcent(valeur: Decimal) -> str:
    return f"{nombre(arrondir(valeur, DIXIEME))}{INSECABLE}%"


def mediane(valeurs: list[Decimal]) -> Decimal:
    """La valeur du milieu ; la moyenne des deux du milieu quand leur nombre est pair."""
    rangees = sorted(valeurs)
    milieu = len(rangees) // 2
    return rangees[milieu] if len(rangees) % 2 else (rangees[milieu - 1] + rangees[milieu]) / 2


def _part_du_travail(faits: FaitsFaisabilite, jour: date) -> Decimal | None:
    """Part du travail confiée à l'insertion, en pour cent : sur l'effectif du site, sinon sur les heures du marché."""
    if faits.effectif and faits.duree_mois:
        return faits.heures * CENT / (faits.effectif * faits.duree_mois * HEURES_PAR_MOIS.au(jour))
    return faits.heures * CENT / faits.travail if faits.travail else None


def _raisons_du_travail(faits: FaitsFaisabilite, jour: date) -> list[Raison]:
    part = _part_du_travail(faits, jour)
    if part is None:
        return []
    constat = f"L'insertion ferait {_pourcent(part)} du travail"
    if faits.duree_mois:
        constat += f" ({heures(arrondir(faits.heures / faits.duree_mois, DIXIEME))} par mois"
        constat += f" pour {accorder(faits.effectif, 'personne')} sur le site)" if faits.effectif else ")"
    if part > PART_DU_CHANTIER_IRREALISTE.au(jour):
        conseil = "Réservez plutôt le lot à l'insertion, ou réduisez le volume d'au moins la moitié."
        return [Raison("part_du_travail", Niveau.IRREALISTE, f"{constat} : plus de la moitié.", conseil)]
    if part > PART_DU_CHANTIER_TENDUE.au(jour):
        conseil = "L'encadrement sur place ne suffira pas toujours : baissez le taux ou étalez les heures."
        return [Raison("part_du_travail", Niveau.TENDU, f"{constat}.", conseil)]
    return [Raison("part_du_travail", Niveau.FAISABLE, f"{constat}.")]


def _raisons_de_la_duree(faits: FaitsFaisabilite, jour: date) -> list[Raison]:
    if not faits.duree_mois:
        return []
    personnes = faits.heures / (faits.duree_mois * HEURES_PAR_MOIS.au(jour))
    duree = f"{nombre(faits.duree_mois)}{INSECABLE}mois"
    besoin = f"En {duree}, il faut {nombre(arrondir(personnes, DIXIEME))} personne à temps plein"
    if personnes >= 2:
        besoin = besoin.replace("personne ", "personnes ")
    if faits.duree_mois <= DUREE_TROP_COURTE.au(jour) and personnes > 1:
        conseil = "Passez par l'intérim d'insertion ou une sous-traitance déjà prête, et baissez le volume."
        return [Raison("duree", Niveau.IRREALISTE, f"{besoin} : le temps manque pour recruter.", conseil)]
    if faits.duree_mois < DUREE_POUR_RECRUTER.au(jour) and personnes > 1:
        conseil = "Prévoyez l'intérim d'insertion ou la sous-traitance dès la consultation."
        return [Raison("duree", Niveau.TENDU, f"{besoin}, sans le temps de recruter autrement.", conseil)]
    return [Raison("duree", Niveau.FAISABLE, f"{besoin}.")]


def _raisons_du_volume(faits: FaitsFaisabilite, jour: date) -> list[Raison]:
    minimum, raisons = VOLUME_MINIMUM_LOT.au(jour), []
    if faits.heures < minimum:
        constat = f"{heures(faits.heures)} font moins d'une semaine de travail ({heures(minimum)})."
        conseil = "Regroupez avec un autre lot, ou retirez la clause de celui-ci."
        raisons.append(Raison("volume", Niveau.TENDU, constat, conseil))
    if faits.taux is None:
        return raisons
    bas, haut = TAUX_USUEL_MINIMUM.au(jour), TAUX_USUEL_MAXIMUM.au(jour)
    usage = f"l'usage va de {nombre(bas)} à {_pourcent(haut)}"
    if faits.taux > haut:
        conseil = "Baissez le taux, ou dites à l'acheteur pourquoi ce marché permet davantage."
        raisons.append(Raison("taux", Niveau.TENDU, f"Taux de {_pourcent(faits.taux)} : {usage}.", conseil))
    elif faits.taux < bas:
        conseil = "Le marché peut sans doute davantage : vérifiez le taux avec l'acheteur."
        raisons.append(Raison("taux", Niveau.FAISABLE, f"Taux de {_pourcent(faits.taux)} : {usage}.", conseil))
    return raisons


def _raisons_de_l_offre(faits: FaitsFaisabilite, jour: date) -> list[Raison]:
    if faits.fournisseurs is None:
        return []
    ou = f" à moins de {faits.rayon_km}{INSECABLE}km" if faits.rayon_km else " près du lieu d'exécution"
    if faits.fournisseurs == 0:
        conseil = "Élargissez le rayon, ou comptez sur l'embauche directe avec un prescripteur."
        return [Raison("offre", Niveau.TENDU, f"Aucune structure du métier{ou}.", conseil)]
    de_tous = faits.fournisseurs_tous_metiers
    qui = f"{accorder(faits.fournisseurs - de_tous, 'structure')} du métier"
    if de_tous:
        qui += f" et {nombre(de_tous)} de tous métiers (intérim, mise à disposition)"
    if faits.fournisseurs < FOURNISSEURS_PROCHES.au(jour):
        conseil = "Appelez-les avant de publier : leur carnet est peut-être plein."
        return [Raison("offre", Niveau.TENDU, f"{qui} seulement{ou}.", conseil)]
    return [Raison("offre", Niveau.FAISABLE, f"{qui}{ou}.")]


def _raisons_des_comparables(faits: FaitsFaisabilite, jour: date) -> list[Raison]:
    raisons = []
    demandees = [c.heures_par_100k for c in faits.comparables if c.heures_par_100k]
    if demandees and faits.montant_ht:
        ici, usage = faits.heures * CENT_MILLE / faits.montant_ht, mediane(demandees)
        constat = (
            f"{heures(arrondir(ici, DIXIEME))} par 100 000 €, pour une médiane de {heures(arrondir(usage, DIXIEME))} "
            f"sur {accorder(len(demandees), 'marché comparable', 'marchés comparables')}."
        )
        trop = ici > usage * ECART_AUX_COMPARABLES.au(jour)
        conseil = "Rapprochez-vous de ce qui s'est demandé, ou dites ce qui distingue ce marché." if trop else ""
        raisons.append(Raison("demande", Niveau.TENDU if trop else Niveau.FAISABLE, constat, conseil))
    realises = [c.realisation for c in faits.comparables if c.realisation is not None]
    if realises:
        faite = mediane(realises)
        bas = faite < REALISATION_DES_COMPARABLES.au(jour)
        constat = f"Les marchés comparables ont réalisé {_pourcent(faite)} de ce qui était attendu (médiane)."
        conseil = "Cherchez ce qui les a retenus avant de demander autant." if bas else ""
        raisons.append(Raison("realisation", Niveau.TENDU if bas else Niveau.FAISABLE, constat, conseil))
    return raisons


def _ce_qui_manque(faits: FaitsFaisabilite) -> tuple[str, ...]:
    manques = {
        "la durée": not faits.duree_mois,
        "le travail total du marché": faits.travail is None and not faits.effectif,
        "l'offre locale": faits.fournisseurs is None,
        "de marché comparable": not faits.comparables,
    }
    return tuple(nom for nom, manque in manques.items() if manque)


@regle(
    CALIBRAGE_REPERES,
    CALIBRAGE_TAUX_USUELS,
    CALIBRAGE_ARRONDI,
    depuis=date(2021, 4, 1),
    rend="verdict",
    aussi=("verdict", "realisme"),
)
def faisabilite(faits: FaitsFaisabilite, jour: Jour) -> DecisionFaisabilite:
    """Faisable, tendu ou irréaliste : la raison la plus lourde l'emporte, chacune dit quoi faire."""
    if faits.refus or faits.heures <= 0:
        constat = faits.refus or "Aucune heure n'est demandée."
        raisons = [Raison("sans_clause", Niveau.IRREALISTE, constat, "Ne posez pas de clause sur ce lot.")]
    else:
        familles = (
            _raisons_du_travail,
            _raisons_de_la_duree,
            _raisons_du_volume,
            _raisons_de_l_offre,
            _raisons_des_comparables,
        )
        raisons = [raison for famille in familles for raison in famille(faits, jour)]
    raisons.sort(key=lambda raison: -raison.niveau)
    niveau = max((raison.niveau for raison in raisons), default=Niveau.FAISABLE)
    manque = () if faits.refus or faits.heures <= 0 else _ce_qui_manque(faits)
    part = _part_du_travail(faits, jour) if faits.heures > 0 else None
    lignes = (LigneDeCalcul("Part du travail du marché", "", arrondir(part, DIXIEME), "%"),) if part else ()
    pesantes = [raison.constat for raison in raisons if raison.niveau == niveau and niveau > Niveau.FAISABLE]
    motif = " ".join(pesantes) or "Rien de ce que l'on sait ne s'y oppose."
    return DecisionFaisabilite(
        valeur=Decimal(niveau),
        motif=motif,
        references=(CALIBRAGE_REPERES, CALIBRAGE_TAUX_USUELS, CALIBRAGE_ARRONDI),
        detail=lignes,
        unite="",
        avertissements=(f"Le verdict ne connaît pas {', ni '.join(manque)}.",) if manque else (),
        niveau=niveau,
        raisons=tuple(raisons),
        ignore=manque,
    )
